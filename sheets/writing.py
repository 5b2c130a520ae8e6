"""Lists that spreadsheets open and that come back unchanged: workbooks of texts, or CSV.

CSV is UTF-8 with BOM and « ; »; an apostrophe stands before what a spreadsheet would take for a
formula, and reading takes it off again.
"""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Protocol

from sheets.columns import REASON, Header, fold
from sheets.pages import Line

if TYPE_CHECKING:
    from xlsxwriter import Workbook

BOM = "\ufeff"
# OWASP, « CSV injection »; the wide forms count too: Excel folds them.
_DANGER = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d\u00a0\u202f ]+(?:[.,]\d+)?(?:[\u00a0\u202f ]?€)?")
_LONGEST_CELL = 32_767  # what a workbook's cell holds
_WIDTH = 22  # of a column, in signs


class Refused(Protocol):
    """A row that was not taken: its cells as they were, and why."""

    @property
    def cells(self) -> Sequence[str]: ...

    @property
    def motif(self) -> str: ...


def safe(cell: str) -> str:
    """Return the cell so that no spreadsheet calculates it."""
    if cell and _DANGER.match(cell) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unsafe(cell: str) -> str:
    """Return what `safe` was given."""
    return cell[1:] if cell[:1] == "'" and _DANGER.match(cell, 1) else cell


def lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return the text of a CSV file, row by row; the BOM comes with the first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def rejects(header: Header, refused: Sequence[Refused]) -> Iterator[list[str]]:
    """Return refused rows as they were, below their titles, each with its reason as last cell."""
    kept = [place for place, title in enumerate(header.titles) if fold(title) != REASON]
    width = max((len(one.cells) for one in refused), default=0)
    kept += range(len(header.titles), width)

    def row(cells: Sequence[str], last: str) -> list[str]:
        return [cells[place] if place < len(cells) else "" for place in kept] + [last]

    yield row(header.titles, REASON)
    yield from (row(one.cells, one.motif) for one in refused)


def save(rows: Iterable[Sequence[str]], file: IO[bytes], *, as_csv: bool = False) -> None:
    """Write rows, the titles first: a workbook whose cells are all text, or CSV."""
    if as_csv:
        file.writelines(line.encode() for line in lines(rows))
    else:
        file.write(_workbook(rows))


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="portail-") as folder:  # rows wait there, not in memory
        book = Workbook(packed, {"constant_memory": True, "tmpdir": folder})
        sheet = book.add_worksheet("Liste")
        # The format is for what will be typed there: 0047 must not become 47.
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column("A:XFD", _WIDTH, as_text)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                kept = cell if unsafe(cell) == cell else f"'{cell}"
                sheet.write_string(line, column, kept[:_LONGEST_CELL], as_text)
        _close(book)
    return packed.getvalue()


def _close(book: "Workbook") -> None:
    """Raise the system's own error, once the library's has let go of its half-written ZIP."""
    from xlsxwriter.exceptions import FileCreateError

    refused = 0
    try:
        book.close()
    except FileCreateError as error:
        refused = error.args[0].errno
    if refused:
        raise OSError(refused, os.strerror(refused))


def marked(rows: Iterable[Line], header: Header, reasons: Mapping[int, str]) -> Iterator[str]:
    """Return all rows of a CSV as they lie there, each reason at its line in a column of its own."""
    place = next((at for at, title in enumerate(header.titles) if fold(title) == REASON), None)
    width = len(header.titles) if place is None else place

    def row(line: int, cells: list[str]) -> list[str]:
        reason = REASON if line == header.line else reasons.get(line, "")
        cells = [unsafe(cell) for cell in cells]
        if place is not None:
            cells = cells[:place] + cells[place + 1 :]
        if not reason:
            return cells
        return [*cells, *[""] * (width - len(cells)), reason][: max(width, len(cells)) + 1]

    return lines(row(line, cells) for line, cells in rows)
