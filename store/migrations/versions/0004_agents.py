"""Agents of the town hall, and who did what the history says."""

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("is_manager", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("last_login_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("portal", "address"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agent_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agent_id", "code_hash"),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_agent_sessions_agent_id", "agent_sessions", ["agent_id"], unique=False)
    op.add_column(
        "events", sa.Column("done_by", sa.String(length=254), nullable=False, server_default="")
    )
    by_staff = sa.text("done_by <> ''")
    op.create_index(
        "events_of_staff",
        "events",
        ["portal", "at"],
        unique=False,
        sqlite_where=by_staff,
        postgresql_where=by_staff,
    )
