"""PDFs as people's programs make them, and as nobody should send them."""

import io
import os
import time
import zlib
from datetime import UTC, datetime

from fpdf import FPDF

from store.documents import YOUNG_SECONDS, Documents

MADE_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def a_pdf(text: str = "Facture", *, pages: int = 1, encrypted: bool = False) -> bytes:
    """A small PDF by fpdf2."""
    document = FPDF()
    document.set_creation_date(MADE_AT)  # the same words give the same bytes at any second
    if encrypted:
        document.set_encryption(owner_password="secret")
    for page in range(pages):
        document.add_page()
        document.set_font("Helvetica", size=12)
        document.multi_cell(0, 10, f"{text} {page + 1}")
    return bytes(document.output())


def packed(streams: int, unpacked_bytes: int) -> bytes:
    """A PDF whose objects are packed in so many streams, each of so many blanks once unpacked."""
    out, entries = io.BytesIO(), [b"\0" * 7]
    out.write(b"%PDF-1.7\n")

    def add(body: bytes) -> None:
        entries.append(b"\1" + out.tell().to_bytes(4, "big") + b"\0\0")
        out.write(b"%d 0 obj\n%s\nendobj\n" % (len(entries) - 1, body))

    def stream(words: bytes, content: bytes) -> bytes:
        head = b"<<%s/Filter/FlateDecode/Length %d>>" % (words, len(content))
        return head + b"\nstream\n" + content + b"\nendstream"

    add(b"<</Type/Catalog/Pages 2 0 R>>")
    add(b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
    blanks = zlib.compress(b"0     " + b" " * unpacked_bytes, 9)
    for _ in range(streams):
        add(stream(b"/Type/ObjStm/N 1/First 6", blanks))
    entries.extend(b"\2" + number.to_bytes(4, "big") + b"\0\0" for number in range(4, 4 + streams))
    at, size = out.tell(), len(entries)
    table = zlib.compress(b"".join(entries))
    words = b"/Type/XRef/Size %d/W[1 4 2]/Root 1 0 R" % size
    out.write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, stream(words, table), at))
    return out.getvalue()


def by_hand(*, catalog: str = "", objects: tuple[str, ...] = ()) -> bytes:
    """A PDF written object by object; `objects` are numbered from 4."""
    bodies = (
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *objects,
    )
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    at = out.tell()
    out.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\n".encode())
    out.write(f"startxref\n{at}\n%%EOF\n".encode())
    return out.getvalue()


def age(documents: Documents) -> None:
    """Let a day and more go by for every file."""
    before = time.time() - YOUNG_SECONDS - 60
    for path in documents.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (before, before))
