"""Files that agents bring in the browser."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("agent", sa.String(length=254), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("insisted", sa.JSON(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_uploads_portal_digest", "uploads", ["portal", "digest"])
