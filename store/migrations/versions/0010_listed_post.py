"""What the last list said of a customer's postal address: only what changed in a list changes here."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for table in ("customers", "customer_changes"):
        column = sa.Column("file_postal_address", sa.String(), nullable=False, server_default="")
        op.add_column(table, column)
        # Until now only lists said it.
        op.execute(sa.text(f"UPDATE {table} SET file_postal_address = postal_address"))  # noqa: S608 - two names of ours
