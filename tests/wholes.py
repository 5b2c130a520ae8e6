"""One PDF for all bills, as three programs write it, and as it should not be: `tools/one_pdf.py` made them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter, Transformation

from tests import tables
from tests.people import BOE
from tests.town import Town
from tools import one_pdf
from tools.one_pdf import Bill

SAMPLES = Path(__file__).parent / "samples" / "one_pdf"
PRODUCERS = ("fpdf2", "kerned", "libreoffice")
BILLS = tuple(one_pdf.bills(12))
FRONTS = tuple(range(0, 24, 2))  # pages, from 0: each bill has a front and a back
COLUMNS = ("numero", "client", "objet", "date", "echeance", "montant")


def sample(producer: str) -> bytes:
    """The twelve bills in one PDF of 24 pages."""
    return (SAMPLES / f"{producer}.pdf").read_bytes()


def rearranged(content: bytes, order: Iterable[int | bytes | None]) -> bytes:
    """Its pages in this order, from 0; None: a blank page, bytes: the pages of another PDF."""
    source, made = PdfReader(io.BytesIO(content)), PdfWriter()
    for one in order:
        if one is None:
            made.add_blank_page(595, 842)
        elif isinstance(one, int):
            made.add_page(source.pages[one])
        else:
            made.append(io.BytesIO(one))
    return _written(made)


def on_one_sheet(content: bytes, first: int, second: int) -> bytes:
    """Two pages on one sheet, the second half way down."""
    source, made = PdfReader(io.BytesIO(content)), PdfWriter()
    page = made.add_page(source.pages[first])
    page.merge_transformed_page(source.pages[second], Transformation().translate(0, -400))
    return _written(made)


def encrypted(content: bytes) -> bytes:
    made = PdfWriter(clone_from=io.BytesIO(content))
    made.encrypt("", "secret", algorithm="RC4-128")
    return _written(made)


def page(*lines: str) -> bytes:
    """A page with these lines, as fpdf2 writes it."""
    return one_pdf.by_fpdf2([lines])


def scan() -> bytes:
    """A page that is one picture."""
    return one_pdf.kerned([[]], picture_of=[0])


def a_lot(
    folder: Path,
    whole: bytes,
    bills: Sequence[Bill] = BILLS,
    *,
    is_named: bool = True,
    pages: Sequence[str] = (),
    name: str = "lot",
) -> Path:
    """A ZIP with tout.pdf and its list; `is_named`: each line names the PDF."""
    out = io.StringIO()
    more = ("fichier",) * is_named + ("pages",) * bool(pages)
    rows = csv.writer(out, delimiter=";")
    rows.writerow((*COLUMNS, *more))
    for at, bill in enumerate(bills):
        said = (bill.number, bill.customer, "Eau potable", "23/11/2026", "23/12/2026", bill.amount)
        rows.writerow((*said, *("tout.pdf",) * is_named, *pages[at : at + 1]))
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("factures.csv", out.getvalue())
        archive.writestr("tout.pdf", whole)
    return path


def add_customers(town: Town, bills: Iterable[Bill] = BILLS) -> None:
    """Add whose bills these are to the register of Boé."""
    rows = [{"portal": BOE, "number": bill.customer, "name": bill.name} for bill in bills]
    with town.services.store.write() as transaction:
        tables.add_customers(transaction, rows)


def texts(content: bytes) -> list[str]:
    """The text of each page, without its blanks."""
    reader = PdfReader(io.BytesIO(content))
    return ["".join(one.extract_text().split()) for one in reader.pages]


def _written(made: PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()
