"""Pages of a PDF written as a PDF of their own, with what they draw with and nothing else.

What many parts share, a font above all, is put into bytes once. The same pages give the same bytes,
whatever version of pypdf read them: a bill that comes in again has not changed.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

Reference = tuple[int, int]  # of an object of the PDF that is read
Pieces = Sequence[bytes | Reference]  # bytes, and where other objects are named in them

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _TREE, _FIRST_PAGE = 1, 2, 3


class Shared:
    """The objects that parts share, as bytes; to be forgotten when the reader's are."""

    def __init__(self) -> None:
        """Know none."""
        self._known: dict[Reference, tuple[Pieces, list[Any]]] = {}

    def of(self, reference: Any) -> tuple[Pieces, list[Any]]:
        """Return an object as pieces, and the objects that it names."""
        key = (reference.idnum, reference.generation)
        if key not in self._known:
            self._known[key] = _pieces(reference.get_object())
        return self._known[key]

    def forget(self) -> None:
        """Know none any more."""
        self._known.clear()


def written(pages: Sequence[Any], shared: Shared, language: bytes) -> bytes:
    """Return a PDF of these pages; `language`: as its catalogue says it, "" for none."""
    numbers: dict[Reference, int] = {}
    bodies: list[Pieces] = []
    waiting: list[Any] = []
    first_shared = _FIRST_PAGE + len(pages)
    kids = b" ".join(b"%d 0 R" % (_FIRST_PAGE + at) for at in range(len(pages)))
    bodies.append([b"<</Type/Catalog/Pages %d 0 R%s>>" % (_TREE, language)])
    bodies.append([b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)])
    for page in pages:
        pieces, named = _pieces(page)
        bodies.append([b"<</Parent %d 0 R" % _TREE, *_without_opening(pieces)])
        waiting += named
    while waiting:
        reference = waiting.pop(0)
        key = (reference.idnum, reference.generation)
        if key not in numbers:
            numbers[key] = first_shared + len(numbers)
            pieces, named = shared.of(reference)
            bodies.append(pieces)
            waiting += named
    return _file(bodies, numbers)


def _file(bodies: Sequence[Pieces], numbers: dict[Reference, int]) -> bytes:
    out = io.BytesIO()
    out.write(_HEADER)
    places = []
    for number, pieces in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number)
        for piece in pieces:
            out.write(piece if isinstance(piece, bytes) else b"%d 0 R" % numbers[piece])
        out.write(b"\nendobj\n")
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    out.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOG, at))
    return out.getvalue()


def _without_opening(pieces: Pieces) -> Pieces:
    first, *others = pieces
    assert isinstance(first, bytes)
    return [first.removeprefix(b"<<"), *others]


def _pieces(thing: Any) -> tuple[Pieces, list[Any]]:
    pieces: list[bytes | Reference] = []
    named: list[Any] = []
    plain = io.BytesIO()
    for one in _flat(thing):
        if isinstance(one, bytes):
            plain.write(one)
        else:
            pieces += [plain.getvalue(), (one.idnum, one.generation)]
            named.append(one)
            plain = io.BytesIO()
    pieces.append(plain.getvalue())
    return pieces, named


def _flat(thing: Any) -> Iterator[Any]:
    """Yield an object as bytes, and the references in it as they are."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    if isinstance(thing, IndirectObject):
        yield thing
    elif isinstance(thing, StreamObject):
        data = thing._data  # noqa: SLF001 - packed as it came; there is no public way to it
        yield b"<</Length %d" % len(data)
        yield from _entries(thing, but="/Length")
        yield b">>\nstream\n"
        yield data
        yield b"\nendstream"
    elif isinstance(thing, DictionaryObject):
        yield b"<<"
        yield from _entries(thing)
        yield b">>"
    elif isinstance(thing, ArrayObject):
        yield b"["
        for one in thing:
            yield from _flat(one)
            yield b" "
        yield b"]"
    else:
        written = io.BytesIO()
        thing.write_to_stream(written)
        yield written.getvalue()


def _entries(of: Any, but: str = "") -> Iterator[Any]:
    for name in of:
        if name != but:
            yield from _flat(name)
            yield b" "
            yield from _flat(of.raw_get(name))
