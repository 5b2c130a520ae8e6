"""Accounts: questions and changes. Single use is proven by one conditional UPDATE."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, update
from sqlalchemy import Connection as Transaction
from sqlalchemy.exc import IntegrityError

from store import asking, database, statements
from store.models import ACCOUNTS
from store.records import Account

_EVERY = asking.rows(ACCOUNTS, Account)
# Made once, since every form asks: to build a question costs twice what the answer does.
_BY_ID = _EVERY.where(ACCOUNTS.c.id == bindparam("id"))
_BY_ADDRESS = _EVERY.where(
    ACCOUNTS.c.portal == bindparam("portal"), ACCOUNTS.c.address == bindparam("address")
)
_NOTE_LOGIN = (
    update(ACCOUNTS)
    .where(
        ACCOUNTS.c.id == bindparam("account"),
        ACCOUNTS.c.password_hash == bindparam("kept"),
        ACCOUNTS.c.suspended_at.is_(None),
    )
    .values(
        previous_login_at=ACCOUNTS.c.last_login_at, last_login_at=bindparam("at"), warned_at=None
    )
)


def by_id(transaction: Transaction, account_id: int) -> Account | None:
    """Return the account, or None where it is gone."""
    return asking.first(transaction, Account, _BY_ID, {"id": account_id})


def by_address(transaction: Transaction, portal: str, address: str) -> Account | None:
    """Return the account of a folded address in one commune."""
    return asking.first(transaction, Account, _BY_ADDRESS, {"portal": portal, "address": address})


def of_portal(transaction: Transaction, portal: str) -> list[Account]:
    """Return every account of a commune, in the order of their addresses."""
    return asking.every(transaction, Account, _of(portal).order_by(ACCOUNTS.c.address))


def at_addresses(
    transaction: Transaction, portal: str, addresses: Collection[str]
) -> list[Account]:
    """Return the accounts of many folded addresses."""
    here = _of(portal)
    return [
        account
        for some in statements.chunks(sorted(addresses))
        for account in asking.every(transaction, Account, here.where(ACCOUNTS.c.address.in_(some)))
    ]


def get_or_add(transaction: Transaction, portal: str, address: str, at: datetime) -> Account:
    """Return the account of this address; two requests at once get the same one."""
    transaction.execute(
        database.of(transaction)
        .insert(ACCOUNTS)
        .values(portal=portal, address=address, created_at=at)
        .on_conflict_do_nothing(index_elements=["portal", "address"])
    )
    found = by_address(transaction, portal, address)
    assert found is not None
    return found


def add_pending(
    transaction: Transaction, portal: str, addresses: Iterable[str], at: datetime
) -> None:
    """Add an account, not active yet, for each of these addresses that has none."""
    statement = database.of(transaction).insert(ACCOUNTS)
    rows = [{"portal": portal, "address": one, "created_at": at} for one in addresses]
    if rows:
        transaction.execute(
            statement.on_conflict_do_nothing(index_elements=["portal", "address"]), rows
        )


def note_invited(transaction: Transaction, account_ids: Iterable[int], at: datetime) -> None:
    """Note that accounts were invited to activate."""
    for some in statements.chunks(account_ids):
        invited = update(ACCOUNTS).where(ACCOUNTS.c.id.in_(some)).values(invited_at=at)
        transaction.execute(invited)


def set_password(
    transaction: Transaction, account_id: int, *, version: int, password_hash: str, at: datetime
) -> bool:
    """Set a password if nobody was first: one row changed is the proof.

    Raises the version, so every link of before is dead.
    """
    return _change_credentials(
        transaction,
        account_id,
        ACCOUNTS.c.version == version,
        password_hash=password_hash,
        activated_at=func.coalesce(ACCOUNTS.c.activated_at, at),
        warned_at=None,
    )


def rehash(transaction: Transaction, account_id: int, *, old_hash: str, new_hash: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    statements.reached(
        transaction,
        update(ACCOUNTS)
        .where(ACCOUNTS.c.id == account_id, ACCOUNTS.c.password_hash == old_hash)
        .values(password_hash=new_hash),
    )


def note_login(
    transaction: Transaction, account_id: int, *, password_hash: str, at: datetime
) -> bool:
    """Note a log-in; False where password or state changed while the hash was computed."""
    values = {"account": account_id, "kept": password_hash, "at": at}
    return statements.reached(transaction, _NOTE_LOGIN, values) == 1


def change_password(
    transaction: Transaction, account_id: int, *, old_hash: str, new_hash: str
) -> bool:
    """Replace a password that was just verified; False where it changed meanwhile."""
    return _change_credentials(
        transaction, account_id, ACCOUNTS.c.password_hash == old_hash, password_hash=new_hash
    )


def want_address(transaction: Transaction, account_id: int, address: str | None) -> None:
    """Note the address that an account would like to have, None for none any more."""
    statements.reached(
        transaction,
        update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(wanted_address=address),
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
                ACCOUNTS.c.version == version,
                ACCOUNTS.c.wanted_address == address,
                address=address,
                undelivered_at=None,
            )
    except IntegrityError:
        return False


def suspend(transaction: Transaction, account_id: int, at: datetime) -> bool:
    """Stop an account and all its links; False where it is suspended already."""
    return _change_credentials(transaction, account_id, suspended_at=at)


def resume(transaction: Transaction, account_id: int) -> bool:
    """Let a suspended account be used again; the links of before stay dead."""
    resumed = statements.reached(
        transaction,
        update(ACCOUNTS)
        .where(ACCOUNTS.c.id == account_id, ACCOUNTS.c.suspended_at.is_not(None))
        .values(suspended_at=None, version=ACCOUNTS.c.version + 1),
    )
    return resumed == 1


def set_announcements(transaction: Transaction, account_id: int, *, wanted: bool) -> None:
    """Note whether an account is mailed when new invoices are there."""
    statements.reached(
        transaction,
        update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(announcements=wanted),
    )


def remove(transaction: Transaction, account_id: int) -> bool:
    """Erase an account; its sessions go with it, its id is never used again."""
    return statements.reached(transaction, delete(ACCOUNTS).where(ACCOUNTS.c.id == account_id)) == 1


def remove_pending(transaction: Transaction, portal: str, address: str) -> None:
    """Erase the account of an address, unless it got a password meanwhile."""
    statements.reached(
        transaction,
        delete(ACCOUNTS).where(
            ACCOUNTS.c.portal == portal,
            ACCOUNTS.c.address == address,
            ACCOUNTS.c.password_hash.is_(None),
        ),
    )


def unused_since(
    transaction: Transaction, portal: str, moment: datetime, limit: int
) -> list[Account]:
    """Return active accounts that were last used before then and not warned since."""
    unused = _active(portal).where(ACCOUNTS.c.warned_at.is_(None), _last_use() < moment)
    return asking.every(transaction, Account, unused.order_by(ACCOUNTS.c.id).limit(limit))


def warned_before(
    transaction: Transaction, portal: str, moment: datetime, limit: int
) -> list[Account]:
    """Return active accounts that were warned before then and not used since."""
    warned = _active(portal).where(ACCOUNTS.c.warned_at < moment)
    return asking.every(transaction, Account, warned.order_by(ACCOUNTS.c.id).limit(limit))


def warn(transaction: Transaction, account_id: int, at: datetime) -> None:
    """Note that an account was told of its end."""
    statements.reached(
        transaction, update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(warned_at=at)
    )


def _change_credentials(
    transaction: Transaction,
    account_id: int,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    """Change an account that is not suspended; every link of before is dead."""
    changed = statements.reached(
        transaction,
        update(ACCOUNTS)
        .where(ACCOUNTS.c.id == account_id, ACCOUNTS.c.suspended_at.is_(None), *conditions)
        .values(**{"wanted_address": None, **values}, version=ACCOUNTS.c.version + 1),
    )
    return changed == 1


def _of(portal: str) -> Select[Any]:
    return _EVERY.where(ACCOUNTS.c.portal == portal)


def _active(portal: str) -> Select[Any]:
    return _of(portal).where(
        ACCOUNTS.c.password_hash.is_not(None), ACCOUNTS.c.suspended_at.is_(None)
    )


def _last_use() -> ColumnElement[datetime]:
    return func.coalesce(ACCOUNTS.c.last_login_at, ACCOUNTS.c.activated_at, ACCOUNTS.c.created_at)
