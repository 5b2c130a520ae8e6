"""One PDF that holds the bills of many rows: looked through, dealt out, cut; all of it or nothing.

Each bill becomes a PDF of its own before anything is kept (why: docs/decisions/0016-one-pdf.md), so
that nothing behind an import knows that there was one for all.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO

from domain import cells
from domain.invoices import pdf
from domain.invoices.batches import Batch
from domain.invoices.containers import NotThere
from domain.invoices.lists import Draft
from domain.invoices.pages import Dealer, Dealt, Problem, Row, Share
from domain.invoices.whole import Whole
from domain.listings import Listing, Reject
from sheets.columns import Header

_LONGEST_TEXT = 4000  # signs of a page
Progress = Callable[[int, int], object]
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Cut:
    """A whole PDF, and whose its pages were found to be."""

    whole: Whole
    dealt: Dealt
    texts: Sequence[bytes]  # of each page, packed: 50,000 of them are kept at once

    def text(self, share: Share, pages: int = pdf.PAGES_OF_TEXT) -> str:
        """Return the text of a bill's first pages."""
        some = range(share.first, min(share.last, share.first + pages - 1) + 1)
        return "\n".join(zlib.decompress(self.texts[at - 1]).decode() for at in some)

    def bill(self, share: Share) -> bytes:
        """Return one bill as a PDF; raises `pdf.NotTaken`."""
        return self.whole.part([(share.first, share.last)])


def wholes(batch: Batch, listing: Listing[Draft]) -> dict[str, list[Row]]:
    """Return the PDFs that hold the bills of many rows, by their names in the batch.

    A refused row is among them: its pages are not its neighbour's.
    """
    found: defaultdict[str, list[Row]] = defaultdict(list)
    assert listing.sheet is not None
    only = "" if "file" in listing.sheet.header.places else batch.pdfs()[0]
    for row, file in rows_of(listing):
        with suppress(NotThere):
            found[batch.find(only or file)].append(row)
    return {name: rows for name, rows in found.items() if only or _hold_many(rows)}


def rows_of(listing: Listing[Draft]) -> Iterator[tuple[Row, str]]:
    """Yield all rows of a list, and what each calls its PDF; "" where the list has no such column."""
    assert listing.sheet is not None
    header = listing.sheet.header
    place = header.places.get("file")
    for draft in listing.entries.values():
        row = Row(draft.line, draft.number, draft.customer, draft.pages)
        yield row, draft.file
    for reject in listing.rejects:
        yield _refused(reject, header), "" if place is None else reject.cells[place]


@contextmanager
def cut(batch: Batch, name: str, rows: Sequence[Row], progress: Progress) -> Iterator[Cut]:
    """Give a PDF of a batch, looked through for these rows; `progress` is told of pages.

    Raises `NotThere`, and `pdf.NotTaken` where it can't be read at all.
    """
    with batch.on_disk(name) as file:
        yield looked_through(file, rows, progress)


def looked_through(file: BinaryIO, rows: Sequence[Row], progress: Progress) -> Cut:
    """Read a PDF and deal its pages out to these rows; raises `pdf.NotTaken`."""
    whole, dealer, texts = Whole(file), Dealer(rows), []
    for at in range(1, len(whole) + 1):
        try:
            page = whole.page(at)
        except pdf.NotTaken as reason:
            return Cut(whole, Dealt((), [Problem(at, 0, f"page {at} : {reason}")]), ())
        dealer.look(page)
        text = "\n".join(line.text for line in page.lines)[:_LONGEST_TEXT]
        texts.append(zlib.compress(text.encode("utf-8", "replace"), 1))
        progress(1, len(whole))
    return Cut(whole, dealer.deal(), texts)


def reasons(name: str, cut: Cut, rows: Sequence[Row]) -> dict[int, str]:
    """Return for the line of each row why a PDF that can't be dealt out is refused."""
    problems = cut.dealt.problems
    first = problems[0].sentence
    if len(cut.whole) < len(rows) or not (problems[0].page or problems[0].line):
        customers = ", ".join(sorted({row.customer for row in rows})[:5])
        why = (
            f"« {name} » : le même PDF est donné pour plusieurs clients ({customers}), et l'un "
            f"verrait la facture de l'autre ; {first}"
        )
        return {row.line: why for row in rows}
    own = {problem.line: problem.sentence for problem in reversed(problems)}
    why = f"« {name} » n'est pas découpé : "
    return {row.line: why + own.get(row.line, first) for row in rows}


def remarks(name: str, dealt: Dealt) -> list[str]:
    """Return what is worth telling of a PDF: what stops it, or which bills to look at."""
    told = [f"{name} : {problem.sentence}." for problem in dealt.problems]
    for share in dealt.shares:
        for doubt in share.doubts:
            row = share.row
            told.append(
                f"{name}, page {share.first}, ligne {row.line} ({row.number}) : à regarder, {doubt}."
            )
    return told[:_MOST_TOLD] + ["…"] * (len(told) > _MOST_TOLD)


def _hold_many(rows: Sequence[Row]) -> bool:
    return len({row.customer for row in rows}) > 1 or any(row.pages for row in rows)


def _refused(reject: Reject, header: Header) -> Row:
    """Return where the bill of a line stands that can't be taken, as far as the line says it."""

    def said(field: str) -> str:
        place = header.places.get(field)
        return "" if place is None else " ".join(reject.cells[place].split())

    pages = None
    with suppress(ValueError):
        pages = cells.pages(said("pages"))
    return Row(reject.line, said("number"), said("customer"), pages)
