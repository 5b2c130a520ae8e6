"""Makes the demonstration's bills, once: `python -m tools.demo_bills`.

fpdf2 is a tool, no part of the portal. What comes out is kept in commands/demo_bills/ and
imported like any batch.
"""

import csv
import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from fpdf import FPDF

from commands.demo_town import FIRST_NUMBER, NAMES
from domain.french import euros

FOLDER = Path(__file__).parents[1] / "commands" / "demo_bills"
COLUMNS = [
    "numero",
    "client",
    "objet",
    "date",
    "echeance",
    "montant",
    "fichier",
    "statut",
    "reste",
    "reference",
    "service",
]
SHOWN = (0, 1, 2)  # Alphonse, Mathilde, Georges: two years of water
CANTEEN = 3  # Mathilde's children
LATEST = date(2026, 11, 1)  # what came since is the second batch: new, and announced
INK, GREY, ROSE = (40, 20, 30), (110, 90, 98), (163, 25, 91)


@dataclass
class Bill:
    """One bill; `rows` are (words, quantity, unit price, cents)."""

    number: str
    customer: int
    subject: str
    issued_on: date
    due_on: date
    rows: list[tuple[str, str, str, int]] = field(default_factory=list)
    state: str = "payée"
    credit_of: str = ""

    @property
    def cents(self) -> int:
        return sum(row[3] for row in self.rows)

    @property
    def reference(self) -> str:
        return f"BOE {self.number.replace('-', ' ')}"

    def line(self) -> dict[str, str]:
        left = {"à payer": self.cents}.get(self.state, 0)
        return {
            "numero": self.number,
            "client": str(FIRST_NUMBER + self.customer),
            "objet": self.subject,
            "date": f"{self.issued_on:%d/%m/%Y}",
            "echeance": "" if self.cents < 0 else f"{self.due_on:%d/%m/%Y}",
            "montant": euros(self.cents),
            "fichier": f"{self.number}.pdf",
            "statut": "" if self.cents < 0 else self.state,
            "reste": "" if self.cents < 0 else euros(left),
            "reference": self.reference,
            "service": "cantine" if self.customer == CANTEEN else "eau",
        }


def water(customer: int, year: int, half: int, volume: int, number: int) -> Bill:
    """Half a year of water and drains."""
    first = date(year, 5, 18) if half == 1 else date(year, 11, 16)
    due = date(year, 6, 30) if half == 1 else date(year + 1, 1, 4)
    rows = [
        ("Abonnement eau potable, six mois", "1", "21,60", 2160),
        ("Consommation d'eau potable", f"{volume} m³", "1,48", volume * 148),
        ("Assainissement collectif", f"{volume} m³", "1,35", volume * 135),
        ("Redevances de l'agence de l'eau", f"{volume} m³", "0,46", volume * 46),
    ]
    rows.append(("TVA 5,5 %", "", "", round(sum(row[3] for row in rows) * 0.055)))
    number_text = f"EAU-{year}-{half}{number:03}"
    subject = f"Eau et assainissement, {'1er' if half == 1 else '2e'} semestre {year}"
    return Bill(number_text, customer, subject, first, due, rows)


