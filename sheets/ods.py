"""LibreOffice's workbooks, read as they are unpacked: one part holds all sheets, one after the other.

OpenDocument 1.3, part 3, § 9: a cell holds its value and the text that people see. Comments and
drawings in a cell are no text of it; rows and cells that are alike stand there once, with a count.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime

from sheets import formats, markup
from sheets.markup import Attributes, Handler
from sheets.pages import Line, Merged, Page, refuse_beyond
from sheets.values import DATE, FORMAT, FORMULA, TRUTH, Cell

_PART = "content.xml"
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
_NO_TEXT = ("text:note", "text:ruby-text")
_TIME = re.compile(r"PT(\d+)H(\d+)M.*")


def pages(archive: zipfile.ZipFile) -> list[Page]:
    """Return the sheets of a workbook."""
    names = _Names()
    markup.read(archive, _PART, names)
    return [
        Page(name, is_visible=style not in names.unseen, read=_reader(archive, at))
        for at, (name, style) in enumerate(names.tables)
    ]


class _Names(Handler):
    """The names of the sheets, their styles, and the styles of those that are hidden."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.unseen: set[str] = set()
        self._style = ""
        self._open = 0  # a table may hold another one, in a cell or a drawing

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            if not self._open:
                style = attributes.get("table:style-name", "")
                self.tables.append((attributes.get("table:name", ""), style))
            self._open += 1
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.unseen.add(self._style)

    def end(self, name: str) -> None:
        if name == "table:table":
            self._open -= 1


def _reader(archive: zipfile.ZipFile, at: int) -> Callable[[Page], Iterator[Line]]:
    def lines(page: Page) -> Iterator[Line]:
        rows = _Rows(page, at)
        for _ in markup.pieces(archive, _PART, rows):
            for line, row, times in rows.found:
                yield from ((line + more, list(row)) for more in range(times))
            rows.found.clear()
            if rows.is_over:
                return

    return lines


class _Rows(Handler):
    """The rows of one sheet that hold something, each once with how often it stands there."""

    def __init__(self, page: Page, at: int) -> None:
        self.found: list[tuple[int, list[str], int]] = []
        self.is_over = False
        self._page = page
        self._tables_before = at
        self._open = 0
        self._folded: list[bool] = []  # of the groups of rows around this one
        self._line = 1
        self._row: list[str] = []
        self._attributes: Attributes = {}
        self._column = 0
        self._cell: _CellText | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if self._cell is not None:
            self._cell.start(name, attributes)
        elif name == "table:table":
            self._open += 1
            self._tables_before -= self._open == 1
        elif self._open != 1 or self._tables_before != -1:
            return
        elif name == "table:table-cell":
            self._cell = _CellText(attributes)
        elif name == "table:covered-table-cell":
            self._column += int(attributes.get("table:number-columns-repeated", 1))
        elif name == "table:table-row":
            self._attributes = attributes
            self._row, self._column = [], 0
        elif name == "table:table-row-group":
            self._folded.append(attributes.get("table:display") == "false")

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.text(text)

    def end(self, name: str) -> None:
        if self._cell is not None:
            if self._cell.depth:
                self._cell.end(name)
            elif name == "table:table-cell":
                self._put(self._cell)
                self._cell = None
        elif name == "table:table":
            self.is_over |= self._open == 1 and self._tables_before == -1
            self._open -= 1
        elif name == "table:table-row" and self._open == 1 and self._tables_before == -1:
            self._end_row()
        elif name == "table:table-row-group" and self._folded:
            self._folded.pop()

    def _put(self, cell: "_CellText") -> None:
        attributes = cell.attributes
        times = int(attributes.get("table:number-columns-repeated", 1))
        self._note_merged(attributes)
        text = cell.value()
        if text:
            refuse_beyond(self._line, self._column + times)
            self._row += [""] * (self._column - len(self._row)) + [text] * times
        self._column += times

    def _note_merged(self, attributes: Attributes) -> None:
        down = int(attributes.get("table:number-rows-spanned", 1)) - 1
        right = int(attributes.get("table:number-columns-spanned", 1)) - 1
        if down or right:
            top, left = self._line, self._column + 1
            self._page.merge(Merged(top, left, top + down, left + right))

    def _end_row(self) -> None:
        times = int(self._attributes.get("table:number-rows-repeated", 1))
        if self._row:
            refuse_beyond(self._line + times - 1, len(self._row))
            self.found.append((self._line, self._row, times))
            if (
                any(self._folded)
                or self._attributes.get("table:visibility", "visible") != "visible"
            ):
                self._page.hidden.update(range(self._line, self._line + times))
        self._line += times


class _CellText:
    """What one cell shows, and what it holds."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.depth = 0  # of elements within it
        self._pieces: list[str] = []
        self._outside = 0  # the depth at which something begins that is no text of it; 0: none

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self._outside:
            return
        if name == "text:p":
            if self._pieces:
                self._pieces.append("\n")
        elif self.depth == 1 or not name.startswith("text:") or name in _NO_TEXT:
            self._outside = self.depth
        elif name == "text:s":
            self._pieces.append(" " * min(int(attributes.get("text:c", 1)), 100))
        else:
            self._pieces.append(_BREAKS.get(name, ""))

    def text(self, text: str) -> None:
        if self.depth and not self._outside:
            self._pieces.append(text)

    def end(self, _name: str) -> None:
        if self._outside == self.depth:
            self._outside = 0
        self.depth -= 1

    def value(self) -> str:
        """Return its text, or what became of what was typed."""
        shown = "".join(self._pieces)
        kind = self.attributes.get("office:value-type")
        formula = self.attributes.get("table:formula")
        if self.attributes.get("calcext:value-type") == "error":
            return shown or "#N/A"
        if kind is None and formula and not shown:
            return Cell(formula[formula.find("=") :], FORMULA)
        if kind is None or kind == "string":
            return shown or self.attributes.get("office:string-value", "")
        return self._typed(kind, shown)

    def _typed(self, kind: str, shown: str) -> str:
        if kind == "date":
            day = datetime.fromisoformat(self.attributes["office:date-value"][:19])
            return Cell(formats.said(day), DATE)
        if kind == "time":
            found = _TIME.fullmatch(self.attributes["office:time-value"])
            return Cell(f"{found[1]}:{found[2]}" if found else shown, DATE)
        if kind == "boolean":
            return Cell(
                "VRAI" if self.attributes["office:boolean-value"] == "true" else "FAUX", TRUTH
            )
        raw = self.attributes["office:value"]
        if kind == "percentage":
            return Cell(formats.number(raw), FORMAT.format(f"« {shown} »"))
        return formats.seen(raw, shown)
