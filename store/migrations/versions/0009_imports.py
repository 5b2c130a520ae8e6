"""Who brought an import in, its control totals, and who took it back."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name in ("brought_by", "taken_back_by"):
        column = sa.Column(name, sa.String(length=254), nullable=False, server_default="")
        op.add_column("imports", column)
    op.add_column("imports", sa.Column("totals", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("imports", sa.Column("taken_back_at", Moment(), nullable=True))