def canteen(year: int, month: int, meals: int, number: int) -> Bill:
    """One month of the school canteen for two children."""
    names = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    name = names.split()[month - 1]
    after = date(year + month // 12, month % 12 + 1, 4)
    due = date(after.year + after.month // 12, after.month % 12 + 1, 5)
    rows = [("Repas enfant, école Jules-Ferry, quotient 3", str(meals), "3,45", meals * 345)]
    if month in (9, 1):
        rows.append(("Garderie du matin", "8", "1,10", 880))
    of = "d'" if name[0] in "ao" else "de "
    return Bill(
        f"CAN-{year}-{month:02}{number:02}", CANTEEN, f"Cantine {of}{name} {year}", after, due, rows
    )


def all_bills() -> list[Bill]:
    """Return two years of bills; the same at each call."""
    chance = random.Random(47031)  # noqa: S311 - the same bills each time
    bills = []
    for customer in range(len(NAMES)):
        if customer == CANTEEN:
            continue
        usual = chance.randint(28, 75)
        for year, half in ((2025, 1), (2025, 2), (2026, 1), (2026, 2)):
            volume = usual + chance.randint(-9, 9)
            if customer in SHOWN or (year, half) == (2026, 2):
                bills.append(water(customer, year, half, volume, customer + 1))
    months = [(2025, m) for m in (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)]
    months += [(2026, m) for m in (1, 2, 3, 4, 5, 6, 9, 10)]
    bills += [canteen(year, month, chance.randint(22, 34), 7) for year, month in months]
    for bill in bills:
        if bill.issued_on >= LATEST:
            bill.state = "à payer"
        elif bill.customer == 2:  # noqa: PLR2004 - Georges pays by direct debit
            bill.state = "prélevée"
    bills.append(
        Bill(
            "AV-CAN-2026-0607",
            CANTEEN,
            "Avoir : repas de la sortie scolaire de juin 2026",
            date(2026, 7, 10),
            date(2026, 7, 10),
            [("Repas décomptés (sortie scolaire)", "4", "-3,45", -1380)],
        )
    )
    return bills


class Sheet(FPDF):
    """One page of A4 as a town hall prints it."""

    def __init__(self) -> None:
        super().__init__()
        self.core_fonts_encoding = "windows-1252"
        self.set_creation_date(datetime(2026, 11, 16, tzinfo=UTC))
        self.set_margins(20, 18)
        self.add_page()

    def write_line(
        self, text: str, *, size: int = 10, bold: bool = False, ink: tuple[int, int, int] = INK
    ) -> None:
        self.set_font("Helvetica", "B" if bold else "", size)
        self.set_text_color(*ink)
        self.cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")

    def row(self, cells: tuple[str, str, str, str], *, bold: bool = False) -> None:
        self.set_font("Helvetica", "B" if bold else "", 10)
        self.set_text_color(*INK)
        for text, width, align in zip(cells, (92, 24, 22, 32), "LRRR", strict=True):
            self.cell(width, 8, text, border="B", align=align)
        self.ln()


def pdf(bill: Bill) -> bytes:
    """Return the bill as a PDF of one page."""
    sheet = Sheet()
    name = NAMES[bill.customer].partition(" – ")[0]
    title = "AVOIR" if bill.cents < 0 else "FACTURE"
    sheet.set_title(f"{title.capitalize()} {bill.number}")
    sheet.set_lang("fr-FR")
    sheet.set_draw_color(210, 190, 198)
    sheet.write_line("Ville de Boé", size=18, bold=True, ink=ROSE)
    sheet.write_line("Service facturation, rue de la Mairie, 47550 Boé", ink=GREY)
    sheet.write_line("05 53 00 00 00 - service-facturation@ville-boe.fr", ink=GREY)
    sheet.ln(10)
    sheet.set_x(110)
    sheet.set_font("Helvetica", "", 11)
    sheet.set_text_color(*INK)
    sheet.multi_cell(80, 6, f"{name}\n{bill.customer + 3} rue des Écoles\n47550 BOÉ")
    sheet.ln(8)
    sheet.write_line(f"{title} n° {bill.number}", size=14, bold=True)
    sheet.write_line(bill.subject)
    sheet.write_line(
        f"Client n° {FIRST_NUMBER + bill.customer} - émise le {bill.issued_on:%d/%m/%Y}", ink=GREY
    )
    sheet.ln(6)
    sheet.row(("Désignation", "Quantité", "Prix (€)", "Montant"), bold=True)
    for words, quantity, price, cents in bill.rows:
        sheet.row((words, quantity, price, euros(cents)))
    sheet.row(
        ("À votre crédit" if bill.cents < 0 else "Net à payer", "", "", euros(bill.cents)),
        bold=True,
    )
    sheet.ln(8)
    if bill.cents > 0:
        sheet.write_line(f"À payer avant le {bill.due_on:%d/%m/%Y}", size=12, bold=True)
        sheet.write_line(f"Référence à rappeler : {bill.reference}")
    sheet.set_y(-40)
    sheet.write_line(
        "Document de démonstration : personne n'existe ici, et rien n'est à payer.",
        size=9,
        ink=GREY,
    )
    return bytes(sheet.output())


def write(name: str, bills: list[Bill]) -> None:
    """Write one batch, the same bytes each time."""
    listing = io.StringIO()
    rows = csv.DictWriter(listing, COLUMNS, delimiter=";", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(bill.line() for bill in bills)
    with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file, content in [
            ("factures.csv", ("\ufeff" + listing.getvalue()).encode()),
            *((f"{bill.number}.pdf", pdf(bill)) for bill in bills),
        ]:
            archive.writestr(
                zipfile.ZipInfo(file, (2026, 11, 16, 8, 0, 0)), content, zipfile.ZIP_DEFLATED
            )


def main() -> None:
    """Write both batches."""
    FOLDER.mkdir(exist_ok=True)
    bills = all_bills()
    write("factures-jusqu-en-octobre.zip", [b for b in bills if b.issued_on < LATEST])
    write("factures-novembre-2026.zip", [b for b in bills if b.issued_on >= LATEST])


if __name__ == "__main__":
    main()
