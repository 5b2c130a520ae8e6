"""What leaves the store: one row as it was when it was read, which nothing changes any more.

`store/models/` says what each column means. To change a row is for a function of the store.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple


class MessageState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"  # for good, by the mail server
    RETURNED = "returned"  # taken, and sent back later by a server behind it
    CANCELLED = "cancelled"  # its reason had gone before it left


class Account(NamedTuple):
    """One address in one commune that asked for access. Active once it has a password."""

    id: int
    portal: str
    address: str
    password_hash: str | None
    version: int
    created_at: datetime
    activated_at: datetime | None
    suspended_at: datetime | None
    last_login_at: datetime | None
    previous_login_at: datetime | None
    announcements: bool
    wanted_address: str | None
    warned_at: datetime | None
    undelivered_at: datetime | None
    invited_at: datetime | None


class Customer(NamedTuple):
    """One line of the register, as people look at it."""

    number: str
    name: str
    address: str | None
    file_address: str | None
    changed_by_customer_at: datetime | None
    postal_address: str


class By(StrEnum):
    """Who let a reader in, or ended it."""

    LIST = "list"  # of the billing service, imported
    SERVICE = "service"  # its staff, by hand
    CUSTOMER = "customer"
    CODE = "code"  # in a letter


class Reader(NamedTuple):
    """One address that reads a customer's bills, and the customer."""

    number: str
    name: str
    address: str
    since: datetime
    let_in_by: str
    postal_address: str
    is_first: bool
    customer_id: int


class Awaits(StrEnum):
    """What a proposed address waits for."""

    LINK = "link"  # the one that was mailed to it
    STAFF = "staff"


class Proposal(NamedTuple):
    """One address that is to read a customer, and the customer."""

    id: int
    customer_id: int
    portal: str
    number: str
    name: str
    is_removed: bool  # the customer, from the register
    address: str
    let_in_by: str  # who allows it: a `By`
    asked_by: str | None  # the address of who shares; None: it came with a code
    awaits: str
    asked_at: datetime
    client: str
    answered_at: datetime | None
    answer: str | None


class LoginSession(NamedTuple):
    """One browser that is logged in."""

    id: int
    token_hash: str
    began_at: datetime
    used_at: datetime
    browser: str


class Agent(NamedTuple):
    """One person of the town hall in one commune. In service once they have a password."""

    id: int
    portal: str
    address: str
    is_manager: bool
    password_hash: str | None
    version: int
    serial: int
    key_id: str | None
    last_step: int
    invited_at: datetime
    last_login_at: datetime | None


class Message(NamedTuple):
    """One mail of the outbox, waiting or not."""

    id: int
    portal: str
    kind: str
    account_id: int | None
    recipient: str | None
    details: dict[str, Any]
    message_id: str
    state: str
    created_at: datetime
    attempts: int
    next_try_at: datetime
    sent_at: datetime | None
    reply: str | None


class Event(NamedTuple):
    """One line of the history."""

    at: datetime
    kind: str
    client: str
    details: str
    times: int
    done_by: str


class Import(NamedTuple):
    """One import of a list; its id is the « N » that staff read."""

    id: int
    portal: str
    kind: str  # what the list is of: « clients », « factures »
    at: datetime
    name: str
    counts: dict[str, Any]
    totals: Mapping[str, int] = MappingProxyType({})  # control totals, of a batch of bills
    brought_by: str = ""  # as the history has it; empty: nobody knows any more
    taken_back_at: datetime | None = None
    taken_back_by: str = ""


class Upload(NamedTuple):
    """One file that an agent brought in the browser."""

    id: int
    key: str
    portal: str
    agent: str
    at: datetime
    name: str
    digest: str
    size: int
    subject: str
    state: str
    since: datetime
    report: str
    insisted: list[str]
    notice: str
    import_id: int | None


class Invoice(NamedTuple):
    """One invoice as its customer may see it, with the customer whose it is."""

    id: int
    key: str
    number: str
    customer_number: str
    customer_name: str
    subject: str
    issued_on: date
    due_on: date | None
    amount_cents: int
    remaining_cents: int | None
    state: str | None
    state_on: date
    reference: str | None
    document: str
    document_size: int
    document_pages: int
    import_id: int  # what brought it
    created_at: datetime
    available_at: datetime | None  # since when its PDF can be read; None: it waits
    service: str | None
    payment_number: str | None  # PayFiP's, where it was paid on line
