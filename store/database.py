"""How the database is spoken to: SQLite by default, PostgreSQL where one machine is outgrown.

A confirmed write survives a power cut (WAL with synchronous=FULL), and a transaction that will
write begins as a write, so that it never fails half way because another one wrote meanwhile.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

BUSY_SECONDS = 10  # how long a write waits for another one
_WRITE = "portail_write"


def connect(url: str, data_dir: Path) -> Engine:
    """Return the engine; a new SQLite file is created with mode 0600. `url` may be empty."""
    place = make_url(url) if url else URL.create("sqlite", database=str(data_dir / "portail.db"))
    if place.get_backend_name() == "sqlite":
        return _sqlite(place)
    return _postgresql(place)


def for_writing(engine: Engine) -> Engine:
    """Return the same engine, whose transactions begin as writes."""
    return engine.execution_options(**{_WRITE: True})


def _sqlite(place: URL) -> Engine:
    if place.database:
        os.close(os.open(place.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        place,
        pool_size=8,
        max_overflow=40,
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
    place = place.set(drivername="postgresql+psycopg")
    return create_engine(place, pool_size=8, max_overflow=40, pool_pre_ping=True)
