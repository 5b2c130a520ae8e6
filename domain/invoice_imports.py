"""Bringing a lot of invoices in: keep the PDFs, then apply the plan.

The PDFs are on the disk before the one transaction in which the plan is made anew and applied: so
nothing half done can be seen, and no page waits for the disk.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import announcements, clock, invoice_rejects
from domain.containers import NotThere
from domain.faults import Fault
from domain.invoice_lists import Draft
from domain.invoice_plans import Plan, plan, said
from domain.invoice_reading import Contents, Document
from domain.lots import Lot
from domain.portals import Portal
from store import Session, Store, invoices
from store.documents import Documents
from store.models import Import

STALE = "Le registre des clients a changé pendant l'import : recommencez, rien n'a été importé."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did; `number` is its N, None where nothing changed."""

    plan: Plan
    number: int | None
    rejects: Path | None = None


def carry_out(
    store: Store,
    portal: Portal,
    lot: Lot,
    contents: Contents,
    *,
    sender: str,
    beside: Path | None = None,
    with_mail: bool = True,
) -> Outcome:
    """Bring a lot in, whole or not at all.

    The rejects come first, beside the lot at `beside`: where they can't be written, nothing is
    done. Then the PDFs, then one transaction. Raises `Fault`.
    """
    documents = Documents(store.data_dir)
    with store.read() as session:
        foreseen = plan(session, portal, contents)
    rejects = invoice_rejects.write(beside, lot, contents.header, foreseen.rejects)
    try:
        keep(documents, lot, foreseen, contents)
        with store.write() as session:
            invoices.lock(session)  # two imports at once: the second one plans after the first
            made = plan(session, portal, contents)
            row = apply(
                session,
                portal,
                _as_foreseen(made, foreseen),
                name=lot.name,
                documents=documents,
                sender=sender,
                with_mail=with_mail,
            )
            return Outcome(made, row.id if row else None, rejects)
    except BaseException:
        if rejects is not None:
            rejects.unlink(missing_ok=True)
        raise


def _as_foreseen(made: Plan, foreseen: Plan) -> Plan:
    if made.rejects != foreseen.rejects:
        raise Fault(STALE)
    return made


def keep(documents: Documents, lot: Lot, made: Plan, contents: Contents) -> None:
    """Put the PDFs of the lines that are taken on the disk; four at a time wait for it."""
    from concurrent.futures import ThreadPoolExecutor

    refused = {reject.line for reject in made.rejects}
    wanted = {
        document.name: document.digest
        for draft, document in contents.lines
        if draft.line not in refused
    }

    def one(name: str) -> None:
        if documents.keep(lot.document(name)) != wanted[name]:
            raise Fault(f"{name} a changé pendant l'import : recommencez, rien n'a été importé.")

    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in pool.map(one, wanted):
                pass
    except NotThere as reason:
        raise Fault(f"Le lot a changé pendant l'import : {reason}. Recommencez.") from None
    documents.flush()


def apply(
    session: Session,
    portal: Portal,
    made: Plan,
    *,
    name: str,
    documents: Documents,
    sender: str,
    with_mail: bool = True,
) -> Import | None:
    """Write a plan made in this transaction; None where there is nothing to write.

    Raises `Fault` where a PDF is not on the disk: no row may name one that is not there.
    """
    if made.is_empty:
        return None
    row = invoices.add_import(
        session,
        Import(portal=portal.code, at=clock.now(), name=name[:255], counts=_counts(made)),
    )
    said_on = {"state_on": clock.today(portal.timezone)}
    added = [_columns(row, *each) | said_on for each in made.added]
    changed = [{**change.values, **said_on} for change in made.changed]
    _all_there(documents, [*added, *changed])
    invoices.add(session, added)
    invoices.change(session, changed)
    if with_mail:
        announcements.put(session, portal, made.accounts, row.id, sender)
    return row


def _counts(made: Plan) -> dict[str, Any]:
    return {
        "added": len(made.added),
        "changed": len(made.changed),
        "unchanged": made.unchanged,
        "rejected": len(made.rejects),
        "changed_numbers": [change.number for change in made.changed],
    }


def _columns(row: Import, draft: Draft, document: Document, customer_id: int) -> dict[str, Any]:
    return {
        # 128 bits: nobody guesses the address of a page.
        "key": secrets.token_urlsafe(16),
        "portal": row.portal,
        "number": draft.number,
        "import_id": row.id,
        "created_at": row.at,
        **said(draft, document, customer_id),
    }


def _all_there(documents: Documents, rows: Iterable[Mapping[str, Any]]) -> None:
    for digest in {row["document"] for row in rows}:
        if not documents.path(digest).is_file():
            raise Fault("Un PDF a disparu du disque pendant l'import : recommencez.")
