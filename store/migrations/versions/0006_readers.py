"""Who reads a customer is a table of its own; until then it was the customer's address.

The column goes at once: what opens bills must not stand in two places, one of which is out of date.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from store.models import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    readers = op.create_table(
        "readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("let_in_by", sa.String(length=10), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    _fill(readers)
    now = readers.c.ended_at.is_(None)
    _index("readers_of_customer", ["customer_id", "address"], now, unique=True)
    _index("first_readers", ["customer_id"], sa.and_(readers.c.is_first, now), unique=True)
    _index("readers_ended", ["ended_at"], ~now)
    op.create_index(op.f("ix_readers_address"), "readers", ["address"], unique=False)
    op.drop_index("customers_by_address", "customers")
    with op.batch_alter_table("customers") as customers:
        customers.drop_column("address")


def _fill(readers: sa.Table) -> None:
    customers = sa.table(
        "customers",
        *(sa.column(name) for name in ("id", "address", "file_address")),
        sa.column("changed_by_customer_at", Moment()),
    )
    changed_at = customers.c.changed_by_customer_at
    let_in_by = sa.case(
        (changed_at.is_not(None), "customer"),
        (customers.c.address == customers.c.file_address, "list"),
        else_="service",
    )
    since = sa.func.coalesce(changed_at, sa.literal(datetime.now(UTC), Moment()))
    known = sa.select(customers.c.id, customers.c.address, since, let_in_by, sa.true())
    names = ("customer_id", "address", "since", "let_in_by", "is_first")
    op.execute(readers.insert().from_select(names, known.where(customers.c.address.is_not(None))))


def _index(
    name: str, columns: list[str], where: sa.ColumnElement[bool], *, unique: bool = False
) -> None:
    op.create_index(
        name, "readers", columns, unique=unique, sqlite_where=where, postgresql_where=where
    )
