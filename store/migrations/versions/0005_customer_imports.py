"""Imports of customers have their number too, and what they changed can be taken back."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "imports",
        sa.Column("kind", sa.String(length=10), nullable=False, server_default="factures"),
    )
    op.add_column("customers", sa.Column("import_id", sa.Integer(), nullable=True))
    op.create_table(
        "customer_changes",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("was_known", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_address", sa.String(length=254), nullable=True),
        sa.Column("changed_by_customer_at", Moment(), nullable=True),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("last_import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"]),
        sa.PrimaryKeyConstraint("import_id", "number"),
    )
