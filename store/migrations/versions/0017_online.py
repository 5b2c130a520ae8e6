"""Whether who was told of a bill had chosen to get it on line."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column(
        "notices",
        sa.Column("is_online", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
