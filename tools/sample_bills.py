"""Makes tests/samples/factures, once: `python -m tools.sample_bills`.

Two bills by fpdf2, with a subset of a TrueType font, and a credit note written by hand: plain objects
and a text in kerned pieces, as typesetting programs write them.
"""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

FOLDER = Path(__file__).parents[1] / "tests" / "samples" / "factures"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"  # Debian: fonts-dejavu-core
MADE_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SELLER = "RÉGIE DES PRODUITS RÉGIONAUX\n1 place de l'Exemple\n47000 AGEN"
BILL = [
    ("Miel de tournesol, 500 g", "24", "7,45 €", "178,80 €"),
    ("Pruneaux d'Agen, 1 kg", "36", "11,90 €", "428,40 €"),
    ("Livraison", "1", "63,95 €", "63,95 €"),
]
WELCOME = [("Pack de bienvenue", "5", "98,15 €", "490,75 €"), ("Port", "1", "40,00 €", "40,00 €")]


def a_bill(number: str, day: str, customer: str, rows: list[tuple[str, ...]], total: str) -> bytes:
    """One page with a table, by fpdf2; amounts in euros as they are printed."""
    page = FPDF()
    page.set_creation_date(MADE_AT)
    page.add_font("sans", fname=FONT)
    page.add_page()
    page.set_font("sans", size=11)
    page.multi_cell(0, 6, SELLER, new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", size=16)
    page.cell(0, 20, f"Facture n° {number} du {day}", new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", size=11)
    page.cell(0, 8, f"Client n° {customer}", new_x="LMARGIN", new_y="NEXT")
    with page.table(first_row_as_headings=False) as table:
        for row in [
            ("Désignation", "Quantité", "Prix", "Montant"),
            *rows,
            ("Total", "", "", total),
        ]:
            table.row(row)
    return bytes(page.output())


def a_credit_note() -> bytes:
    """One page written object by object: a text in kerned pieces, as typesetting programs do."""
    text = (
        b"BT /F1 16 Tf 60 760 Td [(A)30(v)20(oir n\xb0 A)40(V-2017-0005)] TJ "
        b"0 -30 Td /F1 11 Tf (sur la facture FA-2017-0010, client n\xb0 47031001) Tj "
        b"0 -20 Td (Montant : -233,47 EUR) Tj ET"
    )
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
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
    """Write the three; their list, factures.csv, is kept by hand."""
    bill = a_bill("FA-2017-0010", "13/11/2017", "47031001", BILL, "671,15 €")
    welcome = a_bill("FA-2017-0009", "05/11/2017", "47031002", WELCOME, "530,75 €")
    (FOLDER / "FA-2017-0010.pdf").write_bytes(bill)
    (FOLDER / "FA-2017-0009.pdf").write_bytes(welcome)
    (FOLDER / "AV-2017-0005.pdf").write_bytes(a_credit_note())


if __name__ == "__main__":
    main()
