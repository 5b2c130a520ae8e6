"""The tables: what each column means is said here.

Times are aware and in UTC. Addresses are folded (`domain/addresses`). Amounts are in cents.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, in every database; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class MessageState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"  # for good, by the mail server
    CANCELLED = "cancelled"  # its reason had gone before it left


class Base(DeclarativeBase):
    """The base of all tables; every row belongs to one portal by its LIEN code."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own way


class Account(Base):
    """One address in one commune that asked for access. Active once it has a password."""

    __tablename__ = "accounts"
    # An id is never used twice: links and history name it.
    __table_args__ = (UniqueConstraint("portal", "address"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    portal: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str | None]
    # The credential version: part of every link, raised by whatever must end them all.
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    # The visit before: what came since then is new to the customer.
    previous_login_at: Mapped[datetime | None]
    announcements: Mapped[bool] = mapped_column(default=True)
    # The address asked for in « Mon compte », until its link confirms it.
    wanted_address: Mapped[str | None] = mapped_column(String(254))
    # When the mail « votre compte va être fermé » was put in the outbox.
    warned_at: Mapped[datetime | None]


class Customer(Base):
    """One line of the billing service's register."""

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("portal", "number"),
        Index("customers_by_address", "portal", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    portal: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str | None] = mapped_column(String(254))
    # What the last import said: an import changes only what changed in the file.
    file_name: Mapped[str | None]
    file_address: Mapped[str | None] = mapped_column(String(254))
    # Set when the customer changed the address in « Mon compte »: news for the billing software.
    changed_by_customer_at: Mapped[datetime | None]
    # Taken out of the register by staff: seen by no account, kept for the service.
    removed_at: Mapped[datetime | None]


class LoginSession(Base):
    """One browser that is logged in. The cookie carries a random value, this row its hash."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(String(80), default="")


class Message(Base):
    """One mail. Its text and its link are made when it is sent, so no token lies here."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_due", "state", "next_try_at"),
        Index("messages_of_account", "account_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    portal: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(30))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # Only where it is not the account's address on record (the old one, after a change).
    recipient: Mapped[str | None] = mapped_column(String(254))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=MessageState.WAITING)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    # Who is sending it right now, and until when nobody else may.
    claimed_by: Mapped[str | None] = mapped_column(String(120))
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    # What the mail server said last.
    reply: Mapped[str | None]


class Event(Base):
    """One line of the history; only ever added, and erased when its time is over.

    `address_key` (a hash) stands for an address that may have no account.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("events_of_account", "account_id", "at"),
        Index("events_of_address", "address_key", "kind", "at"),
        Index("events_of_kind", "kind", "at"),
        Index("events_by_time", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    portal: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(30))
    account_id: Mapped[int | None]
    address_key: Mapped[str | None] = mapped_column(String(32))
    client: Mapped[str] = mapped_column(String(45), default="")
    details: Mapped[str] = mapped_column(default="")


class RefusedAddress(Base):
    """An address that its mail server refuses for good; not mailed again until it changes."""

    __tablename__ = "refused_addresses"

    portal: Mapped[str] = mapped_column(String(10), primary_key=True)
    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    at: Mapped[datetime]
    reply: Mapped[str]


class Import(Base):
    """One import of invoices that changed something; its id is the « N » that staff read."""

    __tablename__ = "imports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    portal: Mapped[str] = mapped_column(String(10), index=True)
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(255))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Invoice(Base):
    """One invoice of one customer; `state` and `remaining_cents` as the service last said."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("portal", "number"),
        Index("invoices_of_customer", "customer_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What its page address holds: random, so that nothing can be guessed.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    portal: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(60))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    subject: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    amount_cents: Mapped[int]
    remaining_cents: Mapped[int | None]
    state: Mapped[str | None] = mapped_column(String(10))
    state_on: Mapped[date]
    reference: Mapped[str | None] = mapped_column(String(60))
    document: Mapped[str] = mapped_column(String(64), index=True)
    document_size: Mapped[int]
    document_pages: Mapped[int]
    created_at: Mapped[datetime]
