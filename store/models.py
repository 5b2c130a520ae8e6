"""The tables: what each column means is said here.

Times are aware and in UTC. Addresses are folded (`domain/addresses`). Amounts are in cents. Every
row belongs to one portal by its LIEN code. Nobody outside `store/` imports these: what leaves is a
record (`store/records.py`).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    and_,
    text,
)

from store.records import MessageState

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, in every database; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def required(name: str, *what: Any, **more: Any) -> Column[Any]:
    """Return a column that always has a value."""
    return Column(name, *what, nullable=False, **more)


# One address in one commune that asked for access. Active once it has a password.
ACCOUNTS = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("address", String(254)),
    Column("password_hash", String),
    # The credential version: part of every link, raised by whatever must end them all.
    required("version", Integer, default=0),
    required("created_at", Moment),
    Column("activated_at", Moment),
    Column("suspended_at", Moment),
    Column("last_login_at", Moment),
    # The log-in before: what came since then is new to the customer.
    Column("previous_login_at", Moment),
    required("announcements", Boolean, default=True),
    # The address asked for in « Mon compte », until its link confirms it.
    Column("wanted_address", String(254)),
    # When the mail « votre compte va être fermé » was put in the outbox.
    Column("warned_at", Moment),
    # The last invitation that was put in the outbox without its having asked.
    Column("invited_at", Moment),
    UniqueConstraint("portal", "address"),
    sqlite_autoincrement=True,  # an id is never used twice: links and history name it
)

# One line of the billing service's register.
CUSTOMERS = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("number", String(40)),
    required("name", String, default=""),
    # What the last import said: an import changes only what changed in the file.
    Column("file_name", String),
    Column("file_address", String(254)),
    # Below the name on an envelope, a line each; a list that says nothing of it leaves it.
    required("postal_address", String, default="", server_default=""),
    # Set when the customer changed the address in « Mon compte »: news for the billing software.
    Column("changed_by_customer_at", Moment),
    # Taken out of the register by staff: seen by no account, kept for the service.
    Column("removed_at", Moment),
    # The import that wrote this row last; none once anything else has changed it.
    Column("import_id", Integer),
    UniqueConstraint("portal", "number"),
)

# The words of customers' names, folded by `store/words.py`: what they are looked for by.
CUSTOMER_WORDS = Table(
    "customer_words",
    metadata,
    Column("portal", String(10), primary_key=True),
    Column("word", String(200), primary_key=True),
    Column(
        "customer_id", ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sqlite_with_rowid=False,
)

# One address that reads a customer's bills, or did. « The address » of a customer is its first
# reader's, which lists and staff move; the others stand beside it.
READERS = Table(
    "readers",
    metadata,
    Column("id", Integer, primary_key=True),
    required("customer_id", ForeignKey("customers.id", ondelete="CASCADE")),
    required("address", String(254), index=True),
    # Of what was there before this table: the moment it was made, at the latest.
    required("since", Moment),
    required("let_in_by", String(10)),
    required("is_first", Boolean),
    Column("ended_at", Moment),
    Column("ended_by", String(10)),
)
_NOW = READERS.c.ended_at.is_(None)
_FIRST_NOW = and_(READERS.c.is_first, _NOW)
# An address stands once beside a customer, and one of them is the first.
Index(
    "readers_of_customer",
    READERS.c.customer_id,
    READERS.c.address,
    unique=True,
    sqlite_where=_NOW,
    postgresql_where=_NOW,
)
Index(
    "first_readers",
    READERS.c.customer_id,
    unique=True,
    sqlite_where=_FIRST_NOW,
    postgresql_where=_FIRST_NOW,
)
Index("readers_ended", READERS.c.ended_at, sqlite_where=~_NOW, postgresql_where=~_NOW)

# One browser that is logged in. The cookie carries a random value, this row its hash.
SESSIONS = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    required("token_hash", String(64), unique=True),
    required("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    required("began_at", Moment),
    required("used_at", Moment),
    required("browser", String(80), default=""),
)

# One person of the town hall who may work in the browser, in one commune. In service once it has a
# password, which is set together with the second factor. Ended: the row is gone.
AGENTS = Table(
    "agents",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("address", String(254)),
    # Invites, resets and ends agents.
    required("is_manager", Boolean, default=False),
    Column("password_hash", String),
    # The credential version: part of the mailed link, raised by whatever must end it.
    required("version", Integer, default=0),
    # The second factor's secret is derived from the portal's key, the id and this.
    required("serial", Integer, default=0),
    # Which of the portal's keys it was derived from (`domain/agents/factor.py`).
    Column("key_id", String(16)),
    # The time step of the last code that was taken: neither it nor an earlier one is taken again.
    required("last_step", Integer, default=0),
    # When the link was put in the outbox.
    required("invited_at", Moment),
    Column("last_login_at", Moment),
    UniqueConstraint("portal", "address"),
    sqlite_autoincrement=True,  # an id is never used twice: secrets and links name it
)

# One printed code of an agent, not used yet; only its hash.
AGENT_CODES = Table(
    "agent_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    required("agent_id", ForeignKey("agents.id", ondelete="CASCADE")),
    required("code_hash", String(64)),
    UniqueConstraint("agent_id", "code_hash"),
)

# One browser of an agent's that is logged in, kept as a customer's is.
AGENT_SESSIONS = Table(
    "agent_sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    required("token_hash", String(64), unique=True),
    required("agent_id", ForeignKey("agents.id", ondelete="CASCADE"), index=True),
    required("began_at", Moment),
    required("used_at", Moment),
    required("browser", String(80), default=""),
)

# One mail. Its text and its link are made when it is sent, so no token lies here.
MESSAGES = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    required("kind", String(30)),
    Column("account_id", ForeignKey("accounts.id", ondelete="SET NULL")),
    # Only where it is not the account's address on record (the old one, after a change).
    Column("recipient", String(254)),
    required("details", JSON, default=dict),
    required("message_id", String(120), unique=True),
    required("state", String(10), default=MessageState.WAITING),
    required("created_at", Moment),
    required("attempts", Integer, default=0),
    required("next_try_at", Moment),
    # Who is sending it right now, and until when nobody else may.
    Column("claimed_by", String(120)),
    Column("claimed_until", Moment),
    Column("sent_at", Moment),
    # What the mail server said last.
    Column("reply", String),
    Index("messages_due", "state", "next_try_at"),
    Index("messages_of_account", "account_id", "created_at"),
)

# One line of the history; only ever added, and erased when its time is over.
EVENTS = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    required("at", Moment),
    required("portal", String(10)),
    required("kind", String(30)),
    Column("account_id", Integer),
    # A hash, which stands for an address that may have no account.
    Column("address_key", String(32)),
    required("client", String(45), default=""),
    required("details", String, default=""),
    # How often in a row, from one client within a minute: `at` is when it began.
    required("times", Integer, default=1, server_default="1"),
    # The agent's address, or the command and its system user; empty: the customer, or the portal.
    required("done_by", String(254), default="", server_default=""),
    Index("events_of_account", "account_id", "at"),
    Index("events_of_address", "address_key", "kind", "at"),
    Index("events_of_kind", "kind", "at"),
    Index("events_by_time", "at"),
    Index(
        "events_of_staff",
        "portal",
        "at",
        sqlite_where=text("done_by <> ''"),
        postgresql_where=text("done_by <> ''"),
    ),
)

# An address that its mail server refuses for good; not mailed again until it changes.
REFUSED_ADDRESSES = Table(
    "refused_addresses",
    metadata,
    Column("portal", String(10), primary_key=True),
    Column("address", String(254), primary_key=True),
    required("at", Moment),
    required("reply", String),
)

# One import that changed something; its id is the « N » that staff read.
IMPORTS = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10), index=True),
    # What its list is of: « clients » or « factures ».
    required("kind", String(10), server_default="factures"),
    required("at", Moment),
    required("name", String(255)),
    required("counts", JSON, default=dict),
    sqlite_autoincrement=True,
)

# A customer whom an import added or changed, as the row was before: so it can be taken back.
CUSTOMER_CHANGES = Table(
    "customer_changes",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("number", String(40), primary_key=True),
    required("was_known", Boolean),  # else it was added, and there is nothing before
    Column("name", String),
    Column("address", String(254)),
    Column("file_name", String),
    Column("file_address", String(254)),
    required("postal_address", String, default="", server_default=""),
    Column("changed_by_customer_at", Moment),
    Column("removed_at", Moment),
    Column("last_import_id", Integer),
)

# One invoice of one customer; `state` and `remaining_cents` as the service last said.
INVOICES = Table(
    "invoices",
    metadata,
    Column("id", Integer, primary_key=True),
    # What its page address holds: random, so that nothing can be guessed.
    required("key", String(32), unique=True),
    required("portal", String(10)),
    required("number", String(60)),
    required("customer_id", ForeignKey("customers.id")),
    required("import_id", ForeignKey("imports.id"), index=True),
    required("subject", String),
    required("issued_on", Date),
    Column("due_on", Date),
    required("amount_cents", Integer),
    Column("remaining_cents", Integer),
    Column("state", String(10)),
    required("state_on", Date),
    Column("reference", String(60)),
    required("document", String(64), index=True),
    required("document_size", Integer),
    required("document_pages", Integer),
    required("created_at", Moment),
    UniqueConstraint("portal", "number"),
    Index("invoices_of_customer", "customer_id", "issued_on"),
)

# What an index in the order of a language can't answer in PostgreSQL: how a text begins.
for _table, *_columns in (
    (CUSTOMER_WORDS, "portal", "word"),
    (CUSTOMERS, "portal", "number"),
    (INVOICES, "portal", "number"),
    (READERS, "address"),
):
    Index(
        f"{_table.name}_beginning",
        *(_table.c[name] for name in _columns),
        postgresql_ops={_columns[-1]: "varchar_pattern_ops"},
    ).ddl_if(dialect="postgresql")
