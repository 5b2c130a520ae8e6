"""The history: only ever added to, and erased when its time is over."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Transaction

from store import changes
from store.models import Event


def add(transaction: Transaction, event: Event) -> None:
    """Add one line."""
    transaction.add(event)


def of_account(transaction: Transaction, account_id: int, limit: int = 200) -> list[Event]:
    """Return the newest lines of an account, newest first."""
    return list(
        transaction.scalars(
            select(Event)
            .where(Event.account_id == account_id)
            .order_by(Event.at.desc(), Event.id.desc())
            .limit(limit)
        )
    )


def count_since(transaction: Transaction, kind: str, since: datetime) -> int:
    """Return how often something happened since then, in all portals."""
    counted = select(func.count()).select_from(Event).where(Event.kind == kind, Event.at >= since)
    return transaction.scalar(counted) or 0


def moments(
    transaction: Transaction, address_key: str, kind: str, since: datetime
) -> list[datetime]:
    """Return when this happened to an address since then, newest first."""
    query = select(Event.at).where(
        Event.address_key == address_key, Event.kind == kind, Event.at > since
    )
    return list(transaction.scalars(query.order_by(Event.at.desc())))


def last_at(transaction: Transaction, address_key: str, kinds: Iterable[str]) -> datetime | None:
    """Return when one of these last happened to an address."""
    return transaction.scalar(
        select(Event.at)
        .where(Event.address_key == address_key, Event.kind.in_(list(kinds)))
        .order_by(Event.at.desc())
        .limit(1)
    )


def has_happened(transaction: Transaction, account_id: int, kind: str, *, since: datetime) -> bool:
    """Whether this happened to an account since then."""
    found = select(Event.id).where(
        Event.account_id == account_id, Event.at >= since, Event.kind == kind
    )
    return transaction.scalar(found.limit(1)) is not None


def newest(transaction: Transaction) -> datetime | None:
    """Return when the newest line was written, None where there is none."""
    return transaction.scalar(select(Event.at).order_by(Event.at.desc()).limit(1))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Erase some of what is older; returns how many lines, 0 once none is left."""
    return changes.erase_a_few(transaction, Event, Event.at < moment)
