"""What a batch of invoices would add, change, refuse and announce; writes nothing.

A bill never changes its customer: a known number that is given for another one is refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain import plans
from domain.customers import new_numbers
from domain.invoices import audience, cut_table, states, waiting
from domain.invoices.audience import Audience
from domain.invoices.cut_table import UNKNOWN, CutBill
from domain.invoices.lists import Draft
from domain.invoices.lives import Life, counted
from domain.invoices.reading import Contents, Document
from domain.invoices.states import Said
from domain.invoices.waiting import Judgement, Looked
from domain.listings import Reject
from domain.portals import Portal
from store import Transaction, customers, invoice_states, invoices
from store.invoice_states import StateSaid
from store.invoices import Kept

# Field → how people call it, in the order in which changes are named.
_COMPARED = {
    "subject": "objet",
    "issued_on": "date",
    "due_on": "échéance",
    "amount_cents": "montant",
    "remaining_cents": "reste à payer",
    "state": "statut",
    "reference": "référence",
    "service": "service",
    "document": "PDF",
}


@dataclass(frozen=True, slots=True)
class ChangedInvoice:
    """An invoice that the batch says something else of; `fields` in French."""

    before: Kept
    fields: Sequence[str]
    values: Mapping[str, Any] = field(repr=False)  # its state is settled behind: `states.py`
    is_as_listed: bool  # no agent has said otherwise of its state

    @property
    def number(self) -> str:
        """Return the invoice's number."""
        return self.before.number

    @property
    def has_another_pdf(self) -> bool:
        """Whether what its customer reads is not what it was."""
        return bool(self.values["document"] != self.before.document)


KNOWN = "déjà en ligne"


@dataclass
class Plan(plans.Plan[tuple[Draft, Document, int], ChangedInvoice]):
    """What would become of the bills, and whom they would reach."""

    taken: list[Draft] = field(default_factory=list)  # new, changed or as they were
    audience: Audience = field(default_factory=Audience)
    remarks: Sequence[str] = ()
    names: Judgement = field(default_factory=Judgement)
    told_late: Sequence[int] = ()  # accounts, of bills that waited
    cut: Sequence[CutBill] = ()  # out of PDFs that hold those of many, the most doubtful first
    said: dict[int, Said] = field(default_factory=dict)  # anew of known bills' states, by their ids

    def counts(self) -> dict[str, int]:
        """Return how many of each, and what the names say."""
        return super().counts() | self.names.counts()

    def new_numbers(self) -> list[str]:
        """Return the numbers of what would be added."""
        return [draft.number for draft, *_ in self.added]

    def totals(self) -> dict[str, int]:
        """Return what a clerk compares with the billing software: what was taken, and for whom."""
        return {
            "bills": len(self.taken),
            "cents": sum(draft.amount_cents for draft in self.taken),
            "customers": len(self.audience.customers),
            "told": len(self.audience.told),
            "without_account": len({row.customer_id for row in self.audience.uninvited}),
            "without_address": self.audience.without_address,
        }

    def lives(self) -> dict[str, int]:
        """Return how many new bills are to be printed, and of how many a mail is about to tell."""
        held = set(self.names.held)
        owners = [owner for draft, _, owner in self.added if draft.number not in held]
        online = sum(owner in self.audience.online for owner in owners)
        return counted({Life.TO_TELL: online, Life.TO_PRINT: len(owners) - online})

    def uninvited(self) -> list[tuple[str, str, str]]:
        """Return number, name and address of who has no account yet."""
        return [(row.number, row.name, row.address or "") for row in self.audience.uninvited]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.added or self.changed or self.names.released)

    @property
    def is_in_part(self) -> bool:
        """Whether lines are refused, or bills wait."""
        return bool(self.rejects or self.names.held)

    @property
    def mails(self) -> int:
        """How many mails would announce it."""
        return len({*self.audience.accounts, *self.told_late})

    def cut_out(self) -> Sequence[CutBill]:
        """Return the bills that were cut out of one PDF, the most doubtful first."""
        return self.cut

    def notes(self) -> dict[str, list[str]]:
        """Return which bills change, and what deserves a look."""
        return {
            "replaced": [
                f"{change.number} : {', '.join(change.fields)}" for change in self.changed
            ],
            "doubtful": self.names.lines(),
            "remarks": list(self.remarks),
        }


