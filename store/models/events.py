"""The history, and the journal of staff."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from store.models.base import Moment, metadata, required

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
