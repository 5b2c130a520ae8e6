"""What a batch of invoices says: its list, and each PDF that the list names, read once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from domain import clock, listings
from domain.columns import INVOICE_LIST, NO_OWN, ONE_PDF_LIST
from domain.faults import Fault
from domain.invoices import cutting, lists, pdf
from domain.invoices.batches import Batch
from domain.invoices.containers import NotThere
from domain.invoices.cutting import Cut
from domain.invoices.lists import Draft
from domain.invoices.pages import Row, Share
from domain.listings import Listing, Reject
from sheets import Unreadable, reading
from sheets.columns import Header
from sheets.reading import Sheet
from store.documents import Documents

Keep = Callable[[bytes], str]  # returns the SHA-256

_FAR_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF of the batch that was checked; `name` as the batch has it."""

    name: str
    digest: str
    size: int
    pages: int
    text: str = field(repr=False)  # of its first pages


class Place(NamedTuple):
    """Where a bill stood in a PDF that holds those of many: its name in the batch, its pages."""

    name: str
    share: Share


@dataclass(frozen=True, slots=True)
class Contents:
    """What a batch says: lines that can be taken with their PDFs, others, and remarks."""

    sheet: Sheet
    lines: Sequence[tuple[Draft, Document]]
    rejects: Sequence[Reject]
    remarks: Sequence[str]
    places: Mapping[int, Place] = field(default_factory=dict)  # by line, of bills that were cut out

    @property
    def header(self) -> Header:
        """Return the titles of its list."""
        return self.sheet.header


def read(
    batch: Batch,
    documents: Documents | None = None,
    progress: Callable[[int, int], object] = lambda _more, _of: None,
    own: Mapping[str, str] = NO_OWN,
) -> Contents:
    """Read the list and check every PDF that it names; raises `Fault` for the batch as a whole.

    The PDFs that can be taken are kept in `documents`, where it is given. `own`: the columns that the
    commune has words of its own for, title → field.
    """
    listing = _listing(batch, own)
    sheet = listing.sheet
    assert sheet is not None
    made = _Reading(batch, sheet.header, progress, len(listing.entries), list(listing.rejects))
    wholes = cutting.wholes(batch, listing)
    with documents.keeping() if documents else nullcontext(_hashed) as keep:
        for name, rows in wholes.items():
            made.cut(name, rows, listing.entries, keep)
        in_wholes = {row.line for rows in wholes.values() for row in rows}
        for draft in listing.entries.values():
            if draft.line not in in_wholes:
                made.take(draft, _document(batch, draft.file, made.seen, keep))
                progress(1, len(listing.entries))
    lines, shared = _shared(sheet.header, made.lines)
    rejects = sorted([*made.rejects, *shared], key=lambda reject: reject.line)
    return Contents(sheet, lines, rejects, [*made.told, *_remarks(batch, lines)], made.places)


def _listing(batch: Batch, own: Mapping[str, str]) -> Listing[Draft]:
    wanted = (ONE_PDF_LIST if len(batch.pdfs()) == 1 else INVOICE_LIST).called(own)
    try:
        listing = lists.read(reading.read(batch.listing(), wanted), wanted)
    except Unreadable as reason:
        raise listings.fault(batch.list_name, reason) from None
    if not (listing.entries or listing.rejects):
        raise Fault(f"{batch.list_name} : il n'y a aucune facture sous la ligne de titres.")
    return listing