def plan(
    transaction: Transaction,
    portal: Portal,
    contents: Contents,
    *,
    is_announced: bool = True,
    insisted: Collection[str] = (),
) -> Plan:
    """Compare what a batch says with what is kept."""
    register = customers.known(transaction, portal.code)
    kept = invoices.known(transaction, portal.code, (draft.number for draft, _ in contents.lines))
    numbers = {customer.id: customer.number for customer in register.values()}
    meant = new_numbers.known_as(register)
    made = Plan(rejects=list(contents.rejects), remarks=contents.remarks)
    words = invoice_states.said(transaction, [each.id for each in kept.values()])
    given = invoices.owners_of_documents(
        transaction, portal.code, {document.digest for _, document in contents.lines}
    )
    owners: set[int] = set()
    looked: list[Looked] = []
    for draft, document in contents.lines:
        customer, known, column = register.get(draft.customer), kept.get(draft.number), "customer"
        if customer is None or customer.is_removed:
            other = meant.get(new_numbers.bare(draft.customer))
            why = _unknown_customer(draft, None if customer else other, gone=bool(customer))
        elif known and known.customer_id != customer.id:
            why = _anothers(draft, numbers[known.customer_id])
        elif others := given.get(document.digest, set()) - {customer.id}:
            column, why = "file", _others_pdf(draft, sorted(numbers[owner] for owner in others))
        else:
            owners.add(customer.id)
            if _take(made, known, draft, document, customer.id, words):
                whose = draft.number, draft.line, customer.number, customer.name
                looked.append(Looked(*whose, document.text, known))
            continue
        made.rejects.append(
            Reject(draft.line, contents.header.title(column), why, draft.cells, draft.customer)
        )
    made.rejects.sort(key=lambda reject: reject.line)
    made.names = waiting.judge(looked, portal, insisted)
    held = set(made.names.held)
    new = {owner for draft, _, owner in made.added if draft.number not in held}
    made.audience = audience.of(transaction, portal, owners, new if is_announced else ())
    waited = {each.customer_id for each in made.names.released} if is_announced else set()
    made.told_late = audience.of(transaction, portal, waited, waited).accounts
    made.cut = _cut(contents, made)
    return made


def _cut(contents: Contents, made: Plan) -> list[CutBill]:
    taken = {draft.number for draft in made.taken}
    return cut_table.bills(
        cut_table.Cut(
            contents.places[draft.line].share,
            made.names.findings.get(draft.number) or (KNOWN if draft.number in taken else UNKNOWN),
            document.text,
        )
        for draft, document in contents.lines
        if draft.line in contents.places
    )


def is_current(transaction: Transaction, portal: Portal, made: Plan) -> bool:
    """Whether all that a plan would write is still as it was when it was made."""
    new = [draft.number for draft, *_ in made.added]
    changed = {change.number: change.before for change in made.changed}
    changed |= {each.number: each for each in made.names.released}
    if invoices.known(transaction, portal.code, [*new, *changed]) != changed:
        return False
    owners = {draft.customer: customer_id for draft, _, customer_id in made.added}
    found = customers.among(transaction, portal.code, owners)
    return owners == {one.number: one.id for one in found.values() if not one.is_removed}


def said(draft: Draft, document: Document) -> dict[str, Any]:
    """Return what the batch says of a bill, by column; not whose it is."""
    return {
        "subject": draft.subject,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on,
        "amount_cents": draft.amount_cents,
        "remaining_cents": draft.remaining_cents,
        "state": draft.state,
        "reference": draft.reference,
        "service": draft.service,
        "document": document.digest,
        "document_size": document.size,
        "document_pages": document.pages,
    }


def _take(
    made: Plan,
    known: Kept | None,
    draft: Draft,
    document: Document,
    customer_id: int,
    words: Mapping[int, Sequence[StateSaid]],
) -> bool:
    """Note a new bill, or what the batch says anew of one; what it is silent about stays.

    Returns whether its PDF is to be looked at: nobody has read it yet.
    """
    made.taken.append(draft)
    if known is None:
        made.added.append((draft, document, customer_id))
        return True
    before = states.words_of(words, known.id)
    now = states.merged(before, draft.unsaid, draft.state, draft.remaining_cents)
    if now != before:
        made.said[known.id] = now
    says = said(draft, document) | now._asdict()
    is_kept = (known.state, known.remaining_cents) == before
    kept = known._asdict() | before._asdict()
    says |= {name: kept[name] for name in _COMPARED if name in draft.unsaid - set(Said._fields)}
    fields = [word for name, word in _COMPARED.items() if says[name] != kept[name]]
    if fields:
        values = {"id": known.id, **says, "state": known.state}
        values["remaining_cents"] = known.remaining_cents
        made.changed.append(ChangedInvoice(known, fields, values, is_as_listed=is_kept))
    else:
        made.unchanged += 1
    return known.available_at is None or document.digest != known.document


def _unknown_customer(draft: Draft, other: str | None, *, gone: bool) -> str:
    if gone:
        return f"le client {draft.customer} a été retiré du registre"
    if other:
        return f"le client {draft.customer} n'est pas dans le registre, mais {other} l'est : est-ce lui ?"
    return f"le client {draft.customer} n'est pas dans le registre : importez d'abord les clients"


def _others_pdf(draft: Draft, owners: Sequence[str]) -> str:
    return (
        f"« {draft.file} » : ce PDF est déjà celui d'un autre client ({', '.join(owners[:5])}), et l'un "
        "verrait la facture de l'autre"
    )


def _anothers(draft: Draft, owner: str) -> str:
    return (
        f"la facture {draft.number} est celle du client {owner}, et une facture ne change pas de "
        f"client : si c'était une erreur, retirez-la d'abord (flask factures remove {draft.number})"
    )
