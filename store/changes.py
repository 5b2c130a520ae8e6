"""How many rows a change reached: the proof that it was the first, or found anything."""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Delete, Update, delete, select
from sqlalchemy.orm import Session as Transaction

from store import database
from store.dialects import AdvisoryLock

A_FEW = 1000  # some 10 ms: nobody who wants to write notices


def rows(transaction: Transaction, statement: Update | Delete) -> int:
    """Carry out an UPDATE or DELETE past the session's own objects; return the rows reached."""
    result = transaction.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount


def erase_a_few(transaction: Transaction, table: Any, condition: ColumnElement[bool]) -> int:
    """Delete some of the rows, so that a write never lasts; returns how many, 0 once none is left."""
    some = select(table.id).where(condition).limit(A_FEW)
    return rows(transaction, delete(table).where(table.id.in_(some)))


def one_at_a_time(transaction: Transaction, key: str) -> None:
    """Let who asks for the same key wait until this transaction ends: what is counted stays true."""
    connection = transaction.connection()
    database.of(connection).hold(connection, AdvisoryLock.ADDRESS, key)
