"""Whose the pages of a PDF of all bills are, a line a bill, the doubtful ones first: to be looked at."""

from collections.abc import Iterable
from typing import NamedTuple

from domain.invoices.names import Finding, Found
from domain.invoices.pages import Share

_RANKS = {Found.ANOTHERS: 0, Found.MISSING: 1, Found.NAMED: 3, Found.UNVERIFIABLE: 3}
_SOME_DOUBT = 2
MOST_TEXTS = 5
LONGEST_TEXT = 1500  # signs
UNKNOWN = "client inconnu"
ASKED = "est-ce bien la sienne ?"


class CutBill(NamedTuple):
    """One bill of a PDF that holds many; in words, but for its line."""

    line: int  # as a spreadsheet numbers it
    number: str
    pages: str  # « 12-13 »
    how: str
    name: str  # the words of it that were found, or what is wrong with it
    doubt: str  # why it is worth a look; "" where nothing is
    text: str = ""  # of its first pages, where it is among the most doubtful


class Cut(NamedTuple):
    """A bill that was cut out: its pages, what their text says of the name, their text."""

    share: Share
    finding: Finding | str  # or why nobody looked for a name
    text: str


def bills(found: Iterable[Cut]) -> list[CutBill]:
    """Return a line for each, the most doubtful first, the first of these with their text."""
    ranked = sorted(found, key=lambda one: (_rank(one), one.share.row.line))
    return [_line(one, has_text=at < MOST_TEXTS) for at, one in enumerate(ranked)]


def _rank(one: Cut) -> int:
    rank = _SOME_DOUBT if isinstance(one.finding, str) else _RANKS[one.finding.found]
    return min(rank, _SOME_DOUBT) if one.share.doubts else rank


def _line(one: Cut, *, has_text: bool) -> CutBill:
    share = one.share
    asked = [ASKED] if _rank(one) < _SOME_DOUBT else []
    doubt = " ; ".join([*asked, *share.doubts])
    pages = str(share.first) if share.first == share.last else f"{share.first}-{share.last}"
    text = one.text[:LONGEST_TEXT] if has_text and doubt else ""
    row, name = share.row, _named(one.finding)
    return CutBill(row.line, row.number, pages, str(share.how), name, doubt, text)


def _named(finding: Finding | str) -> str:
    if isinstance(finding, str):
        return finding
    if finding.found is Found.NAMED:
        return finding.words
    return f"{finding.found} : {finding.words}" if finding.words else str(finding.found)
