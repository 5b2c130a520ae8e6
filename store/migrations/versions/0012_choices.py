"""Paper or on line, for each customer; and how the service's list says that bills reach them."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for table in ("customers", "customer_changes"):
        column = sa.Column("channel", sa.String(length=10), nullable=False, server_default="")
        op.add_column(table, column)
    op.create_table(
        "consent_texts",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["text_hash"], ["consent_texts.hash"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_choices_customer_id"), "choices", ["customer_id"], unique=False)
    op.create_table(
        "choice_exports",
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("last_choice_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("portal"),
    )
