"""What an import of invoices changes: read the lot, plan, keep the PDFs, apply.

Reading looks at the list and at each PDF, and writes nothing. A plan says what would be added,
changed, left alone and refused. The PDFs are on the disk before the one transaction in which the
plan is made anew and applied, so that nothing half done can be seen, and nobody waits for a disk.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from domain import announcements, clock, pdf
from domain.containers import NotThere
from domain.faults import Fault
from domain.invoice_lists import WANTED, Draft, Reject, drafts
from domain.lots import Lot
from domain.portals import Portal
from sheets import Unreadable, reading
from sheets.columns import Header
from store import Session, customers, invoices
from store.documents import Documents
from store.invoices import Known
from store.models import Import

Advance = Callable[[], object]

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
_FAR_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF of the lot that was checked; `name` as the lot has it."""

    name: str
    digest: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a lot says: lines that can be taken with their PDFs, others, and remarks."""

    header: Header
    lines: Sequence[tuple[Draft, Document]]
    rejects: Sequence[Reject]
    remarks: Sequence[str]


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


def read(lot: Lot, advance: Advance = lambda: None) -> Contents:
    """Read the list and check every PDF that it names; raises `Fault` for the lot as a whole."""
    try:
        sheet = reading.read(lot.listing(), WANTED)
        good, rejects = drafts(sheet.header, sheet.rows)
    except Unreadable as reason:
        raise Fault(f"{lot.list_name} : {reason}") from None
    lines: list[tuple[Draft, Document]] = []
    seen: dict[str, Document | str] = {}
    for draft in good:
        found = _document(lot, draft.file, seen)
        if isinstance(found, Document):
            lines.append((draft, found))
        else:
            rejects.append(Reject(draft.line, sheet.header.title("file"), found, draft.cells))
        advance()
    rejects.sort(key=lambda reject: reject.line)
    return Contents(sheet.header, lines, rejects, _remarks(lot, sheet.header, lines))


def _document(lot: Lot, called: str, seen: dict[str, Document | str]) -> Document | str:
    """Return the PDF that a line names, or why it can't be taken; each is looked at once."""
    try:
        name = lot.find(called)
        if name not in seen:
            seen[name] = _checked(lot, name)
        return seen[name]
    except NotThere as reason:
        return f"« {called} » : {reason}"


def _checked(lot: Lot, name: str) -> Document | str:
    content = lot.document(name)
    try:
        facts = pdf.check(content)
    except pdf.NotTaken as reason:
        return str(reason)
    return Document(name, sha256(content).hexdigest(), len(content), facts.pages)


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
    added = [_columns(row, *each) for each in made.added]
    _all_there(documents, [*added, *(change.values for change in made.changed)])
    invoices.add(session, added)
    invoices.change(session, (change.values for change in made.changed))
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
    """Return every column of `invoices.CHANGED` as the lot has it."""
    return {
        "customer_id": customer_id,
        "subject": draft.subject,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on,
        "amount_cents": draft.amount_cents,
        "remaining_cents": draft.remaining_cents,
        "state": draft.state,
        "state_on": clock.now().date(),
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


def _remarks(lot: Lot, header: Header, lines: Sequence[tuple[Draft, Document]]) -> list[str]:
    """Return what the clerk may want to look at, though it was taken."""
    remarks = list(lot.remarks)
    if header.unknown:
        unknown = ", ".join(f"« {title} »" for title in header.unknown)
        remarks.append(f"Colonnes que le portail ne connaît pas : {unknown}.")
    for draft, _ in lines:
        if draft.due_on and draft.due_on < draft.issued_on:
            remarks.append(f"Ligne {draft.line} : l'échéance est avant la date de la facture.")
        if draft.issued_on > _today() + _FAR_AHEAD:
            remarks.append(f"Ligne {draft.line} : la date est dans plus d'un an.")
    remarks += _shared(lines)
    unasked = lot.never_asked()
    if unasked:
        shown = ", ".join(unasked[:5]) + ("…" if len(unasked) > 5 else "")  # noqa: PLR2004 - a few examples
        remarks.append(f"PDF qu'aucune ligne ne nomme ({len(unasked)}) : {shown}")
    return remarks


def _shared(lines: Sequence[tuple[Draft, Document]]) -> list[str]:
    """One PDF for two customers is most often a slip, by which one would see the other's bill."""
    first: dict[str, Draft] = {}
    remarks = []
    for draft, document in lines:
        other = first.setdefault(document.digest, draft)
        if other.customer != draft.customer:
            remarks.append(
                f"Lignes {other.line} et {draft.line} : le même PDF pour deux clients, est-ce voulu ?"
            )
    return remarks


def _today() -> date:
    return clock.now().date()
