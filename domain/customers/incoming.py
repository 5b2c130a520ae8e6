"""A file of customers: read through, compared with the register, written into it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from domain import clock, history, listings
from domain.columns import CUSTOMER_LIST, NO_OWN
from domain.customers import departures, lists, seconds, tenants
from domain.customers.lists import Entry
from domain.customers.plan import Plan, plan
from domain.customers.seconds import Second
from domain.faults import Fault
from domain.listings import Listing
from domain.portals import Portal
from domain.rejects import Rejects
from sheets import Unreadable, reading, writing
from sheets.reading import Sheet
from store import Transaction, customers, imports
from store.customers import Added
from store.records import By


@dataclass(frozen=True, slots=True)
class IncomingList:
    """What a file says of customers."""

    path: Path
    sheet: Sheet
    listing: Listing[Entry]

    def plan(self, transaction: Transaction, portal: Portal, insisted: Collection[str]) -> Plan:
        """Return what it would change now."""
        return plan(transaction, portal, self.listing, insisted)

    def apply(self, transaction: Transaction, portal: Portal, planned: Plan) -> int | None:
        """Write what was planned; raises `Stale` where the register changed since."""
        return apply(transaction, portal, planned, self.path.name)

    def rejects(self, planned: Plan, *, as_csv: bool) -> Rejects:
        """Return the file of the refused lines."""
        rows = writing.rejects(self.sheet.header, planned.rejects)
        fill = partial(writing.save, rows, as_csv=as_csv)
        return Rejects(".csv" if as_csv else ".xlsx", fill)


def read(
    path: Path, progress: Callable[[int, int], object], own: Mapping[str, str] = NO_OWN
) -> IncomingList:
    """Read a file through; raises `Fault` where it can't be taken at all.

    `own`: the columns that the commune has words of its own for, title → field.
    """
    try:
        sheet = reading.read(path, CUSTOMER_LIST.called(own))
        listing = lists.read(sheet, lambda more: progress(more, sheet.about))
    except Unreadable as reason:
        raise listings.fault(path.name, reason) from reason
    if not (listing.entries or listing.rejects):
        raise Fault(f"{path.name} : il n'y a aucun client sous la ligne de titres.")
    return IncomingList(path, sheet, listing)


def apply(transaction: Transaction, portal: Portal, planned: Plan, name: str) -> int | None:
    """Write what was planned, and return the N of the import, None where it changes nothing.

    Raises `Stale` where the register changed since.
    """
    if planned.is_empty:
        return None
    added = [_added(entry) for entry in planned.added]
    changed = [*planned.changed, *planned.noted]
    row = imports.add(
        transaction,
        portal=portal.code,
        kind=imports.CLIENTS,
        at=clock.now(),
        name=name,
        counts=planned.counts(),
    )
    customers.write(
        transaction, portal.code, added, changed, by=By.LIST, at=row.at, import_id=row.id
    )
    tenants.settle(transaction, portal, planned.changed, by=By.LIST, visit=history.NO_VISIT)
    seconds.move(transaction, portal, _seconds(transaction, portal, planned))
    planned.departures = departures.find(transaction, portal, planned.changed)
    departures.tell(transaction, portal, planned.departures, history.NO_VISIT)
    return row.id


def _seconds(transaction: Transaction, portal: Portal, planned: Plan) -> Iterator[Second]:
    """Yield what the list says of second readers, where it says another than before."""
    named = {entry.number: entry.second_address for entry in planned.added if entry.second_address}
    new = customers.among(transaction, portal.code, named) if named else {}
    for number, known in new.items():
        yield Second(known.id, number, None, named[number])
    for change in (*planned.changed, *planned.noted):
        before, now = change.before, change.file_second_address
        if now is not None:
            is_kept = not tenants.is_new(before.name, change.name)
            old = before.file_second_address if is_kept else None
            yield Second(before.id, before.number, old or None, now or None)


def _added(entry: Entry) -> Added:
    name = entry.name or ""
    post = entry.postal_address or ""
    listed = entry.address, name, entry.address, post, post, entry.channel, entry.second_address
    return Added(entry.number, name, *listed)
