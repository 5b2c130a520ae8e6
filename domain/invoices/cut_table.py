"""What a PDF of all bills was found to hold, a line a bill, the doubtful ones first: to be looked at."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.invoices import names
from domain.invoices.cutting import Cut
from domain.invoices.names import Bill, Finding, Found

_DOUBTFUL = {Found.ANOTHERS: 0, Found.MISSING: 1, Found.NAMED: 3, Found.UNVERIFIABLE: 3}
_SOME_DOUBT = 2
UNKNOWN = "client inconnu"


class CutBill(NamedTuple):
    """One bill of a PDF that holds many; in words, but for its line."""

    line: int  # as a spreadsheet numbers it
    number: str
    pages: str  # « 12-13 »
    how: str
    name: str  # the words of it that were found, or what is wrong with it
    doubt: str  # why it is worth a look; "" where nothing is
    text: str  # of its first page


def bills(cut: Cut, customers: Mapping[str, str], commune: str) -> list[CutBill]:
    """Return what a PDF that was dealt out holds, the most doubtful first.

    `customers`: the names of the register by number.
    """
    known = [share for share in cut.dealt.shares if share.row.customer in customers]
    findings = names.check(
        [
            Bill(
                share.row.line,
                share.row.customer,
                customers[share.row.customer],
                cut.text(share),
            )
            for share in known
        ],
        commune,
    )
    found: list[tuple[int, CutBill]] = []
    for share in cut.dealt.shares:
        finding = findings.get(share.row.line)
        rank = _DOUBTFUL[finding.found] if finding else _SOME_DOUBT
        pages = str(share.first) if share.first == share.last else f"{share.first}-{share.last}"
        bill = CutBill(
            share.row.line,
            share.row.number,
            pages,
            share.how,
            _named(finding),
            " ; ".join([*_asked(finding), *share.doubts]),
            cut.text(share, 1),
        )
        found.append((min(rank, _SOME_DOUBT if share.doubts else rank), bill))
    return [bill for _, bill in sorted(found, key=lambda one: (one[0], one[1].line))]


def _asked(finding: Finding | None) -> list[str]:
    is_wrong = finding and finding.found in (Found.MISSING, Found.ANOTHERS)
    return ["est-ce bien la sienne ?"] if is_wrong else []


def _named(finding: Finding | None) -> str:
    if finding is None:
        return UNKNOWN
    if finding.found is Found.NAMED:
        return finding.words
    return f"{finding.found} : {finding.words}" if finding.words else str(finding.found)
