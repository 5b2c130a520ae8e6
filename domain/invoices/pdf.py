"""Whether a file is a PDF that may be shown to a customer: checked, not believed.

It must be whole, have a page, be readable without a password, and do nothing by itself: no
JavaScript, no program to start. pypdf reads it; what that costs was measured (docs/decisions).
"""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 20 * 1024 * 1024
HEADER_WITHIN = 1024  # ISO 32000-2, annex I: readers accept the header there
END_WITHIN = 2048
_MOST_OBJECTS = 200_000
_MOST_PAGES = 100_000
# What its packed objects may be once unpacked, each and together: billing software stays below 1 MB.
_MOST_UNPACKED = 8 * 1024 * 1024
_MOST_UNPACKED_IN_ALL = 4 * _MOST_UNPACKED
_DEEPEST_TREE = 10
# Whose a bill is stands on its first pages (`names.py`).
PAGES_OF_TEXT = 5
_LONGEST_TEXT = 20_000

# The names that a PDF's active parts can't do without, each letter also as « #xx » (ISO 32000, 7.3.5).
_ACTIVE_NAMES = ("JavaScript", "JS", "Launch")
_DELIMITERS = rb"[\x00\t\n\f\r ()<>\[\]{}/%]"


TOO_COMPLICATED = "le PDF est trop compliqué pour être vérifié"
TOO_LARGE = "le PDF dépasse {} Mo"
DAMAGED = "le PDF est abîmé : il ne peut pas être lu"


class NotTaken(ValueError):
    """The file can't be taken; the text is the reason, as a list of rejects shows it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a PDF that may be shown; `text`: of its first pages, "" where it has none."""

    pages: int
    text: str = field(repr=False)


def check(content: bytes) -> Facts:
    """Return the facts of a PDF; raises `NotTaken` for anything that is not one, or does things."""
    check_outside(content[:HEADER_WITHIN], content[-END_WITHIN:], len(content), MOST_BYTES)
    with reading():
        reader = opened(io.BytesIO(content))
        pages = _pages(reader)
        active = _may_be_active(content, reader) and _is_active(reader)
        text = "" if active else _text(reader)
    if active:
        raise NotTaken("le PDF contient un programme (JavaScript ou lancement d'un logiciel)")
    if pages < 1:
        raise NotTaken("le PDF n'a aucune page")
    if pages > _MOST_PAGES:  # as it says of itself
        raise NotTaken(TOO_COMPLICATED)
    return Facts(pages, text)


def check_part(content: bytes) -> None:
    """Raise `NotTaken` for a PDF written here (`parts.py`) that is too large, or does things.

    Its objects lie open, so that what runs something is named in its bytes.
    """
    if len(content) > MOST_BYTES:
        raise NotTaken(TOO_LARGE.format(MOST_BYTES >> 20))
    if _ACTIVE.search(content):
        check(content)


@contextmanager
def reading() -> Iterator[None]:
    """Let pypdf read within bounds; what it stumbles over is raised as `NotTaken`."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks are about tolerable flaws
    from pypdf import apply_configuration
    from pypdf.errors import LimitReachedError

    try:
        with apply_configuration(zlib_maximum_output_length=_MOST_UNPACKED):
            yield
    except NotTaken:
        raise
    except (LimitReachedError, MemoryError):
        raise NotTaken(TOO_COMPLICATED) from None
    except Exception as error:
        raise NotTaken(DAMAGED) from error


def opened(file: BinaryIO | io.BufferedIOBase) -> "PdfReader":
    """Return the reader of a PDF that needs no password; to be called while `reading`."""
    from pypdf import PdfReader

    reader = PdfReader(cast("IO[bytes]", file))
    if reader.is_encrypted:
        raise NotTaken("le PDF est protégé par un mot de passe ou par des restrictions")
    return reader


def _pages(reader: "PdfReader") -> int:
    """Return how many pages there are, as the page tree says where its first page is there.

    Walking the whole tree takes twice as long as all the rest of the check.
    """
    tree: Any = reader.root_object["/Pages"]
    count, node = tree.get("/Count"), tree
    for _ in range(_DEEPEST_TREE):
        if node.get("/Type") == "/Page" and isinstance(count, int) and count > 0:
            return int(count)
        kids = node.get("/Kids")
        if not kids:
            break
        node = kids[0].get_object()
    return len(reader.pages)


def _text(reader: "PdfReader") -> str:
    """Return the text of the first pages; of a page that pypdf can't read, which may be shown all the same, none."""
    found: list[str] = []
    with suppress(MemoryError):  # the next PDF finds what this one gives back
        for page in islice(reader.pages, PAGES_OF_TEXT):
            with suppress(ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
                found.append(page.extract_text())
    return "\n".join(found)[:_LONGEST_TEXT]


def check_outside(start: bytes, end: bytes, size: int, most: int) -> None:
    """Raise `NotTaken` for a file of so many bytes that does not begin and end as a PDF does."""
    if not size:
        raise NotTaken("le fichier est vide")
    if size > most:
        raise NotTaken(TOO_LARGE.format(most >> 20))
    start = start[:HEADER_WITHIN]
    if b"%PDF-" not in start:
        is_page = re.match(
            rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", start, re.IGNORECASE
        )
        found = " : c'est une page web" if is_page else ""
        raise NotTaken(f"le fichier n'est pas un PDF{found}")
    if b"%%EOF" not in end[-END_WITHIN:]:
        raise NotTaken("le PDF est incomplet : sa fin manque")


def _spelling(name: str) -> bytes:
    letters = (
        f"(?:{letter}|#{''.join(f'[{d.lower()}{d.upper()}]' for d in f'{ord(letter):02x}')})"
        for letter in name
    )
    return "".join(letters).encode()


_ACTIVE = re.compile(
    rb"/(?:" + b"|".join(map(_spelling, _ACTIVE_NAMES)) + rb")(?=" + _DELIMITERS + rb"|$)"
)


def _may_be_active(content: bytes, reader: "PdfReader") -> bool:
    """Whether an active name stands anywhere: quick, and wrong once in 2,000 where bytes are random."""
    if _ACTIVE.search(content):
        return True
    unpacked = 0
    for stream in {stream for stream, _ in reader.xref_objStm.values()}:
        objects = _unpacked(reader, stream)
        unpacked += len(objects)
        if unpacked > _MOST_UNPACKED_IN_ALL:
            raise NotTaken(TOO_COMPLICATED)
        if _ACTIVE.search(objects):
            return True
    return False


def _unpacked(reader: "PdfReader", stream: int) -> bytes:
    from pypdf.generic import IndirectObject, StreamObject

    found = reader.get_object(IndirectObject(stream, 0, reader))
    return bytes(found.get_data()) if isinstance(found, StreamObject) else b""


def _is_active(reader: "PdfReader") -> bool:
    """Whether anything that the document leads to is an action that runs something."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer["/Root"]]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return False
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) not in seen:
                seen.add((item.idnum, item.generation))
                waiting.append(item.get_object())
        elif isinstance(item, DictionaryObject):
            if _runs_something(item):
                return True
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)
    raise NotTaken(TOO_COMPLICATED)


def _runs_something(item: Any) -> bool:
    if "/JS" in item or "/JavaScript" in item:
        return True
    # By [], which follows a reference where .get() does not.
    return "/S" in item and item["/S"] in ("/JavaScript", "/Launch")
