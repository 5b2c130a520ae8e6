"""How the database is spoken to: SQLite by default, PostgreSQL where one machine is outgrown.

A confirmed write survives a power cut (WAL with synchronous=FULL), and a transaction that will
write begins as a write, so that it never fails half way because another one wrote meanwhile.
"""

import os
import sqlite3
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.pool import StaticPool


class AdvisoryLock(IntEnum):
    """PostgreSQL's locks of our own: all in one list, since one number must never mean two things."""

    SCHEMA = 470310001  # the tables change
    INVOICES = 470310002  # an import of invoices, or a removal of PDFs
    DUTY = 470310003  # this machine does what must be done once


BUSY_SECONDS = 10  # how long a write waits for another one
_WRITE = "portail_write"
# An error's text would show addresses and hashes where parameters stood in it.
_POOL: dict[str, Any] = {
    "pool_size": 8,
    "max_overflow": 40,
    "pool_timeout": BUSY_SECONDS,
    "hide_parameters": True,
}


def connect(url: str, data_dir: Path) -> Engine:
    """Return the engine; a new SQLite file is created with mode 0600. `url` may be empty."""
    place = make_url(url) if url else URL.create("sqlite", database=str(data_dir / "portail.db"))
    if place.get_backend_name() == "sqlite":
        return _sqlite(place)
    return _postgresql(place)


def temporary() -> Engine:
    """Return an empty SQLite database that is nowhere to be found, and gone when it is closed."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", isolation_level=None),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_reading(engine: Engine) -> Engine:
    """Return the same engine, whose transactions see one moment from their first question on."""
    if engine.dialect.name == "sqlite":
        return engine  # it is so by itself
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def for_writing(engine: Engine) -> Engine:
    """Return the same engine, whose transactions begin as writes."""
    return engine.execution_options(**{_WRITE: True})


def _sqlite(place: URL) -> Engine:
    if place.database:
        os.close(os.open(place.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        place,
        **_POOL,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _postgresql(place: URL) -> Engine:
    # « postgres:// » is what hosting panels hand out; SQLAlchemy knows the driver by this name.
    engine = create_engine(
        place.set(drivername="postgresql+psycopg"),
        **_POOL,
        pool_pre_ping=True,
        # A host that vanished is noticed in seconds, not after the kernel's quarter of an hour.
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 10_000},
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "handle_error", _leave_values_out)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
    # Not a start-up option: PgBouncer refuses those.
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _leave_values_out(context: ExceptionContext) -> None:
    """Keep the first line of what PostgreSQL says: the next ones quote the row, addresses too."""
    wrapped = context.sqlalchemy_exception
    for error in (context.original_exception, wrapped):
        if error is not None and error.args and not context.is_disconnect:
            error.args = (str(error.args[0]).split("\n", 1)[0],)
