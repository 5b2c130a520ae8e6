"""Mails that come back: what they say, which bills they announced, who is told at the next visit."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index("returns_of_address", "returns", ["portal", "address", "at"])
    op.create_index("returns_by_time", "returns", ["at"])
    op.create_table(
        "mailboxes",
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("notices", sa.Column("returned_at", Moment(), nullable=True))
    op.add_column("accounts", sa.Column("undelivered_at", Moment(), nullable=True))
