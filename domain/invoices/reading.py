"""What a batch of invoices says: its list, and each PDF that the list names, read once."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from domain import clock
from domain.columns import INVOICE_LIST
from domain.faults import Fault
from domain.invoices import lists, pdf
from domain.invoices.batches import Batch
from domain.invoices.containers import NotThere
from domain.invoices.lists import Draft
from domain.listings import Reject
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


@dataclass(frozen=True, slots=True)
class Contents:
    """What a batch says: lines that can be taken with their PDFs, others, and remarks."""

    sheet: Sheet
    lines: Sequence[tuple[Draft, Document]]
    rejects: Sequence[Reject]
    remarks: Sequence[str]

    @property
    def header(self) -> Header:
        """Return the titles of its list."""
        return self.sheet.header


def read(
    batch: Batch,
    documents: Documents | None = None,
    progress: Callable[[int, int], object] = lambda _more, _of: None,
) -> Contents:
    """Read the list and check every PDF that it names; raises `Fault` for the batch as a whole.

    The PDFs that can be taken are kept in `documents`, where it is given.
    """
    try:
        sheet = reading.read(batch.listing(), INVOICE_LIST)
        listing = lists.read(sheet)
    except Unreadable as reason:
        raise Fault(f"{batch.list_name} : {reason}") from None
    rejects = listing.rejects
    if not (listing.entries or rejects):
        raise Fault(f"{batch.list_name} : il n'y a aucune facture sous la ligne de titres.")
    for reject in rejects:
        with suppress(NotThere):  # named by a line all the same
            batch.find(reject.cells[sheet.header.places["file"]])
    lines: list[tuple[Draft, Document]] = []
    seen: dict[str, Document | str] = {}
    with documents.keeping() if documents else nullcontext(_hashed) as keep:
        for draft in listing.entries.values():
            found = _document(batch, draft.file, seen, keep)
            if isinstance(found, Document):
                lines.append((draft, found))
            else:
                rejects.append(
                    Reject(draft.line, sheet.header.title("file"), found, draft.cells, draft.file)
                )
            progress(1, len(listing.entries))
    lines, shared = _shared(sheet.header, lines)
    rejects += shared
    rejects.sort(key=lambda reject: reject.line)
    return Contents(sheet, lines, rejects, _remarks(batch, lines))


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
    return Document(name, keep(content), len(content), facts.pages)


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
