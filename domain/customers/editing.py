"""The register as a text that staff correct: what was typed, against the register as it is now.

Three-way: the text as it was given out, as it came back, and the register of this moment. Where
somebody else changed the same cell meanwhile, theirs stays and both are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from domain import clock, history
from domain.customers import departures, new_numbers, postal, tenants
from domain.customers.lists import Entry
from domain.customers.plan import Plan, said
from domain.customers.register import TITLES
from domain.history import Kind, Visit
from domain.listings import Listing, Reject
from domain.portals import Portal
from store import Transaction, customers
from store.customers import Added, Change, Known
from store.records import By

CELLS = ("nom", "adresse", "adresse postale")


class Cells(NamedTuple):
    """What the text shows of a customer beside the number."""

    name: str
    address: str | None
    postal_address: str = ""


class Conflict(NamedTuple):
    """A cell that somebody else changed meanwhile; it stays as it is now."""

    number: str
    what: str
    typed: str | None
    now: str | None


@dataclass(slots=True)
class Edit:
    """What was typed: only the lines that are not as they were given out."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    taken_out: list[str] = field(default_factory=list)  # lines that are gone: this changes nothing


def rows(given: Mapping[str, Cells]) -> Iterable[tuple[str, ...]]:
    """Return the text's rows, its titles first."""
    yield (*TITLES, *postal.TITLES)
    for number, cells in given.items():
        yield number, cells.name, cells.address or "", *postal.parts(cells.postal_address)


def mistakes(given: Mapping[str, Cells], listing: Listing[Entry]) -> list[Reject]:
    """Return the lines that can't be taken."""
    refused = new_numbers.refused(given, listing.entries)
    return sorted([*listing.rejects, *listing.refused(refused)])


def compare(given: Mapping[str, Cells], listing: Listing[Entry]) -> Edit:
    """Find what was typed."""
    edit = Edit(taken_out=[number for number in given if number not in listing.entries])
    for entry in listing.entries.values():
        before = given.get(entry.number)
        if before is None:
            edit.added.append(entry)
        elif before != _typed(entry, before):
            edit.changed.append(entry)
    return edit


def plan(
    transaction: Transaction, portal: Portal, given: Mapping[str, Cells], edit: Edit
) -> tuple[Plan, list[Conflict]]:
    """Merge what was typed into the register as it is now; nothing is written."""
    wanted = [*edit.added, *edit.changed]
    register = customers.among(transaction, portal.code, (entry.number for entry in wanted))
    planned, conflicts = Plan(), list[Conflict]()
    for entry in wanted:
        known = register.get(entry.number)
        before = given.get(entry.number)
        if known is None:
            planned.added.append(entry)
        elif before is None and not known.is_removed:
            conflicts += _differences(known, entry)
        elif before is not None and known.is_removed:
            conflicts.append(Conflict(known.number, "ligne", entry.name, "retiré du registre"))
        else:
            change, theirs = _merge(known, before, _typed(entry, known))
            conflicts += theirs
            if change.is_back or said(change):
                planned.changed.append(change)
    planned.departures = departures.find(transaction, portal, planned.changed)
    return planned, conflicts


def apply(transaction: Transaction, portal: Portal, planned: Plan, visit: Visit) -> None:
    """Write what was planned, and note it for the journal. What the last list said stays as it was."""
    added = [_added(entry) for entry in planned.added]
    done = [*map(_said, added), *(part for each in planned.changed for part in said(each))]
    if not done:
        return
    details = history.named(done, " ; ")
    history.record(transaction, Kind.REGISTER_EDITED, visit, portal=portal.code, details=details)
    customers.write(transaction, portal.code, added, planned.changed, by=By.SERVICE, at=clock.now())
    tenants.settle(transaction, portal, planned.changed, by=By.SERVICE, visit=visit)
    departures.tell(transaction, portal, planned.departures, visit)


def _added(entry: Entry) -> Added:
    post = entry.postal_address or ""
    return Added(entry.number, entry.name or "", entry.address, postal_address=post)


def _said(new: Added) -> str:
    """« 0047 ajouté : BÉRARD Bruno, bruno@exemple.fr, 2, rue Haute, 47550 Boé »."""
    post = postal.on_one_line(new.postal_address)
    return f"{new.number} ajouté : {', '.join(filter(None, (new.name, new.address, post)))}"


def _typed(entry: Entry, before: Cells | Known) -> Cells:
    """The line as typed; a text without a column leaves what it would say as it is."""
    post = before.postal_address if entry.postal_address is None else entry.postal_address
    return Cells(before.name if entry.name is None else entry.name, entry.address, post)


def _merge(known: Known, before: Cells | None, typed: Cells) -> tuple[Change, list[Conflict]]:
    now = _now(known)
    if before is None:  # a customer who was taken out comes back as typed
        before = now
    conflicts = [
        Conflict(known.number, what, _words(mine), _words(theirs))
        for what, was, mine, theirs in zip(CELLS, before, typed, now, strict=True)
        if mine not in (was, theirs) and theirs != was
    ]
    name = typed.name if now.name == before.name else now.name
    address = typed.address if now.address == before.address else now.address
    is_typed = now.postal_address == before.postal_address != typed.postal_address
    change = Change(
        before=known,
        name=name,
        address=address,
        file_name=known.file_name,
        file_address=known.file_address,
        is_settled=address == known.file_address,
        is_back=known.is_removed,
        postal_address=typed.postal_address if is_typed else None,
    )
    return change, conflicts


def _differences(known: Known, entry: Entry) -> list[Conflict]:
    """A new line whose number is somebody's: theirs stays."""
    typed = _typed(entry, known)
    return [
        Conflict(known.number, what, _words(mine), _words(theirs))
        for what, mine, theirs in zip(CELLS, typed, _now(known), strict=True)
        if mine != theirs
    ]


def _now(known: Known) -> Cells:
    return Cells(known.name, known.address, known.postal_address)


def _words(cell: str | None) -> str | None:
    return cell and postal.on_one_line(cell)
