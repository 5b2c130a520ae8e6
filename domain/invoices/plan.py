"""What an import of invoices would change, refuse and announce; writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.invoices.lists import Draft
from domain.invoices.reading import Contents, Document
from domain.listings import Reject
from domain.portals import Portal
from sheets.columns import Header
from store import Transaction, customers, invoices
from store.invoices import Known

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


def plan(transaction: Transaction, portal: Portal, contents: Contents) -> Plan:
    """Compare what a lot says with what is kept; writes nothing."""
    register = customers.known(transaction, portal.code)
    kept = invoices.known(transaction, portal.code, (draft.number for draft, _ in contents.lines))
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
        change = _change(known, draft, document, customer.id)
        if change is None:
            made.unchanged += 1
        else:
            made.changed.append(change)
    made.rejects.sort(key=lambda reject: reject.line)
    made.accounts = invoices.announced_to(
        transaction, portal.code, {customer_id for *_, customer_id in made.added}
    )
    return made


def said(draft: Draft, document: Document, customer_id: int) -> dict[str, Any]:
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


def _change(known: Known, draft: Draft, document: Document, customer_id: int) -> Change | None:
    """Return what the lot says anew, None where it says the same; what it is silent about stays."""
    says = said(draft, document, customer_id)
    for name in _COMPARED:
        if name in draft.unsaid:
            says[name] = getattr(known, name)
    fields = [word for name, word in _COMPARED.items() if says[name] != getattr(known, name)]
    return Change(draft.number, fields, {"id": known.id, **says}) if fields else None


def _unknown_customer(header: Header, draft: Draft, *, gone: bool) -> Reject:
    reason = (
        f"le client {draft.customer} a été retiré du registre"
        if gone
        else f"le client {draft.customer} n'est pas dans le registre : importez d'abord les clients"
    )
    return Reject(draft.line, header.title("customer"), reason, draft.cells)
