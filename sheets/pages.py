"""One sheet of a workbook, whatever the workbook's format."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from xml.parsers import expat

from sheets import Unreadable
from sheets.columns import LOOK

Line = tuple[int, list[str]]  # its number, from 1 on, and its cells, from the first column on

MOST_CELLS = 4_000_000
MOST_MERGED = 100_000


class Merged(NamedTuple):
    """Cells that were made one: lines and columns from 1 on, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Page:
    """One sheet; rows without a value are passed over, wherever they are."""

    name: str
    is_visible: bool
    read: Callable[["Page"], Iterator[Line]]
    hidden: set[int] = field(default_factory=set)  # lines that nobody sees, as far as it was read
    merged: list[Merged] = field(default_factory=list)

    def rows(self) -> Iterator[Line]:
        """Read the sheet from its first row on; raises `Unreadable` where it is damaged."""
        self.merged.clear()
        with said_if_damaged():
            yield from self.read(self)

    def merge(self, cells: Merged) -> None:
        """Note cells that were made one."""
        self.merged.append(cells)
        refuse_beyond(len(self.merged), 1, most=MOST_MERGED)

    def head(self) -> list[Line]:
        """Return the rows among which the titles are looked for."""
        return list(islice(self.rows(), LOOK))


@contextmanager
def said_if_damaged() -> Iterator[None]:
    """Say of whatever a reader of workbooks stumbles over that the workbook is damaged."""
    try:
        yield
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    except (LookupError, RuntimeError, ValueError, ArithmeticError) as error:
        # A part that is missing or encrypted, a number that is none.
        raise Unreadable(DAMAGED) from error


DAMAGED = (
    "Le classeur est abîmé ou incomplet. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, "
    "puis recommencez."
)


def refuse_beyond(line: int, column: int, most: int = MOST_CELLS) -> None:
    """Raise `Unreadable` where a value stands further out than any list reaches."""
    if line * column > most:
        raise Unreadable(
            "La feuille s'étend bien au-delà d'une liste : effacez ce qui est écrit loin sous la "
            "dernière ligne ou loin à droite, enregistrez, puis recommencez."
        )
