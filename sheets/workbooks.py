"""XLSX and ODS, read by calamine; what would burst the memory is refused before.

A workbook is a ZIP of XML. Its parts are unpacked once beforehand, piece by piece: that proves that
its sizes are honest and counts the cells for which calamine will make room.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from xml.parsers import expat

from sheets import Unreadable, padding
from sheets.padding import Padding, Zeros
from sheets.values import seen

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_CELLS = 4_000_000  # 24 bytes each, for the whole rectangle, empty ones included
_PIECE = 256 * 1024
_DAMAGED = (
    "Le classeur est abîmé ou incomplet. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, "
    "puis recommencez."
)


class Page:
    """One sheet of a workbook; read when it is asked for, and kept."""

    def __init__(self, book: Any, name: str, *, is_visible: bool, padded: Zeros) -> None:
        """Take a sheet's name in its workbook, and its cells that show more zeros than they hold."""
        self.name = name
        self.is_visible = is_visible
        self._book = book
        self._padded = padded
        self._sheet: Any = None

    def height(self) -> int:
        """Return the number of its last line."""
        end = self._read().end
        return end[0] + 1 if end else 0

    def rows(self) -> Iterator[list[str]]:
        """Return all its rows, from the first line on."""
        with _said_if_damaged():
            sheet = self._read()
            if sheet.start is None:
                return
            first = sheet.start[1] + 1
            for line, row in enumerate(sheet.iter_rows(), 1):
                cells = [cell if type(cell) is str else seen(cell) for cell in row]
                yield _with_zeros(cells, line, first, self._padded) if self._padded else cells

    def _read(self) -> Any:
        with _said_if_damaged():
            self._sheet = self._sheet or self._book.get_sheet_by_name(self.name)
        return self._sheet


@contextmanager
def _said_if_damaged() -> Iterator[None]:
    try:
        yield
    except (Unreadable, GeneratorExit):
        raise
    except BaseException as error:
        # pyo3's PanicException, a BaseException: calamine met what it never expected.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Unreadable(_DAMAGED) from error
        raise


def pages(content: bytes) -> list[Page]:
    """Return the sheets of a workbook, hidden ones last.

    Raises `Unreadable` where it is damaged, or far larger than a list can be.
    """
    return _pages(content, _checked(content))


def _checked(content: bytes) -> Padding:
    """Unpack every part once; return the cells that show more zeros than they hold."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unreadable(
                    f"Déplié, le classeur dépasse {LARGEST_UNPACKED >> 20} Mo : "
                    "n'y gardez que la liste, puis recommencez."
                )
            for part in parts:
                _check_part(archive, part)
            return padding.find(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        OSError,
        LookupError,
    ) as error:
        raise Unreadable(_DAMAGED) from error
    except (RuntimeError, ValueError) as error:  # an encrypted part, an unknown compression
        raise Unreadable(_DAMAGED) from error


def _pages(content: bytes, padded: Padding) -> list[Page]:
    import python_calamine

    worksheet, visible = (
        python_calamine.SheetTypeEnum.WorkSheet,
        python_calamine.SheetVisibleEnum.Visible,
    )
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        tables = [one for one in book.sheets_metadata if one.typ == worksheet]
    except Exception as error:
        raise Unreadable(_DAMAGED) from error
    found = [
        Page(
            book,
            table.name,
            is_visible=table.visible == visible,
            padded=padded.get(table.name, {}),
        )
        for table in tables
    ]
    return sorted(found, key=lambda page: not page.is_visible)


def _with_zeros(cells: list[str], line: int, first: int, padded: Zeros) -> list[str]:
    return [
        cell.zfill(padded.get((line, column), 0)) if cell.isdecimal() else cell
        for column, cell in enumerate(cells, first)
    ]


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    is_xml = part.filename.endswith(".xml") and part.file_size > 0
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    if part.filename == "content.xml":
        counter = _OdsCells()
        parser.StartElementHandler, parser.EndElementHandler = counter.start, counter.end
    cells = _XlsxCells() if part.filename.startswith("xl/worksheets/") else None
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            if is_xml:
                parser.Parse(piece)
            if cells:
                cells.look(piece)
    if is_xml:
        parser.Parse(b"", True)


def _refuse_entity(*_declaration: object) -> None:
    raise Unreadable(
        "Ce classeur contient des définitions (entités XML) qu'un tableur n'écrit jamais : "
        "il n'est pas lu."
    )


class _XlsxCells:
    """How far the cells of a sheet reach, by their names: r="XFD1048576"."""

    # On 50,000 rows, 0.2 s; as expat's events, 0.8 s.
    _NAME = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,12})(\d{1,30})["']""")
    _LONGEST = 64

    def __init__(self) -> None:
        self._line = self._column = 1
        self._rest = b""

    def look(self, piece: bytes) -> None:
        text = self._rest + piece
        found = self._NAME.findall(text)
        self._rest = text[-self._LONGEST :]
        if found:
            self._line = max(self._line, *(int(line) for _, line in found))
            self._column = max(
                self._column,
                *(
                    padding.column(name.decode().upper())
                    for name in {letters for letters, _ in found}
                ),
            )
            _refuse_above(self._line * self._column)


class _OdsCells:
    """How many cells there are with what is repeated counted as often; blank ones apart."""

    def __init__(self) -> None:
        self.blank = 0
        self.lines = 0
        self.widest = 1
        self.in_line = 0
        self.width = 0
        self.repeated = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.lines, self.widest = 0, 1
        elif name == "table:table-row":
            self.repeated = int(attributes.get("table:number-rows-repeated", 1))
            self.in_line = self.width = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.width += int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes:
                self.in_line = self.width

    def end(self, name: str) -> None:
        if name != "table:table-row":
            return
        if self.in_line:
            self.lines += self.blank + self.repeated
            self.blank, self.widest = 0, max(self.widest, self.in_line)
            _refuse_above(self.lines * self.widest)
        else:
            self.blank += self.repeated  # blank lines count once a line with something follows


def _refuse_above(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Unreadable(
            "La feuille s'étend bien au-delà d'une liste : effacez ce qui est écrit loin sous la "
            "dernière ligne ou loin à droite, enregistrez, puis recommencez."
        )
