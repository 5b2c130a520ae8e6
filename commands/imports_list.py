"""`flask clients imports` and `flask factures list`: what came in, each import with its number N."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import services
from commands import console
from domain import past_imports
from domain.past_imports import PastImport
from domain.portals import Portal
from mail import outcomes
from store import imports

_TOTALS = {
    "bills": "factures",
    "cents": "centimes",
    "customers": "clients",
    "told": "prevenus",
    "without_account": "sans_compte",
    "without_address": "sans_adresse",
}
Cell = Callable[[PastImport], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for programs, its title, and what stands in it."""

    key: str
    title: str
    cell: Cell
    is_number: bool = True
    is_shown: bool = True  # else for programs alone


@dataclass(frozen=True, slots=True)
class Table:
    """The imports of one kind of lists; `nothing` is said where there is none."""

    kind: str
    columns: tuple[Column, ...]
    nothing: str


def _totals(one: PastImport) -> dict[str, int]:
    """Return the control totals of a batch of bills, an empty mapping for other lists."""
    return {_TOTALS[name]: number for name, number in one.row.totals.items() if name in _TOTALS}


def _counted(name: str) -> Cell:
    return lambda one: one.row.counts.get(name, 0)


FOR_PROGRAMS = (
    Column("par", "", attrgetter("row.brought_by"), is_shown=False),
    Column("totaux", "", _totals, is_shown=False),
    Column("retire_le", "", attrgetter("row.taken_back_at"), is_shown=False),
)


def _table(kind: str, of: str, nothing: str, *columns: Column) -> Table:
    first = (
        Column("numero", "N", attrgetter("row.id")),
        Column("date", "Quand", attrgetter("row.at"), is_number=False),
        Column(of, of.capitalize(), attrgetter("row.name"), is_number=False),
    )
    return Table(kind, first + columns + FOR_PROGRAMS, nothing)


CUSTOMERS = _table(
    imports.CLIENTS,
    "liste",
    "Aucune liste de clients n'a encore été importée.",
    Column("nouveaux", "Nouveaux", _counted("added")),
    Column("modifies", "Modifiés", _counted("changed")),
    Column("refuses", "Refusés", _counted("rejected")),
    Column("inchanges_depuis", "Inchangés depuis", attrgetter("left")),
)
BILLS = _table(
    imports.FACTURES,
    "lot",
    "Aucune facture n'a encore été importée.",
    Column("nouvelles", "Nouvelles", _counted("added")),
    Column("remplacees", "Remplacées", _counted("changed")),
    Column("refusees", "Refusées", _counted("rejected")),
    Column("encore_la", "Encore là", attrgetter("left")),
    Column("annonces", "Annonces", lambda one: outcomes.announced(one.mails), is_number=False),
)


def run(portal: Portal, table: Table, *, as_json: bool) -> None:
    """List them, the newest first."""
    with services.current().store.read() as transaction:
        found = past_imports.listed(transaction, portal, table.kind)
    if as_json:
        said = [{column.key: column.cell(one) for column in table.columns} for one in found]
        console.say_json(said)
        return
    columns = [column for column in table.columns if column.is_shown]
    rows = [[column.cell(one) for column in columns] for one in found]
    if rows:
        right = [place for place, column in enumerate(columns) if column.is_number]
        console.table([column.title for column in columns], rows, right=right)
    else:
        console.say(table.nothing)
