"""CSV that spreadsheets open: UTF-8 with BOM, « ; », and no cell that could become a formula.

An apostrophe stands before what a spreadsheet would take for a formula; reading takes it off
again, so that what was written comes back unchanged.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path

from sheets.columns import REASON, Header, fold

BOM = "\ufeff"
# OWASP, « CSV injection »; the wide forms count too: Excel folds them.
_DANGER = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d\u00a0\u202f ]+(?:[.,]\d+)?(?:[\u00a0\u202f ]?€)?")

_REJECTS = re.compile(r"-rejets(?:-\d+)?$")


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


def rejects(header: Header, refused: Sequence[tuple[Sequence[str], str]]) -> Iterator[str]:
    """Return the CSV of refused rows as they were, each with its reason in the last column."""
    kept = [place for place, title in enumerate(header.titles) if fold(title) != REASON]
    width = max((len(cells) for cells, _ in refused), default=0)
    kept += range(len(header.titles), width)

    def row(cells: Sequence[str], last: str) -> list[str]:
        return [cells[place] if place < len(cells) else "" for place in kept] + [last]

    return lines(
        chain([row(header.titles, REASON)], (row(cells, reason) for cells, reason in refused))
    )


def marked(rows: Iterable[list[str]], header: Header, reasons: Mapping[int, str]) -> Iterator[str]:
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

    return lines(row(line, cells) for line, cells in enumerate(rows, 1))


def write_beside(source: Path, text: Iterable[str]) -> Path:
    """Write `text` as SOURCE-rejets.csv, or -rejets-2.csv…: never over a file that exists."""
    stem = _REJECTS.sub("", source.stem)  # the rejects of rejects are counted on
    for number in count(1):
        place = source.with_name(f"{stem}-rejets{'' if number == 1 else f'-{number}'}.csv")
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(text)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            place.unlink()
            raise
        return place
    raise AssertionError
