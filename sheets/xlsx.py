"""Excel's workbooks, read as they are unpacked: no more than a piece of a sheet is held at once.

A sheet is rows of cells (ECMA-376, part 1, § 18.3).
"""

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime

from sheets import formats, markup
from sheets.markup import Attributes
from sheets.pages import Line, Merged, Page, refuse_beyond
from sheets.values import DATE, FORMULA, TRUTH, Cell
from sheets.xlsx_book import YES, Book, WithTexts


def pages(archive: zipfile.ZipFile) -> list[Page]:
    """Return the worksheets of a workbook."""
    book = Book(archive)
    return [
        Page(sheet.name, is_visible=sheet.is_visible, read=_reader(archive, book, sheet.part))
        for sheet in book.sheets
    ]


def _reader(archive: zipfile.ZipFile, book: Book, part: str) -> Callable[[Page], Iterator[Line]]:
    def lines(page: Page) -> Iterator[Line]:
        rows = _Rows(book, page)
        for _ in markup.pieces(archive, part, rows):
            yield from rows.found
            rows.found.clear()

    return lines


class _Rows(WithTexts):
    """The rows of one sheet that hold something."""

    def __init__(self, book: Book, page: Page) -> None:
        super().__init__()
        self.begins = {
            **self.begins,
            "row": self._begin_row,
            "c": self._begin_cell,
            "v": self.begin_text,
            "f": self._begin_formula,
            "mergeCell": self._merge,
        }
        self.ends = {
            **self.ends,
            "row": self._end_row,
            "c": self._end_cell,
            "v": self.end_text,
            "f": self._end_formula,
        }
        self.found: list[Line] = []
        self._book, self._page = book, page
        self._columns: dict[str, int] = {}  # by their letters
        self._line = self._column = 0
        self._line_name, self._is_hidden = "0", False
        self._row: list[str] = []
        self._attributes: Attributes = {}
        self._formula: str | None = None

    def _begin_row(self, attributes: Attributes) -> None:
        self._line = int(attributes.get("r", self._line + 1))
        self._line_name = str(self._line)
        self._column, self._row = 0, []
        self._is_hidden = attributes.get("hidden") in YES

    def _end_row(self) -> None:
        if self._row:
            self.found.append((self._line, self._row))
            if self._is_hidden:
                self._page.hidden.add(self._line)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._attributes, self._formula = attributes, None
        self._column = self._place(attributes["r"]) if "r" in attributes else self._column + 1

    def _begin_formula(self, _attributes: Attributes) -> None:
        self.takes = True

    def _end_formula(self) -> None:
        self.takes = False
        self._formula = self.taken()

    def _end_cell(self) -> None:
        text = self._read(self.taken())
        row, column = self._row, self._column
        if text and column == len(row) + 1:
            row.append(text)
        elif text:
            refuse_beyond(self._line, column)
            row += [""] * (column - len(row))
            row[column - 1] = text

    def _read(self, value: str) -> str:
        kind = self._attributes.get("t", "n")
        if self._formula is not None and kind != "str" and self._was_not_calculated(value):
            return Cell(f"={self._formula or '…'}", FORMULA)
        if not value:
            return ""
        if kind == "s":
            return self._book.texts[int(value)]
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return Cell("VRAI" if value in YES else "FAUX", TRUTH)
        return _day(value) if kind == "d" else value

    def _was_not_calculated(self, value: str) -> bool:
        """Whether nobody ever opened it: no result, or the 0 that programs put for one."""
        return not value or (value == "0" and self._book.is_uncalculated)

    def _number(self, value: str) -> str:
        style = self._attributes.get("s")
        readers = self._book.readers
        return readers[int(style)](value) if style and readers else formats.number(value)

    def _place(self, name: str) -> int:
        """Return the column of « C21 », which stands on line 21."""
        letters = name.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column(letters)
        line = name[len(letters) :]
        if line != self._line_name:
            refuse_beyond(int(line), column)
            raise ValueError(f"{name} on line {self._line}")
        return column

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes["ref"].partition(":")
        self._page.merge(Merged(*_corner(first), *_corner(last or first)))


def _day(value: str) -> str:
    return Cell(formats.said(datetime.fromisoformat(value)), DATE)


def _corner(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), _column(letters)


def _column(letters: str) -> int:
    """« A » is 1, « AA » 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    return column
