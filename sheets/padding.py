"""Zeros that a workbook only shows: the number 47 in a cell whose format is « 0000 » reads 0047.

calamine gives the number and not how it looks. Few lists have such cells; only theirs are looked for.
"""

import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

Zeros = dict[tuple[int, int], int]  # (line, column) → how many digits are shown; from 1
Padding = dict[str, Zeros]  # by the sheet's name

_PIECE = 256 * 1024
_ZEROS = re.compile(r"0{2,40}")
_ODS_ZEROS = re.compile(rb'min-integer-digits="(?:[2-9]|\d\d)"')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def find(archive: zipfile.ZipFile) -> Padding:
    """Return the cells of a checked workbook that show more digits than they hold."""
    names = archive.namelist()
    if "content.xml" in names:
        return _of_ods(archive, names)
    return _of_xlsx(archive) if "xl/styles.xml" in names else {}


def column(letters: str) -> int:
    """« A » is 1, « AA » 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _of_xlsx(archive: zipfile.ZipFile) -> Padding:
    styles = _XlsxStyles()
    _parse(archive, "xl/styles.xml", styles.start, styles.end)
    if not styles.digits:
        return {}
    found: Padding = {}
    for name, part in _xlsx_sheets(archive).items():
        cells = _XlsxCells(styles.digits)
        _parse(archive, part, cells.start)
        found[name] = cells.found
    return found


def _of_ods(archive: zipfile.ZipFile, names: list[str]) -> Padding:
    parts = [name for name in ("content.xml", "styles.xml") if name in names]
    if not any(_ODS_ZEROS.search(_start(archive, part)) for part in parts):
        return {}
    cells = _OdsCells()
    _parse(archive, "content.xml", cells.start, cells.end, cells.text)
    return cells.found


def _start(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as stream:
        return stream.read(4 * _PIECE)  # styles stand before the cells


def _xlsx_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(_name: str, attributes: dict[str, str]) -> None:
        targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            key = next((attributes[key] for key in attributes if _local(key) == "id"), "")
            sheets[attributes.get("name", "")] = targets.get(key, "")

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    known = set(archive.namelist())
    places = {name: _absolute(target) for name, target in sheets.items()}
    return {name: part for name, part in places.items() if part in known}


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


class _XlsxStyles:
    """Which cell styles (by their index) are nothing but zeros, and how many."""

    def __init__(self) -> None:
        self.digits: dict[str, int] = {}
        self._formats: dict[str, int] = {}
        self._count: int | None = None  # of cell styles so far; None outside their list

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "numFmt" and _ZEROS.fullmatch(attributes.get("formatCode", "")):
            self._formats[attributes.get("numFmtId", "")] = len(attributes["formatCode"])
        elif tag == "cellXfs":
            self._count = 0
        elif tag == "xf" and self._count is not None:
            digits = self._formats.get(attributes.get("numFmtId", ""))
            if digits:
                self.digits[str(self._count)] = digits
            self._count += 1

    def end(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._count = None


class _XlsxCells:
    """The cells of one sheet that have such a style."""

    def __init__(self, digits: dict[str, int]) -> None:
        self.found: Zeros = {}
        self._digits = digits

    def start(self, name: str, attributes: dict[str, str]) -> None:
        digits = self._digits.get(attributes.get("s", "")) if _local(name) == "c" else None
        place = _PLACE.fullmatch(attributes.get("r", "")) if digits else None
        if place and digits:
            self.found[int(place[2]), column(place[1])] = digits


class _OdsCells:
    """The cells that hold a number and show one that begins with a zero."""

    def __init__(self) -> None:
        self.found: Padding = {}
        self._sheet: Zeros = {}
        self._line = self._column = 0
        self._lines = self._columns = 1
        self._shown: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet = self.found.setdefault(attributes.get("table:name", ""), {})
            self._line, self._lines = 0, 1
        elif name == "table:table-row":
            self._line += self._lines
            self._lines = int(attributes.get("table:number-rows-repeated", 1))
            self._column, self._columns = 0, 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._columns
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            self._shown = [] if attributes.get("office:value-type") == "float" else None

    def text(self, text: str) -> None:
        if self._shown is not None:
            self._shown.append(text)

    def end(self, name: str) -> None:
        if name == "table:table-cell" and self._shown is not None:
            shown = "".join(self._shown).strip()
            if shown.startswith("0") and shown.isdecimal() and len(shown) > 1:
                self._sheet[self._line, self._column] = len(shown)
            self._shown = None


def _local(name: str) -> str:
    return name[name.rfind(":") + 1 :]


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece)
