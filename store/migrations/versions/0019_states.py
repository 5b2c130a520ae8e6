"""Who said the state of a bill, and when: of what is there, the list that brought it."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "invoice_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("remaining_cents", sa.Integer(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("said_by", sa.String(length=254), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("invoice_id", "import_id"):
        op.create_index(op.f(f"ix_invoice_states_{column}"), "invoice_states", [column])
    op.execute(
        "INSERT INTO invoice_states"
        " (invoice_id, source, state, remaining_cents, said_at, said_by, import_id)"
        " SELECT id, 'list', state, remaining_cents, created_at, '', import_id FROM invoices"
        " WHERE state IS NOT NULL OR remaining_cents IS NOT NULL"
    )
