"""Browsers that are logged in, of accounts and of agents. Only the hash of what their cookie carries is kept."""

from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection as Transaction
from sqlalchemy import Table, bindparam, delete, insert, or_, select, update

from store import asking, statements
from store.models import ACCOUNTS, AGENT_SESSIONS, AGENTS, SESSIONS
from store.records import Account, Agent, LoginSession

Owner = TypeVar("Owner", bound=NamedTuple)
_SESSION = len(LoginSession._fields)


class Sessions(Generic[Owner]):
    """The sessions of one kind of owner."""

    def __init__(self, table: Table, owners: Table, record: type[Owner]) -> None:
        """Take the table of sessions, which names its owner by one foreign key, and the owners'."""
        self._table, self._record = table, record
        (self._owner,) = (column for column in table.columns if column.foreign_keys)
        # Made once, since every private page and log-in asks: to build one costs twice what it does.
        self._of_token = (
            asking.rows(table, LoginSession)
            .add_columns(*asking.rows(owners, record).selected_columns)
            .join(owners, owners.c.id == self._owner)
            .where(table.c.token_hash == bindparam("token_hash"))
        )
        self._add = insert(table)
        theirs, by_age = (
            self._owner == bindparam("owner"),
            (table.c.began_at.desc(), table.c.id.desc()),
        )
        newest = select(table.c.id).where(theirs).order_by(*by_age).limit(bindparam("count"))
        self._end_oldest = delete(table).where(theirs, table.c.id.not_in(newest))

    def add(
        self,
        transaction: Transaction,
        *,
        token_hash: str,
        owner_id: int,
        at: datetime,
        browser: str,
    ) -> None:
        """Begin a session."""
        values = {"token_hash": token_hash, "began_at": at, "used_at": at, "browser": browser}
        transaction.execute(self._add, {self._owner.name: owner_id, **values})

    def end_all_but_newest(self, transaction: Transaction, owner_id: int, count: int) -> None:
        """End the sessions of an owner but for so many that began last."""
        values = {"owner": owner_id, "count": count}
        statements.reached(transaction, self._end_oldest, values)

    def find(self, transaction: Transaction, token_hash: str) -> tuple[LoginSession, Owner] | None:
        """Return a session and its owner in one query."""
        row = transaction.execute(self._of_token, {"token_hash": token_hash}).first()
        if row is None:
            return None
        return LoginSession._make(row[:_SESSION]), self._record._make(row[_SESSION:])

    def touch(self, transaction: Transaction, session_id: int, at: datetime) -> None:
        """Note that a session is in use."""
        this = self._table.c.id == session_id
        statements.reached(transaction, update(self._table).where(this).values(used_at=at))

    def of_owner(self, transaction: Transaction, owner_id: int) -> list[LoginSession]:
        """Return the sessions of an owner, the one used last first."""
        theirs = asking.rows(self._table, LoginSession).where(self._owner == owner_id)
        newest_first = (self._table.c.used_at.desc(), self._table.c.id.desc())
        return asking.every(transaction, LoginSession, theirs.order_by(*newest_first))

    def end(self, transaction: Transaction, token_hash: str) -> None:
        """End one session; nothing happens where it has ended already."""
        this = self._table.c.token_hash == token_hash
        statements.reached(transaction, delete(self._table).where(this))

    def end_all(self, transaction: Transaction, owner_id: int) -> None:
        """End every session of an owner."""
        statements.reached(transaction, delete(self._table).where(self._owner == owner_id))

    def erase_expired(
        self, transaction: Transaction, *, unused_since: datetime, begun_before: datetime
    ) -> int:
        """Erase some sessions that nobody can use any more; returns how many, 0 once none is left."""
        columns = self._table.c
        expired = or_(columns.used_at < unused_since, columns.began_at < begun_before)
        return statements.erase_a_few(transaction, self._table, expired)


of_accounts = Sessions(SESSIONS, ACCOUNTS, Account)
of_agents = Sessions(AGENT_SESSIONS, AGENTS, Agent)
