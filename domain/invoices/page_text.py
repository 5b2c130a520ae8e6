"""The text of a PDF's page in lines, with the height at which each is printed.

pypdf says where each piece of text begins; what stands at one height is a line, and a gap in it, as
between two cells of a table, becomes a tab.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.invoices.line_words import Line

if TYPE_CHECKING:
    from pypdf import PageObject

# Of the size of the letters: so far apart are two lines, and two cells; so wide is a letter at most.
_LINE_EM, _CELL_EM, _LETTER_EM = 0.4, 1.0, 0.6
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_QUARTER = 90  # degrees
_FEW = 0.5  # of the signs of a page


class _Piece(NamedTuple):
    """A text as it was drawn; places in points from the top and the left of the page as it is read."""

    down: float
    along: float
    size: float
    text: str


def lines(page: "PageObject") -> tuple[list[Line], bool]:
    """Return the lines of a page from the top down, and whether its signs are letters that can be read."""
    pieces: list[_Piece] = []
    signs = unread = 0
    box = page.mediabox
    left, bottom, right, top = map(float, (box.left, box.bottom, box.right, box.top))
    turns = int(page.get("/Rotate", 0)) // _QUARTER % 4
    height = (right - left if turns % 2 else top - bottom) or 1.0

    def take(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        nonlocal signs, unread
        if not text or text.isspace():
            return
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        down, along = ((top - y, x), (x - left, y), (y - bottom, -x), (right - x, -y))[turns]
        scale = abs(inner[3] or inner[2]) * abs(outer[3] or outer[2])
        pieces.append(_Piece(down, along, size * scale or 1.0, text.strip("\n")))
        signs += len(text)
        if _is_without_letters(font) or _CONTROL.search(text):
            unread += len(text)

    page.extract_text(visitor_text=take)
    found = [Line(text, down / height) for down, text in _joined(pieces)]
    return found, unread <= signs * _FEW


def _is_without_letters(font: Any) -> bool:
    """Whether a font's numbers are of its drawings, and it does not say of which letters."""
    if font is None or font.get("/Subtype") != "/Type0" or "/ToUnicode" in font:
        return False
    return font.get("/Encoding") in ("/Identity-H", "/Identity-V")


def _joined(pieces: list[_Piece]) -> Iterator[tuple[float, str]]:
    """Yield the lines, from the top down: what stands at one height, from left to right."""
    line: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: one.down):
        if line and piece.down - line[0].down > _LINE_EM * max(piece.size, line[0].size):
            yield line[0].down, _spelled(line)
            line = []
        line.append(piece)
    if line:
        yield line[0].down, _spelled(line)


def _spelled(line: list[_Piece]) -> str:
    line.sort(key=lambda one: one.along)
    text, end = "", 0.0
    for piece in line:
        gap = piece.along - end if text else 0.0
        text += ("\t" if gap > _CELL_EM * piece.size else " " if text else "") + piece.text.strip()
        end = piece.along + len(piece.text) * piece.size * _LETTER_EM
    return text
