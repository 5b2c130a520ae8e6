"""Payments on line; the service that a bill is of, and PayFiP's number where it was paid."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0020"
down_revision = "0019"

OPEN = sa.text("state IN ('created', 'open')")


def upgrade() -> None:
    op.add_column("invoices", sa.Column("service", sa.String(length=40), nullable=True))
    op.add_column("invoices", sa.Column("payment_number", sa.String(length=40), nullable=True))
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("invoice_number", sa.String(length=60), nullable=False),
        sa.Column("customer_number", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("numcli", sa.String(length=6), nullable=False),
        sa.Column("mode", sa.String(length=1), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("id_op", sa.String(length=80), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("next_question_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("is_debit", sa.Boolean(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=True),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("seen_by", sa.String(length=254), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id_op"),
        sa.UniqueConstraint("portal", "reference"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_payments_next_question_at"), "payments", ["next_question_at"])
    op.create_index("payments_by_time", "payments", ["portal", "created_at"])
    op.create_index(
        "open_payments",
        "payments",
        ["invoice_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
