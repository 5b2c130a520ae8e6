"""What is kept. The only place that knows SQL and folders.

`Store.read()` and `Store.write()` are the two ways in; nothing below a door opens or commits.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock, get_ident

from sqlalchemy import Connection as Transaction
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from store import database, files, reasons, schema
from store.dialects import BUSY_SECONDS
from store.duty import Duty
from store.reasons import Unavailable

__all__ = ["RESTORING", "Store", "Transaction", "Unavailable"]

RESTORING = "restauration-en-cours"  # a folder that stands while `flask restore` has not finished


class Store:
    """The database and the data folder of one host."""

    def __init__(self, data_dir: Path, url: str = "") -> None:
        """Open what is kept in `data_dir` and bring its tables up to date.

        Raises `Unavailable` where the folder or the database can't be used.
        """
        self.data_dir = data_dir
        with ExitStack() as undone:
            try:
                files.make_private(data_dir)
                _refuse_half_restored(data_dir)
                self.engine = database.connect(url, data_dir)
                undone.callback(self.engine.dispose)
                schema.upgrade(self.engine, data_dir)
            except (SQLAlchemyError, OSError, ImportError, ValueError) as error:
                raise Unavailable(reasons.of(error, data_dir)) from error
            undone.pop_all()
        self._dialect = database.of(self.engine)
        self._reading = self._dialect.for_reading(self.engine)
        self._writing = database.for_writing(self.engine)
        # Two threads that want to write would have SQLite sleep and look again, up to 0.1 s each
        # time: fifty customers at once waited twice as long for it.
        self._writer = 0  # the thread whose turn it is
        self._turn = None if self._dialect.is_shared else Lock()
        self._duty = Duty(self.engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One consistent moment; never waits for a writer. Nothing in it may be written."""
        with self._explained(), self._reading.connect() as transaction:
            yield transaction

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: all of it is kept at the end of the block, or nothing."""
        with self._explained(), self._in_turn(), self._writing.begin() as transaction:
            yield transaction

    def is_on_duty(self) -> bool:
        """Whether it is for us, of all who share the database, to do what must be done once."""
        with self._explained():
            return self._duty.is_ours()

    def check(self) -> None:
        """Prove that the database answers and can be written; raises `Unavailable`."""
        with self.write() as transaction:
            transaction.execute(text("UPDATE alembic_version SET version_num = version_num"))

    def faults(self) -> list[str]:
        """Return what SQLite finds damaged, all of it read; PostgreSQL watches by itself."""
        with self._explained(), self.engine.connect() as connection:
            return self._dialect.faults(connection)

    def optimize(self) -> None:
        """Let SQLite bring up to date what it knows of its tables; PostgreSQL does so by itself."""
        # As a write: what begins as a read fails at once where another one is writing.
        with self._explained(), self._writing.begin() as connection:
            self._dialect.optimize(connection)

    def close(self) -> None:
        """Give back every connection."""
        self._duty.end()
        self.engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let the threads of this process write one after the other, where the database does."""
        if self._turn is None:
            yield
            return
        if self._writer == get_ident():
            raise RuntimeError("a write within a write: it would wait for itself")
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise Unavailable(reasons.LOCKED)
        self._writer = get_ident()
        try:
            yield
        finally:
            self._writer = 0
            self._turn.release()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            if reasons.is_of_the_host(error):
                raise Unavailable(reasons.of(error, self.data_dir)) from error
            raise


def _refuse_half_restored(data_dir: Path) -> None:
    if (data_dir / RESTORING).exists():
        raise Unavailable(
            f"Une restauration n'est pas allée au bout dans {data_dir} : "
            "relancez « flask restore » avec la même sauvegarde."
        )
