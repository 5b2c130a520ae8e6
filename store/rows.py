"""Rows as data: one line of JSON each, the same whichever database they come from or go to.

Moments are in UTC and ISO 8601, dates in ISO 8601. Tables are read as they are in the database,
not as the models have them, so that rows of an earlier revision find their columns.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import IO, Any

from sqlalchemy import Connection, Date, DateTime, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from store import archive, database
from store.archive import Refused
from store.models import Moment, metadata

_LONGEST_LINE = 16 << 20
_AT_ONCE = 1000
STREAMED = {"stream_results": True, "yield_per": _AT_ONCE}


def tables(connection: Connection) -> list[Table]:
    """Return the portal's tables as they are here, those that others name first."""
    known = set(metadata.tables)
    here = MetaData()
    here.reflect(connection, only=lambda name, _: name in known)
    for table in here.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
    return here.sorted_tables


def write(connection: Connection, table: Table, out: IO[bytes]) -> int:
    """Write all rows of a table, in the order of their keys; return how many."""
    count = 0
    every = select(table).order_by(*table.primary_key.columns)
    rows = connection.execute(every, execution_options=STREAMED)
    with rows, gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3, mtime=0) as packed:
        for row in rows.mappings():
            line = json.dumps(dict(row), ensure_ascii=False, default=_as_text)
            packed.write(f"{line}\n".encode())
            count += 1
    return count


def read(connection: Connection, table: Table, source: IO[bytes]) -> int:
    """Put rows into an empty table; return how many. Raises `Refused`."""
    count = 0
    lines = _lines(table, source)
    while batch := list(islice(lines, _AT_ONCE)):
        try:
            connection.execute(insert(table), batch)
        except (DBAPIError, StatementError) as error:
            raise Refused(
                f"La base ne peut pas prendre les lignes {count + 1} à {count + len(batch)} de "
                f"« {table.name} » ({str(getattr(error, 'orig', error)).splitlines()[0][:200]})."
            ) from error
        count += len(batch)
    return count


def last_ids(connection: Connection) -> dict[str, int]:
    """Return the last id that each table gave out, where the database remembers it."""
    return database.of(connection).last_ids(connection, _numbered(tables(connection)))


def set_last_ids(connection: Connection, last: dict[str, int]) -> None:
    """Go on counting behind the last id, so that none is given out twice."""
    for table in _numbered(tables(connection)):
        highest = max(last.get(table.name, 0), connection.scalar(select(func.max(table.c.id))) or 0)
        ours = metadata.tables[table.name]
        database.of(connection).set_last_id(connection, ours, highest)


def _lines(table: Table, source: IO[bytes]) -> Iterator[dict[str, Any]]:
    moments = [c.name for c in table.columns if isinstance(c.type, Moment)]
    dates = [c.name for c in table.columns if isinstance(c.type, Date)]
    names = set(table.columns.keys())
    with archive.damage_said(), gzip.GzipFile(fileobj=source, mode="rb") as unpacked:
        while line := unpacked.readline(_LONGEST_LINE):
            row = json.loads(line)
            if set(row) != names:
                raise Refused(f"La sauvegarde est abîmée : les colonnes de « {table.name} ».")
            _from_text(row, moments, datetime.fromisoformat)
            _from_text(row, dates, date.fromisoformat)
            yield row


def _from_text(row: dict[str, Any], names: Iterable[str], parse: Any) -> None:
    for name in names:
        if row[name] is not None:
            row[name] = parse(row[name])


def _as_text(value: date | datetime) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def _numbered(of: Iterable[Table]) -> list[Table]:
    return [table for table in of if "id" in table.columns]
