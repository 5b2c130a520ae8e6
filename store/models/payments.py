"""Payments on line, a row each, written before PayFiP is asked for it."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from store.models.base import Moment, metadata, required

PAYMENTS = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    required("portal", String(10)),
    # The payment outlives its bill: money that came through is never forgotten.
    Column("invoice_id", ForeignKey("invoices.id", ondelete="SET NULL")),
    required("invoice_number", String(60)),
    required("customer_number", String(40)),
    # Who paid; an account's id is never given out twice.
    required("account_id", Integer),
    required("service", String(40)),
    required("numcli", String(6)),
    required("mode", String(1)),
    required("reference", String(30)),
    required("amount_cents", Integer),
    required("state", String(10)),
    required("created_at", Moment),
    # PayFiP's identifier; none until it has answered.
    Column("id_op", String(80), unique=True),
    Column("asked_at", Moment),
    # When to ask what became of it; none once it has ended.
    Column("next_question_at", Moment, index=True),
    Column("ended_at", Moment),
    Column("is_debit", Boolean),
    # PayFiP's number of the payment, and when it says that it was made.
    Column("number", String(40)),
    Column("paid_at", Moment),
    # Why the service should look at it (`domain/payments/results.py`), until somebody has.
    Column("trouble", String(20)),
    Column("seen_at", Moment),
    required("seen_by", String(254), default="", server_default=""),
    UniqueConstraint("portal", "reference"),
    Index("payments_by_time", "portal", "created_at"),
    sqlite_autoincrement=True,
)
_OPEN = PAYMENTS.c.state.in_(("created", "open"))
# A second open payment of one bill is impossible, whoever asks.
Index(
    "open_payments",
    PAYMENTS.c.invoice_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
