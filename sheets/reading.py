"""One way for every format: a file becomes its titles and its rows, whatever it is called.

What the file is decides, not its name. Raises `Unreadable` for what can't be taken as a whole.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sheets import MissingColumns, Unknown, Unreadable, plain, workbooks
from sheets.columns import Header, Wanted, checked, refuse_whole_lines, search
from sheets.kinds import Kind, of_content
from sheets.pages import Line, Merged, Page
from sheets.values import NOTHING
from sheets.writing import unsafe

LARGEST_FILE = 20 * 1024 * 1024
MOST_COLUMNS = 300
SHOWN = 10
FIRST_ROWS, FIRST_CELLS, LONGEST_SHOWN = 100, 3, 60  # of a column whose title nobody knows

Source = Path | bytes | BinaryIO


class Row(NamedTuple):
    """One row below the titles, at least as wide as they are; `line` as a spreadsheet numbers it."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as people made it."""

    name: str  # of the sheet in its workbook; "" for CSV
    header: Header
    open: Callable[[], Iterator[Line]]  # every row that is not blank
    wanted: Wanted
    about: int = 0  # how many rows there are, to say how far one has come; 0 where nobody knows
    page: Page | None = None
    others: tuple[str, ...] = ()  # sheets of the workbook that have these titles too

    @property
    def rows(self) -> Iterator[Row]:
        """Return the rows below the titles; blank ones and repeated titles are passed over."""
        return _below(self.open(), self.header, "" if self.page else NOTHING)

    @property
    def merged(self) -> Sequence[Merged]:
        """Return the cells that were made one, once the rows have been read."""
        return self.page.merged if self.page else ()

    def unknown(self) -> list[Unknown]:
        """Return the columns whose titles nobody knows, each with the first cells that say something."""
        asked = self.header.asked(self.wanted)
        cells: dict[str, list[str]] = {title: [] for title in asked}
        for row in islice(self.rows, FIRST_ROWS) if asked else ():
            for title, place in asked.items():
                if row.cells[place].strip() and len(cells[title]) < FIRST_CELLS:
                    cells[title].append(row.cells[place].strip()[:LONGEST_SHOWN])
        return [Unknown(title, some) for title, some in cells.items()]

    def lacking(self) -> list[str]:
        """Return how people call the columns that are not there: what an unknown one may be."""
        found = self.header.places
        return [column.name for field, column in self.wanted.columns.items() if field not in found]

    @property
    def remarks(self) -> list[str]:
        """Return what was read or not that nobody may think of, once the rows have been read."""
        remarks = []
        if self.others:
            names = ", ".join(self.others)
            remarks.append(f"Autres feuilles qui ont ces titres, non lues : {names}.")
        if self.page and not self.page.is_visible:
            remarks.append(f"La feuille « {self.name} » est masquée ; elle a été lue.")
        hidden = (
            sorted(line for line in self.page.hidden if line > self.header.line)
            if self.page
            else []
        )
        if hidden:
            lines = ", ".join(map(str, hidden[:SHOWN])) + ("…" if len(hidden) > SHOWN else "")
            remarks.append(f"Lignes masquées ou filtrées, lues aussi ({len(hidden)}) : {lines}.")
        return remarks


def read(source: Source, wanted: Wanted) -> Sheet:
    """Find the titles of a list; its rows are read as they are asked for."""
    content = _content(source)
    if of_content(content) is Kind.TEXT:
        sheet = _of_text(plain.decode(content), wanted)
    else:
        sheet = _of_workbook(workbooks.pages(content), wanted)
    _check(sheet)
    return sheet


def _of_text(text: plain.Text, wanted: Wanted) -> Sheet:
    header, separator = plain.header(text, wanted)
    if not header.is_complete(wanted):
        refuse_whole_lines(plain.head(text, ";"), wanted)
    width = len(header.titles)
    about = text.content.count(b"\n") - header.line + 1
    return Sheet("", header, lambda: plain.rows(text, separator, width), wanted, about)


def _of_workbook(pages: list[Page], wanted: Wanted) -> Sheet:
    """The first sheet with all needed columns, else the one that comes nearest."""
    heads = [page.head() for page in pages]
    headers = [search(head, wanted) for head in heads]
    complete = [at for at, header in enumerate(headers) if header.is_complete(wanted)]
    if not complete:
        for head in heads:
            refuse_whole_lines(head, wanted)
    best = complete[0] if complete else _nearest(headers)
    page = pages[best]
    others = tuple(pages[at].name for at in complete[1:])
    return Sheet(page.name, headers[best], page.rows, wanted, page=page, others=others)


def _nearest(headers: list[Header]) -> int:
    if not headers:
        raise Unreadable("Le classeur n'a pas de feuille de calcul : il n'y a là aucune liste.")
    return max(range(len(headers)), key=lambda at: len(headers[at].places))


def _check(sheet: Sheet) -> None:
    """Raise `Unreadable` where these titles can't be used."""
    header = sheet.header
    try:
        checked(header, sheet.wanted)
    except MissingColumns as lacking:
        lacking.unknown, lacking.meanings = sheet.unknown(), sheet.lacking()
        raise
    if len(header.titles) > MOST_COLUMNS:
        raise Unreadable(
            f"La ligne {header.line} a {len(header.titles)} colonnes : une liste en a "
            f"{MOST_COLUMNS} au plus. N'y gardez que celles qui servent."
        )


def _below(rows: Iterable[Line], header: Header, missing: str) -> Iterator[Row]:
    width = len(header.titles)
    first = min(header.places.values())
    for line, row in rows:
        whole = "".join(row)
        if line <= header.line or not whole or whole.isspace():
            continue
        cells = [unsafe(cell) for cell in row] if "'" in whole else row
        if len(cells) < width:
            cells += [missing] * (width - len(cells))
        if cells[first] == header.titles[first] and header.is_repeated(cells):
            continue
        yield Row(line, cells)


def _content(source: Source) -> bytes:
    if isinstance(source, bytes):
        content = source[: LARGEST_FILE + 1]
    elif isinstance(source, Path):
        content = _of_file(source)
    else:
        content = source.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Unreadable(
            f"Le fichier dépasse {LARGEST_FILE >> 20} Mo : ce n'est sans doute pas la bonne liste. "
            "Si c'est elle, partagez-la en plusieurs fichiers."
        )
    return content


def _of_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(LARGEST_FILE + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise Unreadable(_cannot_open(path, error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unreadable(
            "Le fichier a changé pendant sa lecture : attendez qu'il soit enregistré, "
            "puis recommencez."
        )
    return content


def _cannot_open(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"Le fichier n'existe pas : {path}."
    if isinstance(error, IsADirectoryError):
        return f"C'est un dossier et non un fichier : {path}."
    if isinstance(error, PermissionError):
        return f"Vous n'avez pas le droit de lire ce fichier : {path}."
    return f"Le fichier ne peut pas être lu : {path} ({os.strerror(error.errno or 0)})."
