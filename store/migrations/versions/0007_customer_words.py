"""Customers are looked for by the words of their names, and by how a number or an address begins."""

import sqlalchemy as sa
from alembic import op

from store import database, words

revision = "0007"
down_revision = "0006"

_BEGINNINGS = {
    "customer_words": "word",
    "customers": "number",
    "invoices": "number",
    "readers": "address",
}


def upgrade() -> None:
    op.create_table(
        "customer_words",
        sa.Column("portal", sa.String(length=10), nullable=False),
        sa.Column("word", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("portal", "word", "customer_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_customer_words_customer_id"), "customer_words", ["customer_id"])
    connection = op.get_bind()
    if database.of(connection).is_shared:  # PostgreSQL: the order of a language answers no LIKE
        for table, column in _BEGINNINGS.items():
            columns = [column] if table == "readers" else ["portal", column]
            ops = {column: "varchar_pattern_ops"}
            op.create_index(f"{table}_beginning", table, columns, postgresql_ops=ops)
    _fill(connection)


def _fill(connection: sa.Connection) -> None:
    customers = sa.table("customers", *(sa.column(name) for name in ("id", "portal", "name")))
    names: dict[str, list[tuple[int, str]]] = {}
    for row in connection.execute(sa.select(customers)):
        names.setdefault(row.portal, []).append((row.id, row.name))
    for portal, theirs in names.items():
        words.note(connection, portal, theirs)
