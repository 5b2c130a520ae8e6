"""What happened to each bill begins to be kept: since when it can be read, told, opened, replaced."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("invoices", sa.Column("available_at", Moment(), nullable=True))
    # What is there could be read from the moment it came.
    op.execute("UPDATE invoices SET available_at = created_at")
    op.create_table(
        "notices",
        _bill(),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("invoice_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_notices_mail_id"), "notices", ["mail_id"])
    op.create_table(
        "openings",
        _bill(),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("invoice_id", "document", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "replaced_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        _bill(),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("available_at", Moment(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_replaced_documents_invoice_id"), "replaced_documents", ["invoice_id"])


def _bill() -> sa.Column[int]:
    return sa.Column("invoice_id", sa.Integer(), nullable=False)
