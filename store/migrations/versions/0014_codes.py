"""Codes in letters, and the addresses that somebody wants to read a customer by."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("issued_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id"),
    )
    proposals = op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("let_in_by", sa.String(length=10), nullable=False),
        sa.Column("awaits", sa.String(length=10), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("client", sa.String(length=45), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposals_customer_id"), "proposals", ["customer_id"], unique=False)
    waiting = proposals.c.answered_at.is_(None)
    op.create_index(
        "proposals_waiting",
        "proposals",
        ["customer_id", "address"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
