"""XML of a workbook, read piece by piece as it is unpacked: no more than a piece is held at once."""

import zipfile
from collections import deque
from collections.abc import Iterator
from xml.parsers import expat

from sheets import Unreadable

Attributes = dict[str, str]

_PIECE = 64 * 1024
_LONGEST = 1024 * 1024  # bytes from one « < » to the next; a cell holds 32,767 signs
_DEEPEST = 100_000  # elements within each other, roughly counted; expat keeps 100 bytes of each


class Handler:
    """What is done at each element and text; names come as they are written, prefix included."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""

    def text(self, text: str) -> None:
        """Take a text."""

    def end(self, name: str) -> None:
        """Take the end of an element."""


def pieces(archive: zipfile.ZipFile, part: str, handler: Handler) -> Iterator[None]:
    """Read a part, and pause after each piece, so that what was found can be handed on."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = handler.start
    parser.CharacterDataHandler = handler.text
    parser.EndElementHandler = handler.end
    depth = length = 0
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            depth += _opened(piece)
            begins = piece.rfind(b"<")
            length = len(piece) - begins if begins >= 0 else length + len(piece)
            if depth > _DEEPEST or length > _LONGEST:
                raise ValueError("no spreadsheet writes this")
            parser.Parse(piece)
            yield
    parser.Parse(b"", True)


def _opened(piece: bytes) -> int:
    """Return how many more elements begin than end."""
    begun = piece.count(b"<") - piece.count(b"<!") - piece.count(b"<?")
    return begun - 2 * piece.count(b"</") - piece.count(b"/>")


def read(archive: zipfile.ZipFile, part: str, handler: Handler) -> None:
    """Read a part to its end."""
    deque(pieces(archive, part, handler), maxlen=0)


def _refuse_entity(*_declaration: object) -> None:
    raise Unreadable(
        "Ce classeur contient des définitions (entités XML) qu'un tableur n'écrit jamais : "
        "il n'est pas lu."
    )
