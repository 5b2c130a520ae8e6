"""What came in by a list, and how customers were before it."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table

from store.models.base import Moment, metadata, required

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
    required("totals", JSON, default=dict, server_default="{}"),
    # Who did it, as the history has it.
    required("brought_by", String(254), default="", server_default=""),
    Column("taken_back_at", Moment),
    required("taken_back_by", String(254), default="", server_default=""),
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
    Column("file_second_address", String(254)),
    required("file_postal_address", String, default="", server_default=""),
    required("postal_address", String, default="", server_default=""),
    required("channel", String(10), default="", server_default=""),
    Column("changed_by_customer_at", Moment),
    Column("removed_at", Moment),
    Column("last_import_id", Integer),
)
