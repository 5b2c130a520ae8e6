"""The billing service's register, who reads whose bills, and the words it is searched by."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
)

from store.models.base import Moment, metadata, required

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
    Column("file_second_address", String(254)),
    required("file_postal_address", String, default="", server_default=""),
    # Below the name on an envelope, a line each; a list that says nothing of it leaves it.
    required("postal_address", String, default="", server_default=""),
    # How the last list said that bills reach them: « paper », « online », « chorus »; empty: it did not.
    required("channel", String(10), default="", server_default=""),
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
