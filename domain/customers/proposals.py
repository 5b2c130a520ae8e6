"""An address that somebody gives with the code of a letter: taken, or proposed to the service.

A customer whom nobody reads has it once the link that was mailed to it is used. Where somebody reads
the customer already, nothing changes: staff decide within 30 days, and the address on record is told.
Who asks always gets a mail at the address they gave, and always the same answer on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from domain import clock, history, outbox
from domain.accounts import recovery, tokens
from domain.accounts.states import State, state
from domain.customers import codes, sharing
from domain.history import Kind, Visit
from domain.limits import DAY, Limits
from domain.portals import Portal
from store import Transaction, accounts, messages, readers, statements
from store import proposals as rows
from store.codes import Coded
from store.readers import Replacement
from store.records import Account, Awaits, By, Proposal

_SALT = "proposal"


def use_code(
    transaction: Transaction,
    portal: Portal,
    keys: Sequence[str],
    *,
    number: str,
    code: str,
    address: str,
    visit: Visit,
    limits: Limits,
) -> bool:
    """Do what a code allows for a folded address; False where number and code don't fit.

    Mails leave from the queue, so that the answer takes the same time. Raises `TooOften`, for
    numbers that nobody has too.
    """
    statements.one_at_a_time(transaction, f"{portal.code} codes")
    counted = codes.counted_as(number)[: codes.LONGEST]
    limits.check_code(transaction, portal.code, counted)
    customer = codes.fitting(transaction, portal, keys, number, code)
    kind = Kind.CODE_USED if customer else Kind.CODE_WRONG
    history.record(transaction, kind, visit, portal=portal.code, address=address, details=counted)
    if customer is not None:
        _propose(transaction, portal, customer, address, visit, limits)
    return customer is not None


def _propose(
    transaction: Transaction,
    portal: Portal,
    customer: Coded,
    address: str,
    visit: Visit,
    limits: Limits,
) -> None:
    asked = [
        each.asked_at for each in rows.of_customer(transaction, customer.id, clock.now() - DAY)
    ]
    limits.check_proposals(asked[::-1])
    reading = readers.beside(transaction, customer.id)
    if messages.is_refused(transaction, portal.code, address):
        return
    account = accounts.by_address(transaction, portal.code, address)
    if address in reading:
        account = account or accounts.get_or_add(transaction, portal.code, address, clock.now())
        recovery.put_mail(transaction, portal, account)
        return
    is_free = not reading and (account is None or state(account) is not State.SUSPENDED)
    proposal = rows.put(
        transaction,
        customer.id,
        address,
        by=By.CODE,
        awaits=Awaits.LINK if is_free else Awaits.STAFF,
        client=visit.client[: history.LONGEST_CLIENT],
        at=clock.now(),
    )
    if is_free:
        details = {"proposal": proposal.id}
        kind = outbox.Kind.CODE_LINK
        outbox.put(transaction, portal, None, kind, recipient=address, details=details)
    else:
        _tell_of(transaction, portal, proposal, reading, visit)


def _tell_of(
    transaction: Transaction,
    portal: Portal,
    proposal: Proposal,
    reading: Sequence[str],
    visit: Visit,
) -> None:
    """Tell who asks that the service decides, and who reads the bills that somebody asks."""
    details = {"number": proposal.number}
    history.record(
        transaction,
        Kind.ADDRESS_PROPOSED,
        visit,
        portal=portal.code,
        address=proposal.address,
        details=f"client {proposal.number}",
    )
    to = proposal.address
    outbox.put(transaction, portal, None, outbox.Kind.PROPOSED, recipient=to, details=details)
    for each in reading:
        kind = outbox.Kind.PROPOSED_BESIDE
        outbox.put(transaction, portal, None, kind, recipient=each, details=details)


def link(keys: Sequence[str], portal: Portal, proposal: Proposal) -> str:
    """Return the address that proves a mailbox: it is mailed there, and opens nothing else."""
    return portal.url_of(tokens.make(keys, _SALT, proposal.id))


class Dead(Enum):
    """Why the link of a proposal works no more; the value names the page's text."""

    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that was made here: whose it is, and why it is dead (None: it works)."""

    proposal: Proposal
    account: Account | None  # that its address has
    dead: Dead | None = None

    @property
    def owner(self) -> Account | None:
        """Return the active account whose owner must say so, logged in; None where there is none."""
        has_owner = self.account is not None and state(self.account) is State.ACTIVE
        return self.account if has_owner else None


def open_link(
    transaction: Transaction, keys: Sequence[str], text: str, works_seconds: int
) -> Opened | None:
    """Return what a link opens; None where it is none of these. Looking uses nothing up."""
    found = tokens.read(keys, _SALT, text)
    proposal = rows.by_id(transaction, found[0]) if found else None
    if found is None or proposal is None:
        return None
    account = accounts.by_address(transaction, proposal.portal, proposal.address)
    age = clock.age(found[1])
    dead = None
    if proposal.answered_at or proposal.is_removed or proposal.awaits != Awaits.LINK:
        dead = Dead.USED
    elif age is None or age > timedelta(seconds=works_seconds):
        dead = Dead.EXPIRED
    return Opened(proposal, account, dead)


class Confirmed(Enum):
    """What comes of a link that was used."""

    READS = "reads"
    FOR_STAFF = "for_staff"  # somebody reads the customer by now, or the account is suspended
    DEAD = "dead"


def confirm(
    transaction: Transaction, portal: Portal, proposal: Proposal, visit: Visit
) -> Confirmed:
    """Let a proven address read its customer, if it still may without anybody's word."""
    readers.hold(transaction, portal.code)
    now = rows.by_id(transaction, proposal.id)
    if now is None or now.answered_at or now.is_removed or now.awaits != Awaits.LINK:
        return Confirmed.DEAD
    reading = readers.beside(transaction, now.customer_id)
    if now.asked_by:
        return _join(transaction, portal, now, reading, visit)
    account = accounts.by_address(transaction, portal.code, now.address)
    if reading or (account is not None and state(account) is State.SUSPENDED):
        rows.hand_over(transaction, now.id)
        _tell_of(transaction, portal, now, reading, visit)
        return Confirmed.FOR_STAFF
    rows.answer(transaction, now.id, "accepted", clock.now())
    first = Replacement(now.customer_id, None, now.address)
    readers.replace(transaction, [first], by=By.CODE, at=clock.now())
    readers.note_changed_by_customer(transaction, now.customer_id, clock.now())
    account = accounts.get_or_add(transaction, portal.code, now.address, clock.now())
    details = f"client {now.number}"
    history.record(transaction, Kind.ADDRESS_GIVEN, visit, account=account, details=details)
    return Confirmed.READS


def _join(
    transaction: Transaction,
    portal: Portal,
    now: Proposal,
    reading: Sequence[str],
    visit: Visit,
) -> Confirmed:
    """Let who was invited read, as long as who invited them is the customer's first reader still."""
    account = accounts.by_address(transaction, portal.code, now.address)
    is_suspended = account is not None and state(account) is State.SUSPENDED
    if is_suspended or readers.first(transaction, now.customer_id) != now.asked_by:
        rows.answer(transaction, now.id, "ended", clock.now())
        return Confirmed.DEAD
    rows.answer(transaction, now.id, "accepted", clock.now())
    if now.address not in reading:
        move = Replacement(now.customer_id, None, now.address, is_first=False)
        readers.replace(transaction, [move], by=By.CUSTOMER, at=clock.now())
        to, by = now.address, By.CUSTOMER
        sharing.joined(transaction, portal, now.number, to, reading, by, visit)
    return Confirmed.READS
