"""PDFs as people's programs make them, and as nobody should send them."""

import io
from datetime import UTC, datetime

from fpdf import FPDF

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
        document.cell(0, 10, f"{text} {page + 1}")
    return bytes(document.output())


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
