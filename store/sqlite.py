"""SQLite, by default: one file in the data folder, whose writers take turns.

A confirmed write survives a power cut (WAL with synchronous=FULL), and a transaction that will
write begins as a write, so that it never fails half way because another one wrote meanwhile.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from store.dialects import BUSY_SECONDS, POOL, WRITE, AdvisoryLock, Dialect
from store.reasons import Unavailable

LAST_SIGN = "\U0010ffff"
_CACHE_KIB = 20_000  # the default of 2,000 makes a large transaction read its own pages again


class Sqlite(Dialect):
    """One file, one machine; locks of our own are needless where one transaction writes at a time."""

    is_shared = False
    insert = staticmethod(sqlite.insert)

    def connect(self, place: URL) -> Engine:
        """Open the file; a new one is created with mode 0600."""
        if place.database:
            os.close(os.open(place.database, os.O_CREAT | os.O_RDWR, 0o600))
        engine = create_engine(
            place, **POOL, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def for_reading(self, engine: Engine) -> Engine:
        """Return it as it is: it sees one moment by itself."""
        return engine

    @contextmanager
    def changing(self, connection: Connection) -> Iterator[None]:
        """Check what points to what at the end.

        A table is rebuilt by dropping it, which would erase what points to it (CASCADE).
        """
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")  # does nothing inside a transaction
        try:
            with connection.begin():
                yield
                astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if astray is not None:
                    raise Unavailable(
                        f"Une ligne de « {astray[0]} » en désigne une autre qui manque."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")

    def file(self, engine: Engine) -> Path | None:
        """Return the file, None for `temporary()`."""
        return Path(engine.url.database) if engine.url.database else None

    def hold(self, connection: Connection, lock: AdvisoryLock, key: str = "") -> None:
        """Do nothing: write transactions are one after the other anyhow."""

    def hold_alone(self, connection: Connection, lock: AdvisoryLock) -> bool:  # noqa: ARG002 - the interface's
        """Return that it is ours: there is one machine."""
        return True

    def starts_with(self, column: Column[Any], beginning: str) -> ColumnElement[bool]:
        """Say it as a range: texts are in the order of their signs."""
        return and_(column >= beginning, column < f"{beginning}{LAST_SIGN}")

    def before_many_rows(self, connection: Connection) -> None:
        """Let the transaction keep its own pages at hand."""
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")

    def last_ids(self, connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
        """Return those of the tables whose ids are never given out twice."""
        names = {table.name for table in tables}
        kept = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {name: seq for name, seq in kept if name in names}

    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        """Note it; any other table goes on behind its highest id."""
        if last and table.dialect_options["sqlite"]["autoincrement"]:
            values = {"name": table.name, "last": last}
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
            connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), values)

    def faults(self, connection: Connection) -> list[str]:
        """Read all of it."""
        rows = connection.exec_driver_sql("PRAGMA integrity_check(10)")
        return [row[0] for row in rows if row[0] != "ok"]

    def optimize(self, connection: Connection) -> None:
        """Look at the tables that have changed much."""
        connection.exec_driver_sql("PRAGMA optimize")


def temporary() -> Engine:
    """Return an empty database that is nowhere to be found, and gone when it is closed."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", isolation_level=None),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _begin
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
