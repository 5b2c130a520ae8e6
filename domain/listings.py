"""A list read through, whatever it is of: what can be taken, by number, and each line that can't.

A line that can't be taken is named with its column and the reason, so that it can be corrected and
come back; the others are taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar

from sheets.reading import Sheet


class Entry(Protocol):
    """What one line of a list says of the thing that its number names."""

    @property
    def line(self) -> int:
        """Return the line as a spreadsheet numbers it."""

    @property
    def number(self) -> str:
        """Return what it is known by."""


EntryT = TypeVar("EntryT", bound=Entry)

Why = tuple[str, str]  # the field at fault, the reason in French


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
