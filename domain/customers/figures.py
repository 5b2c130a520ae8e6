"""The figures that a mayor asks for: how many customers have found their way to their bills."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.portals import Portal
from store import Transaction, accounts, customers
from store.records import Account


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month, written 2026-11."""

    name: str
    asked: int
    activated: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Customers of the register; accounts of today (a closed one counts no more).

    Who was invited and has not activated yet is not among those who asked.
    """

    customers: int
    with_address: int
    addresses: int  # different ones: one address may have several customers
    asked: int
    activated: int
    months: tuple[Month, ...]  # the oldest first


def of_portal(transaction: Transaction, portal: Portal) -> Figures:
    """Count a commune's customers and accounts."""
    total, with_address, addresses = customers.count(transaction, portal.code)
    known = accounts.of_portal(transaction, portal.code)
    active = [account for account in known if account.password_hash is not None]
    asked = [account for account in known if account.invited_at is None or account.password_hash]
    return Figures(
        total, with_address, addresses, len(asked), len(active), _months(asked, portal.timezone)
    )


def _months(known: Iterable[Account], timezone: str) -> tuple[Month, ...]:
    zone = ZoneInfo(timezone)

    def month(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m}"

    asked = Counter(month(account.created_at) for account in known)
    activated = Counter(month(account.activated_at) for account in known if account.activated_at)
    return tuple(Month(name, asked[name], activated[name]) for name in sorted({*asked, *activated}))
