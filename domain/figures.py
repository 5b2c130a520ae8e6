"""What a mayor asks each month: who has found their way to the portal, and what became of the bills.

A bill counts in the month in which it could be read, in that in which it was first told of, and in that in
which it was first opened; one that was taken back counts no more. One answer for the page and its files.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain import clock
from domain.customers import figures
from domain.customers.figures import Figures
from domain.portals import Portal
from store import Transaction, deliveries, imports
from store.deliveries import Counted
from store.records import Import

MONTHS = 12
IMPORTS = 24
NOTHING = Counted(0, 0, 0)


class Month(NamedTuple):
    """One month, written 2026-11: accounts activated in it, and its bills."""

    name: str
    activated: int
    bills: Counted


@dataclass(frozen=True, slots=True)
class Overview:
    """A commune's figures today, its last months with the oldest first, its last imports of bills."""

    now: Figures
    months: tuple[Month, ...]
    imports: tuple[tuple[Import, Counted], ...]


def of_portal(transaction: Transaction, portal: Portal) -> Overview:
    """Count a commune's customers, accounts and bills."""
    now = figures.of_portal(transaction, portal)
    activated = {month.name: month.activated for month in now.months}
    firsts = _firsts_of_months(clock.today(portal.timezone), portal.timezone)
    counted = deliveries.counted_in(transaction, portal.code, list(pairwise(firsts)))
    names = [f"{first:%Y-%m}" for first in firsts[:-1]]
    months = (
        Month(name, activated.get(name, 0), bills)
        for name, bills in zip(names, counted, strict=True)
    )
    by_import = deliveries.counted_by_import(transaction, portal.code)
    brought = imports.listed(transaction, portal.code, imports.FACTURES)[:IMPORTS]
    return Overview(
        now, tuple(months), tuple((row, by_import.get(row.id, NOTHING)) for row in brought)
    )


def by_month(overview: Overview) -> list[tuple[str, ...]]:
    """Return the months as the rows of a file, the titles first."""
    rows = [(month.name, str(month.activated), *map(str, month.bills)) for month in overview.months]
    return [("mois", "comptes actives", "factures", "annoncees", "ouvertes"), *rows]


def by_import(overview: Overview) -> list[tuple[str, ...]]:
    """Return the imports as the rows of a file, the titles first."""
    rows = [
        (str(row.id), f"{row.at:%Y-%m-%d}", row.name, *map(str, counted))
        for row, counted in overview.imports
    ]
    return [("import", "date", "lot", "factures", "annoncees", "ouvertes"), *rows]


def _firsts_of_months(today: date, timezone: str) -> list[datetime]:
    """Return when the last months began there, the oldest first, and when the next one begins."""
    last = today.year * 12 + today.month - 1
    return [
        datetime(number // 12, number % 12 + 1, 1, tzinfo=ZoneInfo(timezone))
        for number in range(last - MONTHS + 1, last + 2)
    ]
