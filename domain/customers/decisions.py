"""What staff decide of an address that was proposed with the code of a letter.

Within 30 days: accepted in the place of the address on record or beside it, or refused; both are mailed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import clock, history, outbox
from domain.accounts.states import State, state
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, accounts, readers
from store import proposals as rows
from store.readers import Replacement
from store.records import Account, Agent, Awaits, By, Proposal

WAITS_FOR_STAFF = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ForStaff:
    """A proposal that waits for a decision, and who reads the customer now (the first one's first)."""

    proposal: Proposal
    reading: Sequence[str]
    account: Account | None  # that the proposed address has
    until: datetime


# What is heard on the telephone proves nothing: docs/guide-comptes.md.
WHAT_TO_CHECK = (
    "Rappelez le client au numéro que vous connaissez déjà, jamais à celui d'un mail.",
    "Demandez-lui si la lettre était bien pour lui, et s'il a fait cette demande.",
    "Un couple ? La nouvelle adresse peut lire les factures en plus de celle qui est connue.",
)


def waiting(transaction: Transaction, portal: Portal) -> list[ForStaff]:
    """Return what staff have to decide, the oldest first."""
    since = clock.now() - WAITS_FOR_STAFF
    found = rows.waiting(transaction, portal.code, Awaits.STAFF, since)
    return [
        ForStaff(
            each,
            readers.beside(transaction, each.customer_id),
            accounts.by_address(transaction, portal.code, each.address),
            each.asked_at + WAITS_FOR_STAFF,
        )
        for each in found
        if not each.is_removed
    ]


def count_waiting(transaction: Transaction, agent: Agent) -> int:
    """Return how many proposals wait for an agent's commune."""
    since = clock.now() - WAITS_FOR_STAFF
    found = rows.waiting(transaction, agent.portal, Awaits.STAFF, since)
    return sum(not each.is_removed for each in found)


def accept(
    transaction: Transaction, portal: Portal, proposal_id: int, visit: Visit, *, beside: bool
) -> Proposal:
    """Let a proposed address read its customer: in the place of the address on record, or `beside` it.

    Both are mailed. Raises `Fault`.
    """
    readers.hold(transaction, portal.code)
    proposal = _undecided(transaction, portal, proposal_id)
    account = accounts.get_or_add(transaction, portal.code, proposal.address, clock.now())
    if state(account) is State.SUSPENDED:
        raise Fault(
            f"Le compte de {proposal.address} est suspendu : rétablissez-le d'abord "
            f"(flask comptes resume {proposal.address})."
        )
    reading = readers.beside(transaction, proposal.customer_id)
    _let_in(transaction, proposal, visit, beside=beside)
    rows.answer(transaction, proposal.id, "accepted", clock.now())
    words = f"client {proposal.number}, {'en plus de' if beside else 'à la place de'} "
    kind, details = Kind.PROPOSAL_ACCEPTED, words + (", ".join(reading) or "(aucune adresse)")
    history.record(transaction, kind, visit, account=account, details=details)
    _tell_decision(transaction, portal, proposal, reading, "beside" if beside else "instead")
    return proposal


def _let_in(transaction: Transaction, proposal: Proposal, visit: Visit, *, beside: bool) -> None:
    """End the first reader for the new address, unless it joins beside one."""
    first = readers.first(transaction, proposal.customer_id)
    as_first = first is None or not beside
    old = first if as_first else None
    account = accounts.by_address(transaction, proposal.portal, old) if old else None
    if account is not None:
        details = f"client {proposal.number}"
        history.record(transaction, Kind.CUSTOMER_MOVED, visit, account=account, details=details)
    move = Replacement(proposal.customer_id, old, proposal.address, as_first)
    readers.replace(transaction, [move], by=By.SERVICE, at=clock.now())
    if as_first:
        readers.note_changed_by_customer(transaction, proposal.customer_id, clock.now())


def refuse(transaction: Transaction, portal: Portal, proposal_id: int, visit: Visit) -> Proposal:
    """Leave everything as it is, and mail both. Raises `Fault`."""
    proposal = _undecided(transaction, portal, proposal_id)
    rows.answer(transaction, proposal.id, "refused", clock.now())
    history.record(
        transaction,
        Kind.PROPOSAL_REFUSED,
        visit,
        portal=portal.code,
        address=proposal.address,
        details=f"client {proposal.number}, {proposal.address}",
    )
    reading = readers.beside(transaction, proposal.customer_id)
    _tell_decision(transaction, portal, proposal, reading, "refused")
    return proposal


def _undecided(transaction: Transaction, portal: Portal, proposal_id: int) -> Proposal:
    """Return a proposal that staff may answer; raises `Fault` with why it is none."""
    found = rows.by_id(transaction, proposal_id)
    if found is None or found.portal != portal.code or found.awaits != Awaits.STAFF:
        raise Fault(
            f"La demande n° {proposal_id} n'existe pas ici : « flask adresses list » les énumère."
        )
    if found.answered_at:
        word = _ANSWERS.get(found.answer or "", "sans objet")
        raise Fault(f"La demande n° {proposal_id} est déjà {word} : rien n'a été fait.")
    if found.is_removed:
        raise Fault(
            f"Le client {found.number} n'est plus dans le registre : la demande n° {proposal_id} "
            "est sans objet."
        )
    age = clock.age(found.asked_at)
    if age is None or age > WAITS_FOR_STAFF:
        raise Fault(
            f"La demande n° {proposal_id} a plus de {WAITS_FOR_STAFF.days} jours : elle ne vaut plus. "
            "La personne peut la refaire avec son code."
        )
    return found


_ANSWERS = {"accepted": "acceptée", "refused": "refusée", "replaced": "remplacée par une autre"}


def _tell_decision(
    transaction: Transaction,
    portal: Portal,
    proposal: Proposal,
    reading: Sequence[str],
    decision: str,
) -> None:
    details = {"number": proposal.number, "decision": decision}
    kind, to = outbox.Kind.PROPOSAL_ANSWERED, proposal.address
    outbox.put(transaction, portal, None, kind, recipient=to, details=details)
    for each in reading:
        kind = outbox.Kind.PROPOSAL_SETTLED
        outbox.put(transaction, portal, None, kind, recipient=each, details=details)
