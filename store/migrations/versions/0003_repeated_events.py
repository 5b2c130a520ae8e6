"""How often what a line of the history says happened in a row."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("events", sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
