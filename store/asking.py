"""Questions to the database whose answers are records."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection as Transaction
from sqlalchemy import Select, Table, select

R = TypeVar("R", bound=NamedTuple)


def rows(table: Table, record: type[NamedTuple]) -> Select[Any]:
    """Return the question for the rows of a table, in the record's order of columns."""
    return select(*(table.c[name] for name in record._fields))


def every(
    transaction: Transaction,
    record: type[R],
    question: Select[Any],
    values: Mapping[str, Any] | None = None,
) -> list[R]:
    """Return what answers a question; `values` are its parameters."""
    return [record._make(row) for row in transaction.execute(question, values)]


def first(
    transaction: Transaction,
    record: type[R],
    question: Select[Any],
    values: Mapping[str, Any] | None = None,
) -> R | None:
    """Return the first row that answers a question, None where there is none."""
    row = transaction.execute(question, values).first()
    return None if row is None else record._make(row)