@dataclass(slots=True)
class _Reading:
    """A batch whose lines are being taken or refused, one after the other."""

    batch: Batch
    header: Header
    progress: Callable[[int, int], object]
    bills: int
    rejects: list[Reject]
    lines: list[tuple[Draft, Document]] = field(default_factory=list)
    seen: dict[str, Document | str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)

    def take(self, draft: Draft, found: Document | str) -> None:
        """Take a line with its PDF, or refuse it with the reason."""
        if isinstance(found, Document):
            self.lines.append((draft, found))
        else:
            self.rejects.append(
                Reject(draft.line, self.header.title("file"), found, draft.cells, draft.file)
            )

    def cut(self, name: str, rows: Sequence[Row], entries: Mapping[str, Draft], keep: Keep) -> None:
        """Take the lines whose bills one PDF holds, or refuse them all."""
        drafts = {draft.line: draft for draft in entries.values()}
        found: dict[int, Document] = {}
        try:
            with cutting.cut(self.batch, name, rows, self._share(len(rows))) as whole:
                self.told += cutting.remarks(name, whole.dealt)
                why = cutting.reasons(name, whole, rows) if whole.dealt.problems else {}
                for share in whole.dealt.shares:
                    if share.row.line in drafts:
                        found[share.row.line] = self._document(name, whole, share, keep)
                    self.places[share.row.line] = Place(name, share)
        except (NotThere, pdf.NotTaken) as reason:
            found, why = {}, {row.line: f"« {name} » : {reason}" for row in rows}
        for row in rows:
            if row.line in drafts:
                self.take(drafts[row.line], found.get(row.line) or why[row.line])

    def _document(self, name: str, whole: Cut, share: Share, keep: Keep) -> Document:
        content = whole.bill(share)
        pdf.check_part(content)
        pages = share.last - share.first + 1
        return Document(name, keep(content), len(content), pages, whole.text(share))

    def _share(self, bills: int) -> Callable[[int, int], object]:
        """Return what turns pages read into bills: so many pages are so many bills of them."""
        told = read = 0

        def advance(more: int, pages: int) -> None:
            nonlocal told, read
            read += more
            done = bills * read // pages
            self.progress(done - told, self.bills)
            told = done

        return advance


def _hashed(content: bytes) -> str:
    return sha256(content).hexdigest()


def _document(
    batch: Batch, called: str, seen: dict[str, Document | str], keep: Keep
) -> Document | str:
    """Return the PDF that a line names, or why it can't be taken; each is looked at once."""
    try:
        name = batch.find(called)
        if name not in seen:
            seen[name] = _checked(batch, name, keep)
        return seen[name]
    except NotThere as reason:
        return f"« {called} » : {reason}"


def _checked(batch: Batch, name: str, keep: Keep) -> Document | str:
    content = batch.document(name)
    try:
        facts = pdf.check(content)
    except pdf.NotTaken as reason:
        return str(reason)
    return Document(name, keep(content), len(content), facts.pages, facts.text)


def _remarks(batch: Batch, lines: Sequence[tuple[Draft, Document]]) -> list[str]:
    """Return what the clerk may want to look at, though it was taken."""
    remarks = list(batch.remarks)
    today = clock.now().date()
    for draft, _ in lines:
        if draft.due_on and draft.due_on < draft.issued_on:
            remarks.append(f"Ligne {draft.line} : l'échéance est avant la date de la facture.")
        if draft.issued_on > today + _FAR_AHEAD:
            remarks.append(f"Ligne {draft.line} : la date est dans plus d'un an.")
    unasked = batch.never_asked()
    if unasked:
        shown = ", ".join(unasked[:5]) + ("…" if len(unasked) > 5 else "")  # noqa: PLR2004 - a few examples
        remarks.append(f"PDF qu'aucune ligne ne nomme ({len(unasked)}) : {shown}")
    return remarks


def _shared(
    header: Header, lines: Sequence[tuple[Draft, Document]]
) -> tuple[list[tuple[Draft, Document]], list[Reject]]:
    """Part the lines whose PDF is also another customer's: one would see the other's bill."""
    owners: dict[str, set[str]] = {}
    for draft, document in lines:
        owners.setdefault(document.digest, set()).add(draft.customer)
    good, bad = [], []
    for draft, document in lines:
        customers = sorted(owners[document.digest])
        if len(customers) == 1:
            good.append((draft, document))
            continue
        reason = (
            f"« {draft.file} » : le même PDF est donné pour plusieurs clients "
            f"({', '.join(customers[:5])}), et l'un verrait la facture de l'autre"
        )
        bad.append(Reject(draft.line, header.title("file"), reason, draft.cells))
    return good, bad
