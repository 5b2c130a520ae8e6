"""Browsers that are logged in. Only the hash of what their cookie carries is kept."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session as Transaction

from store import changes
from store.models import Account, Session

# Made once, since every private page asks: to build it costs a third of carrying it out.
_OF_TOKEN = (
    select(Session, Account)
    .join(Account, Account.id == Session.account_id)
    .where(Session.token_hash == bindparam("token_hash"))
)


def add(
    session: Transaction, *, token_hash: str, account_id: int, at: datetime, browser: str
) -> None:
    """Begin a session."""
    session.add(
        Session(
            token_hash=token_hash, account_id=account_id, began_at=at, used_at=at, browser=browser
        )
    )


def find(session: Transaction, token_hash: str) -> tuple[Session, Account] | None:
    """Return a session and its account in one query."""
    row = session.execute(_OF_TOKEN, {"token_hash": token_hash}).one_or_none()
    return None if row is None else (row[0], row[1])


def touch(session: Transaction, session_id: int, at: datetime) -> None:
    """Note that a session is in use."""
    changes.rows(session, update(Session).where(Session.id == session_id).values(used_at=at))


def of_account(session: Transaction, account_id: int) -> list[Session]:
    """Return the sessions of an account, the one used last first."""
    return list(
        session.scalars(
            select(Session)
            .where(Session.account_id == account_id)
            .order_by(Session.used_at.desc(), Session.id.desc())
        )
    )


def end(session: Transaction, token_hash: str) -> None:
    """End one session; nothing happens where it has ended already."""
    changes.rows(session, delete(Session).where(Session.token_hash == token_hash))


def end_all(session: Transaction, account_id: int, *, except_hash: str | None = None) -> None:
    """End the sessions of an account, except the one that is named."""
    condition = [Session.account_id == account_id]
    if except_hash is not None:
        condition.append(Session.token_hash != except_hash)
    changes.rows(session, delete(Session).where(*condition))


def erase_expired(session: Transaction, *, unused_since: datetime, begun_before: datetime) -> int:
    """Erase some sessions that nobody can use any more; returns how many, 0 once none is left."""
    expired = or_(Session.used_at < unused_since, Session.began_at < begun_before)
    return changes.erase_a_few(session, Session, expired)
