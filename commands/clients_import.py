"""From a list to the register: read, planned beside the pages, written in one short transaction."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import services
from commands import Status, clients_report, console
from domain import rejects
from domain.columns import CUSTOMER_LIST
from domain.customers import lists, register
from domain.customers.lists import Entry
from domain.customers.register import Plan
from domain.faults import Fault
from domain.listings import Listing
from domain.portals import Portal
from sheets import Unreadable, reading, writing
from sheets.reading import Sheet
from store.customers import Stale

TRIES = 3  # beside a register that changes meanwhile; then the plan is made while it can't


def run(file: Path, portal: Portal, *, is_dry_run: bool, as_csv: bool, is_dropped: bool) -> Status:
    """Import a list, or say what that would do; `is_dropped`: it lay in the drop folder."""
    with without_pauses():
        sheet, listing = read(file)
        if is_dry_run:
            planned, refused = plan(portal, listing), None
        else:
            planned, refused = carry_out(file, portal, sheet, listing, as_csv=as_csv)
    clients_report.say(
        file, portal, sheet, planned, rejects=refused, is_dry_run=is_dry_run, is_dropped=is_dropped
    )
    return Status.PARTLY if planned.rejects else Status.DONE


@contextmanager
def without_pauses() -> Iterator[None]:
    """Let Python not look for cycles meanwhile: rows make none, and looking costs an eighth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def read(file: Path) -> tuple[Sheet, Listing[Entry]]:
    """Read a list through; raises `Fault` where it can't be taken at all."""
    try:
        sheet = reading.read(file, CUSTOMER_LIST)
        with console.Progress("Lecture", sheet.about) as progress:
            listing = lists.read(sheet, progress.advance)
    except Unreadable as reason:
        raise Fault(f"{file.name} : {reason}") from reason
    if not (listing.entries or listing.rejects):
        raise Fault(f"{file.name} : il n'y a aucun client sous la ligne de titres.")
    return sheet, listing


def plan(portal: Portal, listing: Listing[Entry]) -> Plan:
    """Compare with the register as it is now; nothing is written."""
    with services.current().store.read() as transaction:
        return register.plan(transaction, portal, listing)


def carry_out(
    file: Path,
    portal: Portal,
    sheet: Sheet,
    listing: Listing[Entry],
    *,
    as_csv: bool = False,
) -> tuple[Plan, Path | None]:
    """Import a list; return what was done, and the file of rejects where there are any."""
    at_hand = services.current()
    for _ in range(TRIES):
        planned = plan(portal, listing)
        with suppress(Stale), _beside(file, sheet, planned, as_csv=as_csv) as refused:
            with at_hand.store.write() as transaction:
                register.apply(transaction, portal, planned)
            return planned, refused
    with at_hand.store.write() as transaction:
        planned = register.plan(transaction, portal, listing)
        with _beside(file, sheet, planned, as_csv=as_csv) as refused:
            register.apply(transaction, portal, planned)
    return planned, refused


@contextmanager
def _beside(file: Path, sheet: Sheet, planned: Plan, *, as_csv: bool) -> Iterator[Path | None]:
    """Write the rejects before the register: where they can't be written, nothing is done at all."""
    place = None
    if planned.rejects:
        rows = writing.rejects(sheet.header, planned.rejects)
        fill = partial(writing.save, rows, as_csv=as_csv)
        place = rejects.write(file, ".csv" if as_csv else ".xlsx", fill)
    try:
        yield place
    except BaseException:
        if place:
            place.unlink()
        raise
