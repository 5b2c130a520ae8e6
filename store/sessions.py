"""Browsers that are logged in. Only the hash of what their cookie carries is kept."""

from datetime import datetime

from sqlalchemy import Connection as Transaction
from sqlalchemy import bindparam, delete, insert, or_, select, update

from store import asking, changes
from store.models import ACCOUNTS, SESSIONS
from store.records import Account, LoginSession

# Made once, since every private page asks: to build it costs a third of carrying it out.
_OF_TOKEN = (
    asking.rows(SESSIONS, LoginSession)
    .add_columns(*asking.rows(ACCOUNTS, Account).selected_columns)
    .join(ACCOUNTS, ACCOUNTS.c.id == SESSIONS.c.account_id)
    .where(SESSIONS.c.token_hash == bindparam("token_hash"))
)
_SESSION = len(LoginSession._fields)


def add(
    transaction: Transaction, *, token_hash: str, account_id: int, at: datetime, browser: str
) -> None:
    """Begin a session."""
    transaction.execute(
        insert(SESSIONS).values(
            token_hash=token_hash, account_id=account_id, began_at=at, used_at=at, browser=browser
        )
    )


def end_all_but_newest(transaction: Transaction, account_id: int, count: int) -> None:
    """End the sessions of an account but for so many that began last."""
    of_account = SESSIONS.c.account_id == account_id
    by_age = (SESSIONS.c.began_at.desc(), SESSIONS.c.id.desc())
    newest = select(SESSIONS.c.id).where(of_account).order_by(*by_age).limit(count)
    changes.rows(transaction, delete(SESSIONS).where(of_account, SESSIONS.c.id.not_in(newest)))


def find(transaction: Transaction, token_hash: str) -> tuple[LoginSession, Account] | None:
    """Return a session and its account in one query."""
    row = transaction.execute(_OF_TOKEN, {"token_hash": token_hash}).first()
    if row is None:
        return None
    return LoginSession._make(row[:_SESSION]), Account._make(row[_SESSION:])


def touch(transaction: Transaction, session_id: int, at: datetime) -> None:
    """Note that a session is in use."""
    changes.rows(
        transaction, update(SESSIONS).where(SESSIONS.c.id == session_id).values(used_at=at)
    )


def of_account(transaction: Transaction, account_id: int) -> list[LoginSession]:
    """Return the sessions of an account, the one used last first."""
    theirs = asking.rows(SESSIONS, LoginSession).where(SESSIONS.c.account_id == account_id)
    newest_first = theirs.order_by(SESSIONS.c.used_at.desc(), SESSIONS.c.id.desc())
    return asking.every(transaction, LoginSession, newest_first)


def end(transaction: Transaction, token_hash: str) -> None:
    """End one session; nothing happens where it has ended already."""
    changes.rows(transaction, delete(SESSIONS).where(SESSIONS.c.token_hash == token_hash))


def end_all(transaction: Transaction, account_id: int) -> None:
    """End every session of an account."""
    changes.rows(transaction, delete(SESSIONS).where(SESSIONS.c.account_id == account_id))


def erase_expired(
    transaction: Transaction, *, unused_since: datetime, begun_before: datetime
) -> int:
    """Erase some sessions that nobody can use any more; returns how many, 0 once none is left."""
    expired = or_(SESSIONS.c.used_at < unused_since, SESSIONS.c.began_at < begun_before)
    return changes.erase_a_few(transaction, SESSIONS, expired)
