"""Bringing a lot of invoices in: keep the PDFs, then apply the plan.

The PDFs are on the disk before the one transaction in which the plan is made anew and applied: so
nothing half done can be seen, and no page waits for the disk.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import clock
from domain.faults import Fault
from domain.invoices import announcements, rejects
from domain.invoices.batches import Lot
from domain.invoices.containers import NotThere
from domain.invoices.lists import Draft
from domain.invoices.plan import Plan, plan, said
from domain.invoices.reading import Contents, Document
from domain.portals import Portal
from store import Store, Transaction, invoices
from store.documents import Documents
from store.records import Import

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
    beside: Path | None = None,
    with_mail: bool = True,
    as_csv: bool = False,
) -> Outcome:
    """Bring a lot in, whole or not at all.

    The rejects come first, beside the lot at `beside`: where they can't be written, nothing is
    done. Then the PDFs, then one transaction. Raises `Fault`.
    """
    documents = Documents(store.data_dir)
    with store.read() as transaction:
        foreseen = plan(transaction, portal, contents)
    rejected = None
    if beside and foreseen.rejects:
        rejected = rejects.write(beside, lot, contents.header, foreseen.rejects, as_csv=as_csv)
    try:
        keep(documents, lot, foreseen, contents)
        with store.write() as transaction:
            invoices.lock(transaction)  # two imports at once: the second one plans after the first
            made = plan(transaction, portal, contents)
            row = apply(
                transaction,
                portal,
                _as_foreseen(made, foreseen),
                name=lot.name,
                documents=documents,
                with_mail=with_mail,
            )
            return Outcome(made, row.id if row else None, rejected)
    except BaseException:
        if rejected is not None:
            rejected.unlink(missing_ok=True)
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
    transaction: Transaction,
    portal: Portal,
    made: Plan,
    *,
    name: str,
    documents: Documents,
    with_mail: bool = True,
) -> Import | None:
    """Write a plan made in this transaction; None where there is nothing to write.

    Raises `Fault` where a PDF is not on the disk: no row may name one that is not there.
    """
    if made.is_empty:
        return None
    row = invoices.add_import(
        transaction,
        {"portal": portal.code, "at": clock.now(), "name": name[:255], "counts": _counts(made)},
    )
    said_on = {"state_on": clock.today(portal.timezone)}
    added = [_columns(row, *each) | said_on for each in made.added]
    changed = [{**change.values, **said_on} for change in made.changed]
    _all_there(documents, [*added, *changed])
    invoices.add(transaction, added)
    invoices.change(transaction, changed)
    if with_mail:
        announcements.put(transaction, portal, made.accounts, row.id)
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
