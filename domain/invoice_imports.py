"""What an import of invoices changes: plan, keep the PDFs, apply.

A plan says what would be added,
changed, left alone and refused. The PDFs are on the disk before the one transaction in which the
plan is made anew and applied, so that nothing half done can be seen, and nobody waits for a disk.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain import announcements, clock
from domain.containers import NotThere
from domain.faults import Fault
from domain.invoice_lists import Draft, Reject
from domain.invoice_reading import Contents, Document
from domain.lots import Lot
from domain.portals import Portal
from sheets.columns import Header
from store import Session, Store, customers, invoices
from store.documents import Documents
from store.invoices import Known
from store.models import Import

# Field → how people call it, in the order in which changes are named.
_COMPARED = {
    "customer_id": "client",
    "subject": "objet",
    "issued_on": "date",
    "due_on": "échéance",
    "amount_cents": "montant",
    "remaining_cents": "reste à payer",
    "state": "statut",
    "reference": "référence",
    "document": "PDF",
}


@dataclass(frozen=True, slots=True)
class Change:
    """An invoice that the lot says something else of; `fields` in French."""

    number: str
    fields: Sequence[str]
    values: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True)
class Plan:
    """What an import would do; `accounts` would be mailed."""

    added: list[tuple[Draft, Document, int]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)
    accounts: list[int] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.added and not self.changed


def plan(session: Session, portal: Portal, contents: Contents) -> Plan:
    """Compare what a lot says with what is kept; writes nothing."""
    register = customers.known(session, portal.code)
    kept = invoices.known(session, portal.code, (draft.number for draft, _ in contents.lines))
    made = Plan(rejects=list(contents.rejects))
    for draft, document in contents.lines:
        customer = register.get(draft.customer)
        if customer is None or customer.is_removed:
            made.rejects.append(_unknown_customer(contents.header, draft, gone=bool(customer)))
            continue
        known = kept.get(draft.number)
        if known is None:
            made.added.append((draft, document, customer.id))
            continue
        change = _change(contents.header, known, draft, document, customer.id)
        if change is None:
            made.unchanged += 1
        else:
            made.changed.append(change)
    made.rejects.sort(key=lambda reject: reject.line)
    made.accounts = invoices.announced_to(
        session, portal.code, {customer_id for *_, customer_id in made.added}
    )
    return made


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did; `number` is its N, None where nothing changed."""

    plan: Plan
    number: int | None


def carry_out(
    store: Store,
    portal: Portal,
    lot: Lot,
    contents: Contents,
    *,
    sender: str,
    with_mail: bool = True,
) -> Outcome:
    """Bring a lot in, whole or not at all: its PDFs first, then one transaction."""
    documents = Documents(store.data_dir)
    with store.read() as session:
        foreseen = plan(session, portal, contents)
    keep(documents, lot, foreseen, contents)
    with store.write() as session:
        made = plan(session, portal, contents)
        row = apply(
            session,
            portal,
            made,
            name=lot.name,
            documents=documents,
            sender=sender,
            with_mail=with_mail,
        )
        return Outcome(made, row.id if row else None)


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
    invoices.lock(session)
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
        **_said(draft, document, customer_id),
    }


def _said(draft: Draft, document: Document, customer_id: int) -> dict[str, Any]:
    """Return every column of `invoices.CHANGED` but `state_on` as the lot has it."""
    return {
        "customer_id": customer_id,
        "subject": draft.subject,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on,
        "amount_cents": draft.amount_cents,
        "remaining_cents": draft.remaining_cents,
        "state": draft.state,
        "reference": draft.reference,
        "document": document.digest,
        "document_size": document.size,
        "document_pages": document.pages,
    }


def _change(
    header: Header, known: Known, draft: Draft, document: Document, customer_id: int
) -> Change | None:
    """Return what the lot says anew, None where it says the same; a column it lacks says nothing."""
    said = _said(draft, document, customer_id)
    for name in _COMPARED:
        if name not in header.places and name not in ("customer_id", "document"):
            said[name] = getattr(known, name)
    fields = [word for name, word in _COMPARED.items() if said[name] != getattr(known, name)]
    return Change(draft.number, fields, {"id": known.id, **said}) if fields else None


def _unknown_customer(header: Header, draft: Draft, *, gone: bool) -> Reject:
    reason = (
        f"le client {draft.customer} a été retiré du registre"
        if gone
        else f"le client {draft.customer} n'est pas dans le registre : importez d'abord les clients"
    )
    return Reject(draft.line, header.title("customer"), reason, draft.cells)


def _all_there(documents: Documents, rows: Iterable[Mapping[str, Any]]) -> None:
    for digest in {row["document"] for row in rows}:
        if not documents.path(digest).is_file():
            raise Fault("Un PDF a disparu du disque pendant l'import : recommencez.")
