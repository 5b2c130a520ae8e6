"""A list read through, whatever it is of: what can be taken, by number, and each line that can't.

A line that can't be taken is named with its column and the reason, so that it can be corrected and
come back; the others are taken. The same line twice counts once; of two that give one number
differently nobody can tell which is right: both are refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from domain.columns import is_like_a_number
from domain.faults import Fault
from sheets import MissingColumns, Unknown, Unreadable
from sheets.columns import Wanted
from sheets.reading import Row, Sheet
from sheets.values import NOTHING


class Entry(Protocol):
    """What one line of a list says of the thing that its number names."""

    @property
    def line(self) -> int:
        """Return the line as a spreadsheet numbers it."""

    @property
    def number(self) -> str:
        """Return what it is known by."""

    def agrees_with(self, other: Self) -> bool:
        """Whether two lines say the same."""


EntryT = TypeVar("EntryT", bound=Entry)

_SOME = 200  # lines

Why = tuple[str, str]  # the field at fault, the reason in French


class Refused(Exception):
    """A line that contradicts itself: the field at fault, and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        """Take the field and the reason, in French."""
        super().__init__(reason)
        self.field = field


class UnknownColumns(Fault):
    """A list that can't be read before somebody says what some of its columns are."""

    def __init__(self, sentence: str, unknown: Sequence[Unknown], meanings: Sequence[str]) -> None:
        """Take the columns that nobody knows, and what they may be, as people call it."""
        super().__init__(sentence)
        self.unknown, self.meanings = unknown, meanings


def fault(name: str, reason: Unreadable) -> Fault:
    """Return what is wrong with a file of that name."""
    sentence = f"{name} : {reason}"
    if not isinstance(reason, MissingColumns) or not reason.unknown:
        return Fault(sentence)
    return UnknownColumns(sentence, reason.unknown, reason.meanings)


class Reject(NamedTuple):
    """A line that can't be taken, in words for who must correct it."""

    line: int  # as a spreadsheet numbers it
    column: str  # as the list calls it; "" where it has no such column
    reason: str
    cells: Sequence[str]  # the whole row as it stands
    cell: str = ""  # the one at fault

    @property
    def motif(self) -> str:
        """Return what the column « motif » of a file of rejects says of it."""
        return f"{self.column} : {self.reason}" if self.column else self.reason


@dataclass(slots=True)
class Listing(Generic[EntryT]):
    """A list read through: what can be taken, by number, and what can't."""

    sheet: Sheet | None = None
    entries: dict[str, EntryT] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)

    def refused(self, reasons: Mapping[int, Why]) -> list[Reject]:
        """Return lines as rejects, each with the field at fault and the reason.

        The list is read again for their cells: few are refused, and all would fill the memory.
        """
        if not reasons or self.sheet is None:
            return []
        return [
            self.reject(row.line, row.cells, *reasons[row.line])
            for row in self.sheet.rows
            if row.line in reasons
        ]

    def reject(self, line: int, cells: Sequence[str], field: str, reason: str) -> Reject:
        """Return one row as a reject."""
        assert self.sheet is not None
        header = self.sheet.header
        place = header.places.get(field)
        cell = "" if place is None else cells[place]
        return Reject(line, header.title(field), reason, cells, cell)


Said = dict[
    str, Any
]  # field → what its cell says; a row that ends before a column says nothing of it


def read(
    sheet: Sheet,
    wanted: Wanted,
    make: Callable[[Row, Said], EntryT],
    progress: Callable[[int], object] = lambda _more: None,
) -> Listing[EntryT]:
    """Read a list through; `progress` is told how many lines more, some at a time.

    `make` turns what a row says into an entry, or raises `Refused`. Raises `Unreadable` where the
    column of numbers only counts the lines.
    """
    listing: Listing[EntryT] = Listing(sheet)
    twice: dict[str, set[int]] = {}
    refused: dict[str, int] = {}
    understand = _reader(sheet, wanted)
    for done, row in enumerate(sheet.rows, 1):
        if done % _SOME == 0:
            progress(_SOME)
        try:
            entry = make(row, understand(row))
        except Refused as why:
            listing.rejects.append(listing.reject(row.line, row.cells, why.field, str(why)))
            key = " ".join(row.cells[sheet.header.places[wanted.key]].split())
            refused.setdefault(key, row.line)
            continue
        first = listing.entries.setdefault(entry.number, entry)
        if first is not entry and not first.agrees_with(entry):
            twice.setdefault(entry.number, {first.line}).add(entry.line)
    _refuse_merged(listing)
    for number in refused.keys() & listing.entries.keys():
        twice.setdefault(number, {listing.entries[number].line}).add(refused[number])
    _refuse_twice(listing, wanted.key, twice)
    refuse_ordinals(listing, wanted, list(sheet.header.asked(wanted)))
    return listing


