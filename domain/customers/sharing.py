"""« Partager mes factures »: another address that reads a customer's bills, with an account of its own.

The first reader, whom lists and staff name, lets others in: the other mailbox confirms by a link. Who
was let in so may be ended by the first; staff end anybody, and each may leave but the first, who is
ended by staff or by a change of address alone. Whoever reads already is told of each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from domain import clock, history, outbox
from domain.accounts.states import State, state
from domain.faults import Fault
from domain.history import Kind, Visit
from domain.limits import DAY, Limits
from domain.portals import Portal
from store import Transaction, accounts, messages, proposals, readers
from store.readers import Replacement
from store.records import Account, Awaits, By, Message, Proposal, Reader


class Refusal(Enum):
    """Why an address can't be let in; the value is the sentence for who asked."""

    OWN = "C'est déjà l'adresse de votre compte."
    READS = "Cette adresse lit déjà ces factures."
    UNREACHABLE = "Cette adresse ne reçoit pas nos messages\u00a0: saisissez-en une autre."


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who reads a customer. `address` is empty where it is none of the owner's business."""

    address: str
    since: datetime
    let_in_by: str  # a `By`
    is_first: bool
    is_owner: bool
    may_be_ended: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """One customer whose bills the owner reads, and who else does."""

    number: str
    name: str
    is_first: bool  # the owner
    people: Sequence[Person]
    invited: Sequence[Proposal]  # their link was not used yet


def of_account(transaction: Transaction, portal: Portal, account: Account) -> list[Shared]:
    """Return what an account shares, by customer number; a second reader learns nobody's address."""
    mine = readers.of_address(transaction, portal.code, account.address)
    return [_shared(transaction, portal, account, each) for each in mine]


def _shared(transaction: Transaction, portal: Portal, account: Account, mine: Reader) -> Shared:
    reading = readers.of_customer(transaction, portal.code, mine.number)
    people = [_person(each, account, mine) for each in reading]
    invited = _invited(transaction, mine) if mine.is_first else []
    return Shared(mine.number, mine.name, mine.is_first, people, invited)


def _person(one: Reader, account: Account, mine: Reader) -> Person:
    is_owner = one.address == account.address
    is_guest = mine.is_first and one.let_in_by == By.CUSTOMER
    return Person(
        address=one.address if is_owner or mine.is_first else "",
        since=one.since,
        let_in_by=one.let_in_by,
        is_first=one.is_first,
        is_owner=is_owner,
        may_be_ended=not one.is_first and (is_owner or is_guest),
    )


def _invited(transaction: Transaction, mine: Reader) -> list[Proposal]:
    found = proposals.of_customer(transaction, mine.customer_id, clock.now() - 3 * DAY)
    asked_by = mine.address
    return [one for one in found if one.asked_by == asked_by and not one.answered_at]


def invite(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    number: str,
    address: str,
    *,
    visit: Visit,
    limits: Limits,
) -> Message | Refusal:
    """Put the mail whose link lets a folded address read into the outbox.

    Raises `TooOften`, and `Fault` where the account is not this customer's first reader.
    """
    readers.hold(transaction, portal.code)
    mine = _as_first(transaction, portal, account, number)
    asked = proposals.of_customer(transaction, mine.customer_id, clock.now() - DAY)
    limits.check_proposals([each.asked_at for each in reversed(asked)])
    if address == account.address:
        return Refusal.OWN
    if address in readers.beside(transaction, mine.customer_id):
        return Refusal.READS
    if messages.is_refused(transaction, portal.code, address):
        return Refusal.UNREACHABLE
    proposal = proposals.put(
        transaction,
        mine.customer_id,
        address,
        by=By.CUSTOMER,
        awaits=Awaits.LINK,
        client=visit.client[: history.LONGEST_CLIENT],
        at=clock.now(),
        asked_by=account.address,
    )
    kind, details = Kind.READER_INVITED, f"client {number}, {address}"
    history.record(transaction, kind, visit, account=account, details=details)
    return outbox.put(
        transaction,
        portal,
        None,
        outbox.Kind.READER_INVITED,
        recipient=address,
        details={"proposal": proposal.id},
    )


def take_back(transaction: Transaction, account: Account, proposal_id: int, visit: Visit) -> None:
    """Forget an invitation of the account's: its link ends. Anybody else's is left alone."""
    one = proposals.by_id(transaction, proposal_id)
    is_own = one and (one.portal, one.asked_by) == (account.portal, account.address)
    if one and is_own and proposals.answer(transaction, one.id, "taken back", clock.now()):
        kind, details = Kind.READER_TAKEN_BACK, f"client {one.number}, {one.address}"
        history.record(transaction, kind, visit, account=account, details=details)


def _as_first(transaction: Transaction, portal: Portal, account: Account, number: str) -> Reader:
    mine = readers.of_address(transaction, portal.code, account.address)
    found = next((one for one in mine if one.number == number and one.is_first), None)
    if found is None:
        raise Fault(
            "Ces factures ne peuvent être partagées que par la personne que le service facturation "
            "connaît pour ce dossier."
        )
    return found


