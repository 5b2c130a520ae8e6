"""Many rows at once: what SQLAlchemy does for each row costs as much as SQLite itself.

50,000 customers: 0.2 s, where insert() with a list of mappings takes 0.5 s; and that long, nobody
else can write.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

AT_ONCE = 5000
_CACHE_KIB = 20_000  # the default of 2,000 makes a large transaction read its own pages again


def add(connection: Connection, table: Table, columns: Sequence[str], rows: list[Any]) -> None:
    """Insert rows, each a tuple in the order of `columns`; types must need no translation."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        connection.exec_driver_sql(str(compiled), _as_wanted(compiled.positional, columns, batch))


def _as_wanted(
    is_positional: bool, columns: Sequence[str], batch: list[Any]
) -> list[Any] | list[Mapping[str, Any]]:
    if is_positional:
        return batch
    return [dict(zip(columns, row, strict=True)) for row in batch]
