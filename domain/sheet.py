"""What staff see of one customer while somebody rings: addresses, accounts, mails, bills, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import choices, history
from domain.accounts.states import State, state
from domain.choices import Channel, Standing
from domain.invoices import access, delivery, lookup, states
from domain.invoices.delivery import Delivery
from domain.portals import Portal
from store import Transaction, accounts, customers, events, invoice_states, messages, readers
from store.invoice_states import StateSaid
from store.records import Account, Event, Invoice, Message, MessageState, Reader

NEWEST_MAILS = 5
NEWEST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """One address that reads the customer's bills, and its account where it has one."""

    address: str
    reader: Reader | None  # since when, let in by whom; None where the customer was taken out
    is_refused: bool  # by its mail server, for good
    account: Account | None
    closed_at: datetime | None  # where an account was closed and none asked for since
    mails: Sequence[Message]  # the newest first
    events: Sequence[Event]  # the newest first

    @property
    def state(self) -> State | None:
        """Return the account's state, None where nobody asked for one yet."""
        return state(self.account) if self.account else None

    @property
    def can_be_told(self) -> bool:
        """Whether a mail tells its owner of new bills."""
        is_active = self.state is State.ACTIVE and not self.is_refused
        return bool(is_active and self.account and self.account.announcements)

    @property
    def last_reply(self) -> str:
        """Return what the mail server said of the newest mail that it did not take."""
        return next(
            (mail.reply or "" for mail in self.mails if mail.state != MessageState.SENT), ""
        )

    @property
    def is_delayed(self) -> bool:
        """Whether the mail server has not taken the newest mail yet, and said why."""
        newest = next(iter(self.mails), None)
        return bool(newest and newest.state == MessageState.WAITING and newest.reply)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One customer of the register."""

    number: str
    name: str
    postal_address: str  # its lines as on an envelope
    is_removed: bool
    beside: Sequence[Beside]
    bills: Sequence[Invoice]  # the newest first
    became: Mapping[int, Delivery]  # by the id of the bill
    disputed: Mapping[
        int, Sequence[StateSaid]
    ]  # what was said of a bill where it differs, by its id
    standing: Standing  # paper or on line

    @property
    def to_pay(self) -> set[int]:
        """Return the bills, by their ids, that are not known to be settled."""
        return {each.id for each in self.bills if access.left_cents(each) != 0}

    @property
    def is_on_paper_meanwhile(self) -> bool:
        """Whether bills that were to come on line come on paper: nobody who agreed can be told of them."""
        return self.standing.channel is Channel.ONLINE and not any(
            each.can_be_told and self.standing.goes_on_line_to(each.account.id)
            for each in self.beside
            if each.account
        )

    @property
    def has_mail_trouble(self) -> bool:
        """Whether a mail server refused, or has not taken yet, what went to one of its addresses."""
        return any(each.is_refused or each.is_delayed for each in self.beside)


def of_customer(transaction: Transaction, portal: Portal, number: str) -> Sheet | None:
    """Return the sheet of this number, None where the commune has no such customer."""
    known = customers.among(transaction, portal.code, [number]).get(number)
    if known is None:
        return None
    refused = messages.refused(transaction, portal.code)
    reading = readers.beside(transaction, known.id)
    details = {one.address: one for one in readers.of_customer(transaction, portal.code, number)}
    bills = lookup.of_customer(transaction, portal, number)
    return Sheet(
        number=known.number,
        name=known.name,
        postal_address=known.postal_address,
        is_removed=known.is_removed,
        beside=[
            _beside(transaction, portal, each, details.get(each), is_refused=each in refused)
            for each in reading
        ],
        bills=bills,
        became=delivery.of(transaction, bills),
        disputed=_disputed(transaction, bills),
        standing=choices.of_customers(transaction, [known])[known.id],
    )


def _disputed(
    transaction: Transaction, bills: Sequence[Invoice]
) -> Mapping[int, Sequence[StateSaid]]:
    words = invoice_states.said(transaction, [bill.id for bill in bills])
    return {
        bill: differ
        for bill, theirs in words.items()
        if not states.is_corrected(theirs) and (differ := states.disagree(theirs))
    }


def _beside(
    transaction: Transaction,
    portal: Portal,
    address: str,
    reader: Reader | None,
    *,
    is_refused: bool,
) -> Beside:
    account = accounts.by_address(transaction, portal.code, address)
    key = history.address_key(portal.code, address)
    closed_at = None if account else events.last_at(transaction, key, [history.Kind.CLOSED])
    return Beside(
        address=address,
        reader=reader,
        is_refused=is_refused,
        account=account,
        closed_at=closed_at,
        mails=messages.of_account(transaction, account.id)[:NEWEST_MAILS] if account else (),
        events=events.of_account(transaction, account.id, NEWEST_EVENTS) if account else (),
    )