def end(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    number: str,
    address: str,
    visit: Visit,
) -> None:
    """End a reader whom the account let in, or the account itself; raises `Fault` for any other."""
    readers.hold(transaction, portal.code)
    shared = of_account(transaction, portal, account)
    people = [each for one in shared if one.number == number for each in one.people]
    if not any(each.address == address and each.may_be_ended for each in people):
        raise Fault("Cet accès ne peut être retiré que par le service facturation.")
    _end(transaction, portal, number, address, By.CUSTOMER, visit)


def end_by_staff(
    transaction: Transaction, portal: Portal, number: str, address: str, visit: Visit
) -> None:
    """End a reader who is not the first; raises `Fault`: the first is corrected on the sheet."""
    readers.hold(transaction, portal.code)
    reading = readers.of_customer(transaction, portal.code, number)
    if not any(one.address == address and not one.is_first for one in reading):
        raise Fault(f"{address} ne lit plus les factures du client {number} : rien n'a été fait.")
    _end(transaction, portal, number, address, By.SERVICE, visit)


def end_beside(
    transaction: Transaction, portal: Portal, number: str, *, by: By, visit: Visit
) -> None:
    """End all readers beside the first: the number is somebody else's now."""
    for one in readers.of_customer(transaction, portal.code, number):
        if not one.is_first:
            _end(transaction, portal, number, one.address, by, visit)


def _end(
    transaction: Transaction, portal: Portal, number: str, address: str, by: By, visit: Visit
) -> None:
    reading = readers.of_customer(transaction, portal.code, number)
    customer_id = reading[0].customer_id
    ended = [Replacement(customer_id, address, None, is_first=False)]
    readers.replace(transaction, ended, by=by, at=clock.now())
    for each in reading:
        _note(
            transaction,
            portal,
            each.address,
            Kind.READER_ENDED,
            f"client {number}, {address}",
            visit,
        )
        details = {"number": number, "is_you": each.address == address, "by": by}
        kind, to = outbox.Kind.READER_ENDED, each.address
        outbox.put(transaction, portal, None, kind, recipient=to, details=details)


def let_in_by_staff(
    transaction: Transaction,
    portal: Portal,
    number: str,
    address: str,
    visit: Visit,
    *,
    instead_of: str | None = None,
) -> bool:
    """Let a folded address read a customer beside the first, or in the place of a second.

    Whoever reads is told. Returns whether the new one has no active account, and needs the mail with
    a link. Raises `Fault`.
    """
    readers.hold(transaction, portal.code)
    reading = readers.of_customer(transaction, portal.code, number)
    if not reading:
        raise Fault("Ce client n'a pas encore d'adresse mail : « Corriger » la lui donne.")
    if any(one.address == address for one in reading):
        raise Fault(f"{address} lit déjà les factures de ce client.")
    if instead_of and not any(one.address == instead_of and not one.is_first for one in reading):
        raise Fault(f"{instead_of} ne lit plus les factures de ce client : rien n'a été fait.")
    move = Replacement(reading[0].customer_id, instead_of, address, is_first=False)
    readers.replace(transaction, [move], by=By.SERVICE, at=clock.now())
    staying = [one.address for one in reading if one.address != instead_of]
    joined(transaction, portal, number, address, staying, By.SERVICE, visit)
    if instead_of:
        details = {"number": number, "is_you": True, "by": By.SERVICE}
        kind = outbox.Kind.READER_ENDED
        outbox.put(transaction, portal, None, kind, recipient=instead_of, details=details)
    return not _is_active(transaction, portal, address)


def joined(
    transaction: Transaction,
    portal: Portal,
    number: str,
    address: str,
    reading: Sequence[str],
    by: By,
    visit: Visit,
) -> None:
    """Note that an address reads a customer from now on, and tell it and who reads it already.

    A new one without an active account is not told here: its first mail must be the one with a link.
    """
    accounts.get_or_add(transaction, portal.code, address, clock.now())
    for each in (*reading, address):
        _note(transaction, portal, each, Kind.READER_JOINED, f"client {number}, {address}", visit)
        if each != address or _is_active(transaction, portal, each):
            details = {"number": number, "is_you": each == address, "by": by}
            kind = outbox.Kind.READER_JOINED
            outbox.put(transaction, portal, None, kind, recipient=each, details=details)


def _is_active(transaction: Transaction, portal: Portal, address: str) -> bool:
    account = accounts.by_address(transaction, portal.code, address)
    return account is not None and state(account) is State.ACTIVE


def _note(
    transaction: Transaction, portal: Portal, address: str, kind: Kind, details: str, visit: Visit
) -> None:
    account = accounts.by_address(transaction, portal.code, address)
    history.record(
        transaction,
        kind,
        visit,
        account=account,
        portal=portal.code,
        address=address,
        details=details,
    )
