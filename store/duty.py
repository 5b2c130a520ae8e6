"""Which of the servers that share a database does what must be done once.

On SQLite there is only one. On PostgreSQL it is the one that holds an advisory lock, on a connection
of its own: both end together, so another takes over from a machine that stopped or vanished.
"""

import logging
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from store import database
from store.dialects import AdvisoryLock

log = logging.getLogger(__name__)


class Duty:
    """The right to do what must be done once; whoever has it keeps it until it ends."""

    def __init__(self, engine: Engine) -> None:
        """Take the database; nothing is asked of it yet."""
        self._engine = engine
        self._dialect = database.of(engine)
        self._held: Connection | None = None
        self._one_at_a_time = Lock()

    def is_ours(self) -> bool:
        """Whether it is ours, now that we have asked for it; raises what the database does."""
        if not self._dialect.is_shared:
            return True
        with self._one_at_a_time:
            return self._still_holds() or self._takes()

    def end(self) -> None:
        """Leave it to another."""
        with self._one_at_a_time:
            self._let_go()

    def _still_holds(self) -> bool:
        if self._held is None:
            return False
        try:
            self._held.execute(text("SELECT 1"))
        except SQLAlchemyError:  # PostgreSQL was restarted: somebody else may have it by now
            self._let_go()
            return False
        return True

    def _takes(self) -> bool:
        connection = self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            has_it = self._dialect.hold_alone(connection, AdvisoryLock.DUTY)
            if has_it:
                connection.detach()  # of no use to anybody else: its end is the lock's
                self._held = connection
                log.info("annonces, ménage et dépôt se font désormais ici")
        finally:
            if self._held is None:
                connection.close()
        return has_it

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()
