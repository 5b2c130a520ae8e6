"""CSV as programs and people save it: its separator, its rows."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from sheets import Unreadable, encodings
from sheets.columns import LOOK, SEPARATORS, Header, Wanted, search
from sheets.pages import Line

LONGEST_CELL = 100_000
_END = "\ue000end\ue000"  # a row of our own at the end: swallowed, it tells of an open quote


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of a CSV file, and the encoding in which all of them make sense."""

    content: bytes
    encoding: str

    def lines(self) -> Iterator[str]:
        """Return its lines with their ends; decoded piece by piece, a quarter of the memory."""
        return io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")


def decode(content: bytes) -> Text:
    """Find out in which encoding a CSV file is; raises `Unreadable`."""
    # \x1a: the end-of-file sign of old programs
    text = Text(content.removesuffix(b"\x1a"), encodings.of_content(content))
    if b"\x00" in content:
        for number, line in enumerate(text.lines(), 1):
            if "\x00" in line:
                before = line[: line.index("\x00")]
                column = 1 + max(map(before.count, SEPARATORS))
                raise Unreadable(
                    f"Ligne {number}, colonne {column} : il y a là des octets nuls, qui ne sont pas du "
                    "texte. Effacez-les, ou enregistrez la liste au format CSV, XLSX ou ODS."
                )
    return text


def header(text: Text, wanted: Wanted) -> tuple[Header, str]:
    """Return the row of titles and the separator under which it is best understood."""
    found = [(search(head(text, sep), wanted), sep) for sep in SEPARATORS]
    return max(found, key=lambda one: (one[0].is_complete(wanted), len(one[0].places)))


def head(text: Text, separator: str) -> Iterator[Line]:
    """Return the rows among which the titles are looked for."""
    csv.field_size_limit(LONGEST_CELL)
    with suppress(csv.Error):
        yield from enumerate(islice(csv.reader(text.lines(), delimiter=separator), LOOK), 1)


def rows(text: Text, separator: str, columns: int) -> Iterator[Line]:
    """Return every row, numbered as a spreadsheet does.

    Raises `Unreadable` where a quote that is never closed swallows the lines below it.
    """
    csv.field_size_limit(LONGEST_CELL)
    taken: list[str] = []  # the lines of the file that the row is made of
    source = _noted(chain(text.lines(), [_END]), taken)
    line = 0
    try:
        for row in csv.reader(source, delimiter=separator):
            if row == [_END]:
                return
            line += 1
            if len(taken) > 1 and _swallows(taken, separator, columns):
                break
            taken.clear()
            yield line, row
    except csv.Error:
        line += 1
    raise Unreadable(
        f'Ligne {line} : un guillemet (") y est ouvert et jamais refermé, si bien que les lignes '
        "d'après ne peuvent pas être lues. Retirez-le, puis recommencez."
    )


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _swallows(taken: list[str], separator: str, columns: int) -> bool:
    """Whether a row of several lines is one only because a quote was forgotten.

    Then the quote that closes it stands in the middle of a cell, or opens another one; or the end of
    the file is in it; or one of its lines looks like a row of its own.
    """
    try:
        deque(csv.reader(taken, delimiter=separator, strict=True), maxlen=0)
    except csv.Error:
        return True
    whole = columns - 1 or 1
    return any(
        _END in line or (line.count(separator) >= whole and (columns > _FEW or "@" in line))
        for line in taken[1:-1] + taken[-1:] * (taken[-1] == _END)
    )


_FEW = 4  # in so few columns, the lines of a postal address may hold as many commas
