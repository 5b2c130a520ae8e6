"""CSV, XLSX and ODS as people make them; knows nothing of customers or invoices."""

from collections.abc import Sequence
from typing import NamedTuple


class Unknown(NamedTuple):
    """A column whose title nobody knows, with some of its cells."""

    title: str
    cells: Sequence[str]


class Unreadable(Exception):
    """The whole file can't be taken; the text is one French sentence that says why."""


class MissingColumns(Unreadable):
    """A list lacks columns that it needs: some of its titles may say them in words that nobody knows."""

    unknown: Sequence[Unknown] = ()
    meanings: Sequence[str] = ()  # what they may be, as people call it
