"""Who asked for an address to read beside theirs; and the second address that a list says."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("proposals", sa.Column("asked_by", sa.String(length=254), nullable=True))
    for table in ("customers", "customer_changes"):
        op.add_column(table, sa.Column("file_second_address", sa.String(length=254), nullable=True))
