"""The invoices."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from store.models.base import Moment, metadata, required

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
    # Since when its PDF can be read; none: it waits, seen by the service alone.
    Column("available_at", Moment),
    # The service of the commune that it is of, by its name in `portails.toml`.
    Column("service", String(40)),
    # PayFiP's number of the payment, where its state is that it was paid on line.
    Column("payment_number", String(40)),
    UniqueConstraint("portal", "number"),
    Index("invoices_of_customer", "customer_id", "issued_on"),
)

# What a source said of an invoice's state; only ever added, the last of each source is in force.
# `invoices.state` and `remaining_cents` are what counts of it (`domain/invoices/states.py`).
INVOICE_STATES = Table(
    "invoice_states",
    metadata,
    Column("id", Integer, primary_key=True),
    required("invoice_id", ForeignKey("invoices.id", ondelete="CASCADE"), index=True),
    required("source", String(10)),
    Column("state", String(10)),
    Column("remaining_cents", Integer),
    required("said_at", Moment),
    # The agent's address, or the command and its system user; of a list, who brought it in.
    required("said_by", String(254)),
    Column("import_id", Integer, index=True),
)
