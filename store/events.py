"""The history: only ever added to, and erased when its time is over."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as Transaction
from sqlalchemy import bindparam, func, insert, select, update

from store import asking, statements
from store.models import ACCOUNTS, EVENTS
from store.records import Event

_ADD = insert(EVENTS)
_OF_ADDRESS = (
    select(EVENTS.c.at, EVENTS.c.client, EVENTS.c.times)
    .where(
        EVENTS.c.address_key == bindparam("address_key"),
        EVENTS.c.kind == bindparam("kind"),
        EVENTS.c.at > bindparam("since"),
    )
    .order_by(EVENTS.c.at.desc())
)
_LAST_AT = (
    select(EVENTS.c.at)
    .where(
        EVENTS.c.address_key == bindparam("address_key"),
        EVENTS.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(EVENTS.c.at.desc())
    .limit(1)
)


def add(transaction: Transaction, columns: Mapping[str, Any]) -> None:
    """Add one line."""
    transaction.execute(_ADD, columns)


def repeat(transaction: Transaction, columns: Mapping[str, Any], *, since: datetime) -> bool:
    """Count once more what a line since then says already; False where there is none."""
    same = [
        EVENTS.c[name] == columns[name] for name in ("address_key", "kind", "client", "details")
    ]
    line = select(EVENTS.c.id).where(*same, EVENTS.c.at > since, EVENTS.c.at <= columns["at"])
    newest = line.order_by(EVENTS.c.at.desc()).limit(1).scalar_subquery()
    again = update(EVENTS).where(EVENTS.c.id == newest).values(times=EVENTS.c.times + 1)
    return statements.reached(transaction, again) == 1


def of_account(transaction: Transaction, account_id: int, limit: int = 200) -> list[Event]:
    """Return the newest lines of an account, newest first."""
    theirs = asking.rows(EVENTS, Event).where(EVENTS.c.account_id == account_id)
    newest = theirs.order_by(EVENTS.c.at.desc(), EVENTS.c.id.desc()).limit(limit)
    return asking.every(transaction, Event, newest)


def of_staff(
    transaction: Transaction, portal: str, *, limit: int, offset: int = 0
) -> list[tuple[Event, str]]:
    """Return lines of what agents and commands did in a commune, or for all of them, newest first.

    Each comes with the address of the account it was done to ("" where there is none, or no more).
    """
    question = (
        asking.rows(EVENTS, Event)
        .add_columns(func.coalesce(ACCOUNTS.c.address, ""))
        .outerjoin(ACCOUNTS, ACCOUNTS.c.id == EVENTS.c.account_id)
        .where(EVENTS.c.portal.in_((portal, "")), EVENTS.c.done_by != "")
        .order_by(EVENTS.c.at.desc(), EVENTS.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [(Event._make(row[:-1]), row[-1]) for row in transaction.execute(question)]


def count_since(transaction: Transaction, kind: str, since: datetime, portal: str = "") -> int:
    """Return how often something happened since then, in all portals or in one."""
    counted = select(func.sum(EVENTS.c.times)).where(EVENTS.c.kind == kind, EVENTS.c.at >= since)
    if portal:
        counted = counted.where(EVENTS.c.portal == portal)
    return transaction.scalar(counted) or 0


def moments(
    transaction: Transaction, address_key: str, kind: str, since: datetime
) -> list[datetime]:
    """Return when this happened to an address since then, newest first, each time of its own."""
    return [at for at, _ in moments_and_clients(transaction, address_key, kind, since)]


def moments_and_clients(
    transaction: Transaction, address_key: str, kind: str, since: datetime
) -> list[tuple[datetime, str]]:
    """Return when this happened to an address since then, and from where, newest first."""
    values = {"address_key": address_key, "kind": kind, "since": since}
    lines = transaction.execute(_OF_ADDRESS, values)
    return [(at, client) for at, client, times in lines for _ in range(times)]


def of_kind(transaction: Transaction, portal: str, kind: str, since: datetime) -> list[Event]:
    """Return the lines of one kind in a commune since then, newest first."""
    here = EVENTS.c.portal == portal, EVENTS.c.kind == kind, EVENTS.c.at > since
    newest = asking.rows(EVENTS, Event).where(*here).order_by(EVENTS.c.at.desc())
    return asking.every(transaction, Event, newest)


def last_at(transaction: Transaction, address_key: str, kinds: Iterable[str]) -> datetime | None:
    """Return when one of these last happened to an address."""
    values = {"address_key": address_key, "kinds": list(kinds)}
    return transaction.scalar(_LAST_AT, values)


def has_happened(transaction: Transaction, account_id: int, kind: str, *, since: datetime) -> bool:
    """Whether this happened to an account since then."""
    found = select(EVENTS.c.id).where(
        EVENTS.c.account_id == account_id, EVENTS.c.at >= since, EVENTS.c.kind == kind
    )
    return transaction.scalar(found.limit(1)) is not None


def newest(transaction: Transaction) -> datetime | None:
    """Return when the newest line was written, None where there is none."""
    return transaction.scalar(select(EVENTS.c.at).order_by(EVENTS.c.at.desc()).limit(1))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Erase some of what is older; returns how many lines, 0 once none is left."""
    return statements.erase_a_few(transaction, EVENTS, EVENTS.c.at < moment)