def refuse_ordinals(listing: Listing[EntryT], wanted: Wanted, beside: Sequence[str]) -> None:
    """Raise `Unreadable` where « N° » only counts the lines, and a column beside it may be the number."""
    assert listing.sheet is not None
    title = listing.sheet.header.title(wanted.key)
    others = [other for other in beside if is_like_a_number(other)]
    lines = len(listing.entries) + len(listing.rejects)
    if not others or not wanted.is_bare(title) or lines < 2:  # noqa: PLR2004 - one line counts nothing
        return
    if all(number.isdecimal() and int(number) <= lines for number in listing.entries):
        name = wanted.title(wanted.key)
        raise Unreadable(
            f"La colonne « {title} » ne fait que compter les lignes (1, 2, 3…), et à côté d'elle "
            f"« {others[0]} » n'est pas lue. Nommez « {name} » celle qui porte le vrai numéro, et "
            "retirez l'autre."
        )


def _refuse_merged(listing: Listing[EntryT]) -> None:
    """Refuse the lines of which a cell is one with another's: whose it is nobody can tell."""
    assert listing.sheet is not None
    lines = {entry.line: number for number, entry in listing.entries.items()}
    places = listing.sheet.header.places
    reasons: dict[int, Why] = {}
    for merged in listing.sheet.merged:
        for name, place in places.items():
            if not merged.left <= place + 1 <= merged.right:
                continue
            top = merged.top + (merged.left == place + 1)  # the first cell has the value
            for line in range(top, min(merged.bottom, max(lines, default=0)) + 1):
                reason = "la case est fusionnée avec une autre : donnez à chaque ligne la sienne"
                reasons[line] = name, reason
    for line in reasons.keys() & lines.keys():
        del listing.entries[lines[line]]
    listing.rejects += listing.refused(
        {line: reasons[line] for line in reasons.keys() & lines.keys()}
    )


def _reader(sheet: Sheet, wanted: Wanted) -> Callable[[Row], Said]:
    places = sheet.header.places
    width = len(sheet.header.titles)
    readers = [
        (field, places[field], column.read)
        for field, column in wanted.columns.items()
        if field in places
    ]

    def understand(row: Row) -> Said:
        said: Said = {}
        field = wanted.key
        cells = row.cells
        try:
            if len(cells) > width:
                _refuse_surplus(cells, width)
            for field, place, read_cell in readers:
                cell = cells[place]
                if cell is not NOTHING or field == wanted.key:
                    said[field] = read_cell(cell)
        except ValueError as why:
            raise Refused(field, str(why)) from None
        return said

    return understand


def _refuse_surplus(cells: Sequence[str], columns: int) -> None:
    """Raise `ValueError` where a line is wider than its titles: its cells have moved."""
    if any(cells[columns:]):
        raise ValueError(
            "la ligne a plus de cellules que de titres : un signe qui sépare les colonnes est de trop"
        )


def _refuse_twice(listing: Listing[EntryT], key: str, twice: Mapping[str, set[int]]) -> None:
    reasons: dict[int, Why] = {}
    for number, lines in twice.items():
        del listing.entries[number]
        for line in lines:
            others = ", ".join(str(other) for other in sorted(lines - {line}))
            reason = (
                f"le numéro {number} est aussi à la ligne {others}, qui dit autre chose : "
                "gardez la bonne ligne"
            )
            reasons[line] = key, reason
    for reject in listing.rejects:
        reasons.pop(reject.line, None)  # its own reason says more
    listing.rejects += listing.refused(reasons)
    listing.rejects.sort(key=lambda reject: reject.line)
