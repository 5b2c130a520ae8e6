"""One way for every format: a file becomes its titles and its rows, whatever it is called.

What the file is decides, not its name. Raises `Unreadable` for what can't be taken as a whole.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sheets import Unreadable, plain, workbooks
from sheets.columns import Header, Wanted, checked, search
from sheets.kinds import Kind, of_content
from sheets.values import NOTHING
from sheets.writing import unsafe

LARGEST_FILE = 20 * 1024 * 1024
MOST_COLUMNS = 300

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
    open: Callable[[], Iterator[Row]]  # the rows that are not blank
    about: int = 0  # how many rows there are, to say how far one has come

    @property
    def rows(self) -> Iterator[Row]:
        """Return the rows below the titles; blank ones and repeated titles are passed over."""
        return self.open()


def read(source: Source, wanted: Wanted) -> Sheet:
    """Find the titles of a list; its rows are read as they are asked for."""
    content = _content(source)
    if of_content(content) is Kind.TEXT:
        return _of_text(plain.decode(content), wanted)
    return _of_workbook(workbooks.pages(content), wanted)


def _of_text(text: plain.Text, wanted: Wanted) -> Sheet:
    found, separator = plain.header(text, wanted)
    header = _usable(found, wanted)
    width = len(header.titles)
    about = text.content.count(b"\n") - header.line + 1
    return Sheet(
        "", header, lambda: _below(plain.rows(text, separator, width), header, NOTHING), about
    )


def _of_workbook(pages: list[workbooks.Page], wanted: Wanted) -> Sheet:
    """The first sheet with all needed columns, else the one that comes nearest."""
    best, titles = None, Header(0, (), {})
    for page in pages:
        found = search(enumerate(page.rows(), 1), wanted)
        if best is None or len(found.places) > len(titles.places):
            best, titles = page, found
        if found.is_complete(wanted):
            best, titles = page, found
            break
    header = _usable(titles, wanted)
    assert best is not None
    about = best.height() - header.line
    return Sheet(best.name, header, lambda: _below(best.rows(), header), about)


def _usable(found: Header, wanted: Wanted) -> Header:
    header = checked(found, wanted)
    if len(header.titles) > MOST_COLUMNS:
        raise Unreadable(
            f"La ligne {header.line} a {len(header.titles)} colonnes : une liste en a "
            f"{MOST_COLUMNS} au plus. N'y gardez que celles qui servent."
        )
    return header


def _below(rows: Iterator[list[str]], header: Header, missing: str = "") -> Iterator[Row]:
    width = len(header.titles)
    first = min(header.places.values())
    for line, row in enumerate(rows, 1):
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
