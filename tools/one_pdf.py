"""Makes tests/samples/one_pdf, once: `python -m tools.one_pdf`; the mail merge: `tools/mail_merge.py`.

The same twelve bills in one PDF as four programs write it, two pages each: LibreOffice's mail merge;
fpdf2, with a subset of a font; the same without its table of letters; and one written by hand, whose
words are broken by kerning and whose pages share one list of fonts and pictures.
"""

import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fpdf import FPDF

FOLDER = Path(__file__).parents[1] / "tests" / "samples" / "one_pdf"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"  # Debian: fonts-dejavu-core
MADE_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SENDER = ("VILLE DE BOÉ – SERVICE DES EAUX", "1 place de la Mairie, 47550 BOÉ")
BEHIND = (
    "Comment lire votre facture",
    "La part fixe couvre l'entretien du réseau ; la part variable suit votre",
    "consommation relevée au compteur.",
)
_LEFT, _TOP, _COLUMN, _LEADING, _HEIGHT = 60, 70, 120, 20, 842  # points


class Bill(NamedTuple):
    """One bill: what its pages and its row of the list say."""

    number: str
    customer: str
    name: str
    amount: str

    def front(self) -> list[str]:
        """Return the lines of its first page, from the top down."""
        return [
            *SENDER,
            "",
            self.name,
            "1 rue des Lilas",
            "47550 BOÉ",
            "",
            f"Facture n° {self.number} du 23/11/2026",
            f"N° client : {self.customer}",
            "",
            "Eau potable",
            f"Montant à payer avant le 23/12/2026 : {self.amount} €",
        ]


def bills(count: int) -> Iterator[Bill]:
    """Yield bills, each of another customer; as the mail merge has them."""
    first = ("Jeanne", "Paul", "Amélie", "Bruno", "Chloé", "Denis")
    last = ("Lefèvre", "Dupont", "Martin", "Bernard", "Roux", "Fabre", "Garnier", "Perrin")
    for at in range(count):
        name = f"{first[at % len(first)]} {last[at // len(first) % len(last)]}"
        amount = f"{37 + at % 90},{at % 100:02}"
        yield Bill(f"EAU-2026-{at + 1:04}", f"4703{at + 1:04}", name, amount)


def by_fpdf2(pages: Iterable[Iterable[str]]) -> bytes:
    """Write pages of lines with a subset of a TrueType font; a tab parts the cells of a table."""
    made = FPDF(unit="pt")
    made.set_creation_date(MADE_AT)
    made.add_font("sans", fname=FONT)
    for lines in pages:
        made.add_page()
        made.set_font("sans", size=11)
        for at, line in enumerate(lines):
            for column, cell in enumerate(line.split("\t")):
                made.text(_LEFT + column * _COLUMN, _TOP + at * _LEADING, cell)
    return bytes(made.output())


def without_letters(content: bytes) -> bytes:
    """Return a PDF whose fonts no longer say which letters they draw."""
    from pypdf import PdfWriter

    made = PdfWriter(clone_from=io.BytesIO(content))
    for page in made.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            font.get_object().pop("/ToUnicode", None)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def kerned(pages: Iterable[Iterable[str]], *, picture_of: Iterable[int] = ()) -> bytes:
    """Write pages of lines letter by letter, by hand; all share one list of fonts and pictures.

    `picture_of`: the pages, from 0, that show a picture of their own besides.
    """
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"", _FONT]
    shown = set(picture_of)
    kids, pictures = [], []
    for at, lines in enumerate(pages):
        drawing = "\n".join(_kerned(line, row) for row, line in enumerate(lines))
        if at in shown:
            bodies.append(_stream(b"secret of page %d" % at, _PICTURE))
            pictures.append(b"/P%d %d 0 R" % (at, len(bodies)))
            drawing += f"\nq 80 0 0 80 400 60 cm /P{at} Do Q"
        bodies.append(_stream(drawing.encode("cp1252")))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>"
        bodies.append(page % len(bodies))
        kids.append(b"%d 0 R" % len(bodies))
    tree = b"<</Type/Pages/Count %d/Resources 3 0 R/Kids[%s]>>"
    bodies[1] = tree % (len(kids), b" ".join(kids))
    bodies[2] = b"<</Font<</F1 4 0 R>>/XObject<<%s>>>>" % b" ".join(pictures)
    return _written(bodies)


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
_PICTURE = b"/Type/XObject/Subtype/Image/Width 4/Height 4/BitsPerComponent 8/ColorSpace/DeviceGray"


def _kerned(line: str, row: int) -> str:
    signs = [sign.replace("(", "\\(").replace(")", "\\)") for sign in line]
    pieces = "".join(f"({sign}){30 if at % 2 else -15}" for at, sign in enumerate(signs))
    return f"BT /F1 11 Tf {_LEFT} {_HEIGHT - _TOP - row * _LEADING} Td [{pieces}] TJ ET"


def _stream(content: bytes, words: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (words, len(packed))
    return head + b"stream\n" + packed + b"\nendstream"


def _written(bodies: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, at)
    return bytes(out)


def main() -> None:
    """Write those that Python writes."""
    pages = [page for bill in bills(12) for page in (bill.front(), BEHIND)]
    (FOLDER / "fpdf2.pdf").write_bytes(by_fpdf2(pages))
    (FOLDER / "without_letters.pdf").write_bytes(without_letters(by_fpdf2(pages)))
    (FOLDER / "kerned.pdf").write_bytes(kerned(pages, picture_of=range(0, 24, 2)))


if __name__ == "__main__":
    main()
