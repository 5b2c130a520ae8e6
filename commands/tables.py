"""Tables that fit the terminal; whole for a script."""

import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from commands.terminal import is_terminal, moment, strong

GAP = "  "
NARROWEST = 6
WRAPPED = 20  # the narrowest column in which a sentence is still read


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
    `wrap`: the last column holds sentences, which go on below instead of being cut.
    """
    cells = [[_plain(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
    if is_terminal(sys.stdout):
        whole = shutil.get_terminal_size().columns
        if wrap:
            widths[-1] = min(widths[-1], max(WRAPPED, whole - sum(widths[:-1]) - _gaps(widths)))
            cells = [line for row in cells for line in _wrapped(row, widths[-1])]
        widths = _fitted(widths, whole, set(keep))
    to_the_right = set(right)
    for index, row in enumerate([list(headers), *cells]):
        line = GAP.join(
            _cell(text, width, to_right=place in to_the_right)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        click.echo(strong(line) if index == 0 else line)


def _plain(cell: Any) -> str:
    """As text; a name with control signs in it must not move the cursor."""
    text = "" if cell is None else moment(cell) if isinstance(cell, datetime) else str(cell)
    return "".join(
        sign if sign.isprintable() or sign in "\u00a0\u202f" else "\ufffd" for sign in text
    )


def _gaps(widths: Sequence[int]) -> int:
    return len(GAP) * (len(widths) - 1)


def _wrapped(row: list[str], width: int) -> list[list[str]]:
    """The row, and below it what of its last cell does not fit."""
    first, *more = textwrap.wrap(row[-1], width) or [""]
    return [[*row[:-1], first], *([*[""] * (len(row) - 1), line] for line in more)]


def _fitted(widths: list[int], whole: int, keep: Collection[int]) -> list[int]:
    """Take from the widest column until the line fits, but never all of it."""
    widths = list(widths)
    others = [place for place in range(len(widths)) if place not in keep]
    for columns in (others, list(keep)):
        while columns and sum(widths) + _gaps(widths) > whole:
            widest = max(columns, key=widths.__getitem__)
            if widths[widest] <= NARROWEST:
                break
            widths[widest] -= 1
    return widths


def _cell(text: str, width: int, *, to_right: bool) -> str:
    if len(text) > width:
        text = text[: width - 1] + "…"
    return text.rjust(width) if to_right else text.ljust(width)
