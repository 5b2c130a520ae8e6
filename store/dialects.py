"""What SQLite and PostgreSQL do each in its own way: all that the store may ask of either.

`store/database.py` says which of the two it is; nobody else looks at a dialect's name.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table
from sqlalchemy.engine import URL


class AdvisoryLock(IntEnum):
    """PostgreSQL's locks of our own: all in one list, since one number must never mean two things."""

    SCHEMA = 470310001  # the tables change
    INVOICES = 470310002  # an import of invoices, or a removal of PDFs
    DUTY = 470310003  # this machine does what must be done once
    ADDRESS = 470310004  # what one address asks for is counted
    REGISTER = 470310005  # a commune's customers, or who reads them, change


BUSY_SECONDS = 10  # how long a write waits for another one
WRITE = "portail_write"  # the execution option of transactions that begin as writes
# An error's text would show addresses and hashes where parameters stood in it.
POOL: dict[str, Any] = {
    "pool_size": 8,
    "max_overflow": 40,
    "pool_timeout": BUSY_SECONDS,
    "hide_parameters": True,
}


class Dialect(ABC):
    """One kind of database."""

    is_shared: bool  # whether several machines may use it, and several transactions write at once
    # An INSERT that knows `on_conflict_do_nothing`.
    insert: Callable[[Table], Any]

    @abstractmethod
    def connect(self, place: URL) -> Engine:
        """Return an engine whose connections are told all that `docs/decisions/0001-store` names."""

    @abstractmethod
    def for_reading(self, engine: Engine) -> Engine:
        """Return the same engine, whose transactions see one moment from their first question on."""

    @abstractmethod
    def changing(self, connection: Connection) -> AbstractContextManager[None]:
        """One transaction that alone may change the tables, in any process; kept at its end."""

    @abstractmethod
    def file(self, engine: Engine) -> Path | None:
        """Return the file that is the whole database, None where it is not one."""

    @abstractmethod
    def hold(self, connection: Connection, lock: AdvisoryLock, key: str = "") -> None:
        """Let who asks for the same lock, and key, wait until this transaction ends."""

    @abstractmethod
    def hold_alone(self, connection: Connection, lock: AdvisoryLock) -> bool:
        """Take a lock until the connection itself ends; False where another one has it."""

    @abstractmethod
    def starts_with(self, column: Column[Any], beginning: str) -> ColumnElement[bool]:
        """Return the condition that a text begins so, sign by sign, which an index answers."""

    @abstractmethod
    def before_many_rows(self, connection: Connection) -> None:
        """Prepare a transaction that writes tens of thousands of rows."""

    @abstractmethod
    def last_ids(self, connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
        """Return the last id that each of these tables gave out, where it is remembered."""

    @abstractmethod
    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        """Let a table go on counting behind this id; 0: it has given none out."""

    @abstractmethod
    def faults(self, connection: Connection) -> list[str]:
        """Return what is damaged, all of it read; none where the database watches by itself."""

    @abstractmethod
    def optimize(self, connection: Connection) -> None:
        """Bring up to date what the database knows of its tables, where it does not by itself."""
