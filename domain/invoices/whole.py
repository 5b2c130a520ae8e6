"""One PDF for all bills, as pypdf reads it: each page's text with its place, each bill as a PDF of its own.

It is read from the disk, page by page, and pypdf is made to forget what it has read every 500 pages
or 32 MB, so that 50,000 pages and 500 MB need no more memory than some. A bill's PDF holds what its own pages
draw and nothing else: other pages, programs, links inside the document, and pictures that only other
pages show stay behind, also where all pages share one list of them.
"""

import gc
import io
import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from domain.invoices import drawings, page_text, parts, pdf
from domain.invoices.sightings import Kind, Page

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader
    from pypdf.generic import ArrayObject, IndirectObject

MOST_BYTES = 500 * 1024 * 1024
MOST_PAGES = 50_000
_FORGET_AFTER = 500  # pages
_FORGET_AFTER_BYTES = 32 * 1024 * 1024  # where pages are pictures
_MOST_AT_ONCE = 100 * 1024 * 1024  # bytes of a damaged file that are read to mend it
_DEEPEST_TREE = 50

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_OF_A_PAGE = (*_INHERITED, "/Type", "/Contents", "/Group", "/UserUnit", "/BleedBox", "/TrimBox")
_OF_A_NOTE = ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/BS", "/C", "/MK")


class Whole:
    """The PDF in a file; its pages count from 1."""

    def __init__(self, file: BinaryIO) -> None:
        """Take a file that can be read anywhere; raises `pdf.NotTaken`."""
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - pdf.END_WITHIN))
        end = file.read()
        file.seek(0)
        pdf.check_outside(file.read(pdf.HEADER_WITHIN), end, size, MOST_BYTES)
        self._counted = _Counted(file, is_large=size > _MOST_AT_ONCE)
        is_small = size <= _FORGET_AFTER_BYTES
        with pdf.reading():
            self._reader = pdf.opened(file if is_small else self._counted)
            self._leaves = list(_leaves(self._reader))
            self._language = _language(self._reader)
        self._read, self._shared = 0, parts.Shared()
        if not self._leaves:
            raise pdf.NotTaken("le PDF n'a aucune page")
        if len(self._leaves) > MOST_PAGES:
            raise pdf.NotTaken("le PDF a plus de 50 000 pages : faites-en plusieurs")

    def __len__(self) -> int:
        return len(self._leaves)

    def page(self, at: int) -> Page:
        """Return what can be read on a page; raises `pdf.NotTaken`."""
        with pdf.reading():
            found = self._page(at)
            lines, is_readable = page_text.lines(found)
            if lines:
                return Page(lines, Kind.TEXT if is_readable else Kind.UNREADABLE)
            return Page((), Kind.BLANK if drawings.is_blank(found) else Kind.SCAN)

    def part(self, ranges: Iterable[tuple[int, int]]) -> bytes:
        """Return pages, each range by its first and last, as a PDF; raises `pdf.NotTaken`.

        The same pages are the same bytes each time.
        """
        wanted = chain.from_iterable(range(first, last + 1) for first, last in ranges)
        with pdf.reading():
            pages = [self._page(at) for at in wanted]
            for page in pages:
                drawings.leave_only_what_is_drawn(page)
            return parts.written(pages, self._shared, self._language)

    def _page(self, at: int) -> "PageObject":
        from pypdf import PageObject
        from pypdf.generic import NameObject

        self._read += 1
        if self._read >= _FORGET_AFTER or self._counted.count >= _FORGET_AFTER_BYTES:
            self._read = self._counted.count = 0
            self._reader.resolved_objects.clear()
            self._shared.forget()
            gc.collect(1)  # pages are cycles, and an import looks for none by itself
        reference, inherited = self._leaves[at - 1]
        page = PageObject(self._reader, reference)
        found = dict(page)
        page.clear()
        for name in _OF_A_PAGE:
            value = found.get(name, inherited.get(name))
            if value is not None:
                page[NameObject(name)] = value
        notes = _notes(found.get("/Annots"))
        if notes:
            page[NameObject("/Annots")] = notes
        return page


def _language(reader: "PdfReader") -> bytes:
    """Return what a PDF says of the language that it is read aloud in."""
    said = str(reader.root_object.get("/Lang", ""))
    return b"/Lang(%s)" % said.encode() if re.fullmatch(r"[A-Za-z-]{2,20}", said) else b""


def _leaves(reader: "PdfReader") -> Iterator[tuple["IndirectObject", dict[str, Any]]]:
    """Yield each page's reference, and what it inherits; the pages themselves would fill the memory."""
    from pypdf.generic import IndirectObject

    waiting: list[tuple[Any, dict[str, Any], int]] = [(reader.root_object.raw_get("/Pages"), {}, 0)]
    while waiting:
        reference, inherited, depth = waiting.pop()
        node = reference.get_object()
        if depth > _DEEPEST_TREE or not isinstance(reference, IndirectObject):
            raise pdf.NotTaken(pdf.DAMAGED)
        if "/Kids" not in node:
            yield reference, inherited
            reader.resolved_objects.pop((reference.generation, reference.idnum), None)
            continue
        own = {name: node.raw_get(name) for name in _INHERITED if name in node}
        kids = node["/Kids"]
        waiting += [
            (kid, {**inherited, **own} if own else inherited, depth + 1) for kid in kids[::-1]
        ]
        if len(waiting) > 2 * MOST_PAGES:
            raise pdf.NotTaken(pdf.TOO_COMPLICATED)


def _notes(found: Any) -> "ArrayObject | None":
    """Return the notes of a page as they look, with links to elsewhere and nothing else behind them."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    kept = ArrayObject()
    for one in found.get_object() if found is not None else ():
        note = one.get_object()
        looks = {name: note.raw_get(name) for name in _OF_A_NOTE if name in note}
        action = note.get("/A")
        is_link = action is not None and action.get_object().get("/S") == "/URI"
        if is_link:
            words = {name: action.get_object()[name] for name in ("/S", "/URI")}
            looks["/A"] = DictionaryObject({NameObject(k): v for k, v in words.items()})
        if is_link or "/AP" in note:
            kept.append(DictionaryObject({NameObject(k): v for k, v in looks.items()}))
    return kept or None


class _Counted(io.BufferedIOBase):
    """A file that counts what is read of it; a large one is never read whole: pypdf would, to mend it."""

    def __init__(self, file: BinaryIO, *, is_large: bool) -> None:
        self.file, self.is_large, self.count = file, is_large, 0

    def read(self, size: int | None = -1, /) -> bytes:
        if self.is_large and (size is None or size < 0):
            raise pdf.NotTaken(pdf.DAMAGED)
        found = self.file.read(-1 if size is None else size)
        self.count += len(found)
        return found

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
