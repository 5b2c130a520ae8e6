"""Statements that change rows: what each reached, which proves that it was the first."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Delete, Table, Update, delete, insert, select
from sqlalchemy import Connection as Transaction

from store import database
from store.dialects import AdvisoryLock

A_FEW = 1000  # some 10 ms: nobody who wants to write notices
_AT_ONCE = 500  # SQLite takes 32,766 variables in one statement, PostgreSQL 65,535

T = TypeVar("T")


def add(transaction: Transaction, table: Table, columns: Mapping[str, Any]) -> int:
    """Insert one row; return its id."""
    key = transaction.execute(insert(table), columns).inserted_primary_key
    assert key is not None
    return int(key[0])


def reached(
    transaction: Transaction, statement: Update | Delete, values: Mapping[str, Any] | None = None
) -> int:
    """Carry out an UPDATE or DELETE; return the rows reached. `values` are its parameters."""
    return transaction.execute(statement, values).rowcount


def erase_a_few(transaction: Transaction, table: Table, condition: ColumnElement[bool]) -> int:
    """Delete some of the rows, so that a write never lasts; returns how many, 0 once none is left."""
    some = select(table.c.id).where(condition).limit(A_FEW)
    return reached(transaction, delete(table).where(table.c.id.in_(some)))


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield so many at a time as one statement may name."""
    source = iter(items)
    while chunk := list(islice(source, _AT_ONCE)):
        yield chunk


def one_at_a_time(transaction: Transaction, key: str) -> None:
    """Let who asks for the same key wait until this transaction ends: what is counted stays true."""
    database.of(transaction).hold(transaction, AdvisoryLock.ADDRESS, key)
