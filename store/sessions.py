"""Browsers that are logged in. Only the hash of what their cookie carries is kept."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session as Transaction

from store import changes
from store.models import Account, LoginSession

# Made once, since every private page asks: to build it costs a third of carrying it out.
_OF_TOKEN = (
    select(LoginSession, Account)
    .join(Account, Account.id == LoginSession.account_id)
    .where(LoginSession.token_hash == bindparam("token_hash"))
)


def add(
    transaction: Transaction, *, token_hash: str, account_id: int, at: datetime, browser: str
) -> None:
    """Begin a session."""
    transaction.add(
        LoginSession(
            token_hash=token_hash, account_id=account_id, began_at=at, used_at=at, browser=browser
        )
    )


def find(transaction: Transaction, token_hash: str) -> tuple[LoginSession, Account] | None:
    """Return a session and its account in one query."""
    row = transaction.execute(_OF_TOKEN, {"token_hash": token_hash}).one_or_none()
    return None if row is None else (row[0], row[1])


def touch(transaction: Transaction, session_id: int, at: datetime) -> None:
    """Note that a session is in use."""
    changes.rows(
        transaction, update(LoginSession).where(LoginSession.id == session_id).values(used_at=at)
    )


def of_account(transaction: Transaction, account_id: int) -> list[LoginSession]:
    """Return the sessions of an account, the one used last first."""
    return list(
        transaction.scalars(
            select(LoginSession)
            .where(LoginSession.account_id == account_id)
            .order_by(LoginSession.used_at.desc(), LoginSession.id.desc())
        )
    )


def end(transaction: Transaction, token_hash: str) -> None:
    """End one session; nothing happens where it has ended already."""
    changes.rows(transaction, delete(LoginSession).where(LoginSession.token_hash == token_hash))


def end_all(transaction: Transaction, account_id: int, *, except_hash: str | None = None) -> None:
    """End the sessions of an account, except the one that is named."""
    condition = [LoginSession.account_id == account_id]
    if except_hash is not None:
        condition.append(LoginSession.token_hash != except_hash)
    changes.rows(transaction, delete(LoginSession).where(*condition))


def erase_expired(
    transaction: Transaction, *, unused_since: datetime, begun_before: datetime
) -> int:
    """Erase some sessions that nobody can use any more; returns how many, 0 once none is left."""
    expired = or_(LoginSession.used_at < unused_since, LoginSession.began_at < begun_before)
    return changes.erase_a_few(transaction, LoginSession, expired)
