"""Where a customer's letters go, and when an account was invited."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for table in ("customers", "customer_changes"):
        column = sa.Column("postal_address", sa.String(), nullable=False, server_default="")
        op.add_column(table, column)
    op.add_column("accounts", sa.Column("invited_at", Moment(), nullable=True))
