"""What is kept, row by row: for tests that look, or reach, behind the store's own functions."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Table, func, insert, select, update

from store import Transaction, messages
from store.records import Message, MessageState


def add(transaction: Transaction, table: Table, **columns: object) -> Row[Any]:
    """Add one row, and return it as it is kept."""
    key = transaction.execute(insert(table).values(**columns)).inserted_primary_key
    assert key is not None
    names = [column.name for column in table.primary_key]
    return one(transaction, table, **dict(zip(names, key, strict=True)))


def add_all(transaction: Transaction, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    transaction.execute(insert(table), list(rows))


def rows(transaction: Transaction, table: Table, **where: object) -> list[Row[Any]]:
    """The rows whose columns have these values."""
    return list(transaction.execute(select(table).filter_by(**where)))


def one(transaction: Transaction, table: Table, **where: object) -> Row[Any]:
    return transaction.execute(select(table).filter_by(**where)).one()


def count(transaction: Transaction, table: Table, **where: object) -> int:
    counted = select(func.count()).select_from(table).filter_by(**where)
    return transaction.execute(counted).scalar_one()


def change(transaction: Transaction, table: Table, row_id: int, **columns: object) -> None:
    """Change a row as nothing in the portal does."""
    transaction.execute(update(table).where(table.c.id == row_id).values(**columns))


def mails(transaction: Transaction, state: MessageState, limit: int = 200) -> list[Message]:
    """The mails of one state, newest first."""
    return [mail for mail, _ in messages.with_addresses(transaction, state, limit)]
