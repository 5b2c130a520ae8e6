"""Tables that fit the terminal; whole for a script."""

import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

import click

from commands.terminal import is_terminal, moment, strong

GAP = "  "
NARROWEST = 6
LONGEST_WORD = 12  # a longer one may be cut where cells go on below


def table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    right: Iterable[int] = (),
    keep: Iterable[int] = (),
    wrap: bool = False,
) -> None:
    """Write rows in columns that fit the terminal; the columns in `right` hold numbers.

    Those in `keep` are cut last, for they are what is looked for (an address, a number).
    `wrap`: the cells hold words, which go on below instead of being cut.
    """
    cells = [list(headers), *([_plain(cell) for cell in row] for row in rows)]
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    if is_terminal(sys.stdout):
        narrowest = [_longest_word(column) if wrap else NARROWEST for column in columns]
        widths = _fitted(widths, narrowest, shutil.get_terminal_size().columns, set(keep))
    to_the_right = set(right)
    for index, row in enumerate(cells):
        for cut in _wrapped(row, widths) if wrap else [row]:
            line = GAP.join(
                _cell(text, width, to_right=place in to_the_right)
                for place, (text, width) in enumerate(zip(cut, widths, strict=True))
            ).rstrip()
            click.echo(strong(line) if index == 0 else line)


def _plain(cell: Any) -> str:
    """As text; a name with control signs in it must not move the cursor."""
    text = "" if cell is None else moment(cell) if isinstance(cell, datetime) else str(cell)
    return "".join(
        sign if sign.isprintable() or sign in "\u00a0\u202f" else "\ufffd" for sign in text
    )


def _longest_word(column: Iterable[str]) -> int:
    longest = max(len(word) for cell in column for word in (cell.split() or [""]))
    return min(longest, LONGEST_WORD)


def _wrapped(row: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """The row, and below it what of its cells does not fit."""
    cells = (textwrap.wrap(text, width) for text, width in zip(row, widths, strict=True))
    return zip_longest(*cells, fillvalue="")


def _fitted(
    widths: list[int], narrowest: Sequence[int], whole: int, keep: Collection[int]
) -> list[int]:
    """Take from the widest column until the line fits, but leave each its narrowest."""
    widths, gaps = list(widths), len(GAP) * (len(widths) - 1)
    others = [place for place in range(len(widths)) if place not in keep]
    for columns in (others, list(keep)):
        while sum(widths) + gaps > whole:
            room = [place for place in columns if widths[place] > narrowest[place]]
            if not room:
                break
            widths[max(room, key=widths.__getitem__)] -= 1
    return widths


def _cell(text: str, width: int, *, to_right: bool) -> str:
    if len(text) > width:
        text = text[: width - 1] + "…"
    return text.rjust(width) if to_right else text.ljust(width)
