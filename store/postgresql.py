"""PostgreSQL, where one machine is outgrown: several machines may share it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, ExceptionContext

from store.dialects import BUSY_SECONDS, POOL, AdvisoryLock, Dialect

# So that PostgreSQL notices in half a minute, not two hours, that a machine has vanished.
_KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}


class Postgresql(Dialect):
    """Reads see one moment; what must be one after the other takes an advisory lock."""

    is_shared = True
    insert = staticmethod(postgresql.insert)

    def connect(self, place: URL) -> Engine:
        """Reach the server by psycopg, whatever the address calls it."""
        engine = create_engine(
            place.set(drivername="postgresql+psycopg"),
            **POOL,
            pool_pre_ping=True,
            # A host that vanished is noticed in seconds, not after the kernel's quarter of an hour.
            connect_args={"connect_timeout": 5, "tcp_user_timeout": 10_000},
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "handle_error", _leave_values_out)
        return engine

    def for_reading(self, engine: Engine) -> Engine:
        """Ask for one moment, and for no write."""
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def changing(self, connection: Connection) -> Iterator[None]:
        """Hold the lock of the tables."""
        with connection.begin():
            self.hold(connection, AdvisoryLock.SCHEMA)
            yield

    def file(self, engine: Engine) -> None:
        """Return None: it lies on its server."""

    def hold(self, connection: Connection, lock: AdvisoryLock, key: str = "") -> None:
        """Take an advisory lock; two keys may share one by chance, and then wait for each other."""
        numbers = ":lock, hashtext(:key)" if key else ":lock"
        values = {"lock": lock, "key": key} if key else {"lock": lock}
        connection.execute(text(f"SELECT pg_advisory_xact_lock({numbers})"), values)

    def hold_alone(self, connection: Connection, lock: AdvisoryLock) -> bool:
        """Try an advisory lock of the connection, and let the server notice soon when that ends."""
        has_it = connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock})
        if has_it:
            for name, seconds in _KEEPALIVE.items():
                connection.execute(text(f"SET {name} = {seconds}"))
        return bool(has_it)

    def starts_with(self, column: Column[Any], beginning: str) -> ColumnElement[bool]:
        """Say it as LIKE, which the indexes made with `varchar_pattern_ops` answer."""
        return column.startswith(beginning, autoescape=True)

    def before_many_rows(self, connection: Connection) -> None:
        """Do nothing."""

    def last_ids(self, connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
        """Ask each table's sequence."""
        last = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:table, 'id')::regclass)")
        found = {table.name: connection.scalar(last, {"table": table.name}) for table in tables}
        return {name: number for name, number in found.items() if number}

    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        """Set the table's sequence."""
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last, :used)"),
            {"table": table.name, "last": max(last, 1), "used": last > 0},
        )

    def faults(self, connection: Connection) -> list[str]:  # noqa: ARG002 - the interface's
        """Return none: it watches by itself."""
        return []

    def optimize(self, connection: Connection) -> None:
        """Do nothing: it does so by itself."""


def _prepare(connection: Any, _record: Any) -> None:
    # Not a start-up option: PgBouncer refuses those.
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _leave_values_out(context: ExceptionContext) -> None:
    """Keep the first line of what PostgreSQL says: the next ones quote the row, addresses too."""
    wrapped = context.sqlalchemy_exception
    for error in (context.original_exception, wrapped):
        if error is not None and error.args and not context.is_disconnect:
            error.args = (str(error.args[0]).split("\n", 1)[0],)
