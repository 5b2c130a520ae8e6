"""Accounts: questions and changes. Single use is proven by one conditional UPDATE."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Transaction

from store import changes, database
from store.models import Account


def by_id(transaction: Transaction, account_id: int) -> Account | None:
    """Return the account, or None where it is gone."""
    return transaction.get(Account, account_id)


def by_address(transaction: Transaction, portal: str, address: str) -> Account | None:
    """Return the account of a folded address in one commune."""
    return transaction.scalar(
        select(Account).where(Account.portal == portal, Account.address == address)
    )


def of_portal(transaction: Transaction, portal: str) -> list[Account]:
    """Return every account of a commune, in the order of their addresses."""
    return list(
        transaction.scalars(
            select(Account).where(Account.portal == portal).order_by(Account.address)
        )
    )


def at_addresses(
    transaction: Transaction, portal: str, addresses: Collection[str]
) -> list[Account]:
    """Return the accounts of many folded addresses."""
    wanted = sorted(addresses)
    return [
        account
        for start in range(0, len(wanted), AT_ONCE)
        for account in transaction.scalars(
            select(Account).where(
                Account.portal == portal, Account.address.in_(wanted[start : start + AT_ONCE])
            )
        )
    ]


AT_ONCE = 500  # a statement holds so many values in every database


def get_or_add(transaction: Transaction, portal: str, address: str, at: datetime) -> Account:
    """Return the account of this address; two requests at once get the same one."""
    table = cast(Table, Account.__table__)
    transaction.execute(
        database.of(transaction.connection())
        .insert(table)
        .values(portal=portal, address=address, created_at=at, version=0, announcements=True)
        .on_conflict_do_nothing(index_elements=["portal", "address"])
    )
    return transaction.scalars(
        select(Account).where(Account.portal == portal, Account.address == address)
    ).one()


def set_password(
    transaction: Transaction, account_id: int, *, version: int, password_hash: str, at: datetime
) -> bool:
    """Set a password if nobody was first: one row changed is the proof.

    Raises the version, so every link of before is dead.
    """
    return _change_credentials(
        transaction,
        account_id,
        Account.version == version,
        password_hash=password_hash,
        activated_at=func.coalesce(Account.activated_at, at),
        warned_at=None,
    )


def rehash(transaction: Transaction, account_id: int, *, old_hash: str, new_hash: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    changes.rows(
        transaction,
        update(Account)
        .where(Account.id == account_id, Account.password_hash == old_hash)
        .values(password_hash=new_hash),
    )


def note_login(
    transaction: Transaction, account_id: int, *, password_hash: str, at: datetime
) -> bool:
    """Note a log-in; False where password or state changed while the hash was computed."""
    noted = changes.rows(
        transaction,
        update(Account)
        .where(
            Account.id == account_id,
            Account.password_hash == password_hash,
            Account.suspended_at.is_(None),
        )
        .values(previous_login_at=Account.last_login_at, last_login_at=at, warned_at=None),
    )
    return noted == 1


def change_password(
    transaction: Transaction, account_id: int, *, old_hash: str, new_hash: str
) -> bool:
    """Replace a password that was just verified; False where it changed meanwhile."""
    return _change_credentials(
        transaction, account_id, Account.password_hash == old_hash, password_hash=new_hash
    )


def want_address(transaction: Transaction, account_id: int, address: str | None) -> None:
    """Note the address that an account would like to have, None for none any more."""
    changes.rows(
        transaction, update(Account).where(Account.id == account_id).values(wanted_address=address)
    )


def take_wanted_address(
    transaction: Transaction, account_id: int, *, version: int, address: str
) -> bool:
    """Make the wanted address the account's own, if nothing changed since it was asked for.

    False too where another account got the address meanwhile.
    """
    try:
        with transaction.begin_nested():
            return _change_credentials(
                transaction,
                account_id,
                Account.version == version,
                Account.wanted_address == address,
                address=address,
            )
    except IntegrityError:
        return False


def suspend(transaction: Transaction, account_id: int, at: datetime) -> bool:
    """Stop an account and all its links; False where it is suspended already."""
    return _change_credentials(transaction, account_id, suspended_at=at)


def resume(transaction: Transaction, account_id: int) -> bool:
    """Let a suspended account be used again; the links of before stay dead."""
    resumed = changes.rows(
        transaction,
        update(Account)
        .where(Account.id == account_id, Account.suspended_at.is_not(None))
        .values(suspended_at=None, version=Account.version + 1),
    )
    return resumed == 1


def set_announcements(transaction: Transaction, account_id: int, *, wanted: bool) -> None:
    """Note whether an account is mailed when new invoices are there."""
    changes.rows(
        transaction, update(Account).where(Account.id == account_id).values(announcements=wanted)
    )


def remove(transaction: Transaction, account_id: int) -> bool:
    """Erase an account; its sessions go with it, its id is never used again."""
    return changes.rows(transaction, delete(Account).where(Account.id == account_id)) == 1


def remove_pending(transaction: Transaction, portal: str, address: str) -> None:
    """Erase the account of an address, unless it got a password meanwhile."""
    changes.rows(
        transaction,
        delete(Account).where(
            Account.portal == portal,
            Account.address == address,
            Account.password_hash.is_(None),
        ),
    )


def unused_since(
    transaction: Transaction, portal: str, moment: datetime, limit: int
) -> list[Account]:
    """Return active accounts that were last used before then and not warned since."""
    return list(
        transaction.scalars(
            _active(portal)
            .where(Account.warned_at.is_(None), _last_use() < moment)
            .order_by(Account.id)
            .limit(limit)
        )
    )


def warned_before(
    transaction: Transaction, portal: str, moment: datetime, limit: int
) -> list[Account]:
    """Return active accounts that were warned before then and not used since."""
    return list(
        transaction.scalars(
            _active(portal).where(Account.warned_at < moment).order_by(Account.id).limit(limit)
        )
    )


def warn(transaction: Transaction, account_id: int, at: datetime) -> None:
    """Note that an account was told of its end."""
    changes.rows(transaction, update(Account).where(Account.id == account_id).values(warned_at=at))


def _change_credentials(
    transaction: Transaction,
    account_id: int,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    """Change an account that is not suspended; every link of before is dead."""
    changed = changes.rows(
        transaction,
        update(Account)
        .where(Account.id == account_id, Account.suspended_at.is_(None), *conditions)
        .values(**{"wanted_address": None, **values}, version=Account.version + 1),
    )
    return changed == 1


def _active(portal: str) -> Select[Account]:
    return select(Account).where(
        Account.portal == portal,
        Account.password_hash.is_not(None),
        Account.suspended_at.is_(None),
    )


def _last_use() -> ColumnElement[datetime]:
    return func.coalesce(Account.last_login_at, Account.activated_at, Account.created_at)
