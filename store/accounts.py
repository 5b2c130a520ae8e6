"""Accounts: questions and changes. Single use is proven by one conditional UPDATE."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from store import changes
from store.models import Account


def by_id(session: Session, account_id: int) -> Account | None:
    """Return the account, or None where it is gone."""
    return session.get(Account, account_id)


def by_address(session: Session, portal: str, address: str) -> Account | None:
    """Return the account of a folded address in one commune."""
    return session.scalar(
        select(Account).where(Account.portal == portal, Account.address == address)
    )


def at_addresses(session: Session, portal: str, addresses: Collection[str]) -> list[Account]:
    """Return the accounts of many folded addresses."""
    wanted = sorted(addresses)
    return [
        account
        for start in range(0, len(wanted), AT_ONCE)
        for account in session.scalars(
            select(Account).where(
                Account.portal == portal, Account.address.in_(wanted[start : start + AT_ONCE])
            )
        )
    ]


AT_ONCE = 500  # a statement holds so many values in every database


def get_or_add(session: Session, portal: str, address: str, at: datetime) -> Account:
    """Return the account of this address; two requests at once get the same one."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql_insert if is_postgresql else sqlite_insert
    session.execute(
        insert(Account)
        .values(portal=portal, address=address, created_at=at, version=0, announcements=True)
        .on_conflict_do_nothing(index_elements=["portal", "address"])
    )
    return session.scalars(
        select(Account).where(Account.portal == portal, Account.address == address)
    ).one()


def set_password(
    session: Session, account_id: int, *, version: int, password_hash: str, at: datetime
) -> bool:
    """Set a password if nobody was first: one row changed is the proof.

    Raises the version, so every link of before is dead.
    """
    changed = changes.rows(
        session,
        update(Account)
        .where(
            Account.id == account_id,
            Account.version == version,
            Account.suspended_at.is_(None),
        )
        .values(
            password_hash=password_hash,
            version=Account.version + 1,
            activated_at=func.coalesce(Account.activated_at, at),
            wanted_address=None,
            warned_at=None,
        ),
    )
    return changed == 1


def rehash(session: Session, account_id: int, *, old_hash: str, new_hash: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    changes.rows(
        session,
        update(Account)
        .where(Account.id == account_id, Account.password_hash == old_hash)
        .values(password_hash=new_hash),
    )


def note_login(session: Session, account_id: int, *, password_hash: str, at: datetime) -> bool:
    """Note a log-in; False where password or state changed while the hash was computed."""
    noted = changes.rows(
        session,
        update(Account)
        .where(
            Account.id == account_id,
            Account.password_hash == password_hash,
            Account.suspended_at.is_(None),
        )
        .values(previous_login_at=Account.last_login_at, last_login_at=at, warned_at=None),
    )
    return noted == 1
