"""« Déposer », from the file to the report: each function leads a page to one state."""

import io
import zipfile

from playwright.sync_api import FilePayload

from domain import own_columns
from domain.history import NO_VISIT
from store import upload_files
from tests import bills, uploads
from tests.browser.screen import CAST, LEA, WATER, Screen, state
from tests.pdfs import a_pdf
from tests.people import BOE, NADIA
from tools import one_pdf

LIST = (
    "Numéro;Nom;Adresse mail\n"
    "48000001;VIDAL Vincent;vincent.vidal@exemple.fr\n"
    "48000002;WEBER Wendy;wendy.weber.exemple.fr\n"
    "48000003;XAVIER Xénia;\n"
).encode()
UNKNOWN = (
    "Réf. redevance;Nom;Adresse mail;Tournée\n"
    "48000011;YVON Yves;yves.yvon@exemple.fr;12\n"
    "48000012;ZELLER Zita;zita.zeller@exemple.fr;12\n"
).encode()
LOT = (
    bills.a_bill(WATER, "2026-E-0501"),
    bills.a_bill("0047", "2026-E-0502"),
    bills.a_bill("47039999", "2026-E-0503"),
    bills.a_bill("47031003", "2026-E-0504", date="31/02/2026"),
)


@state
def mairie_deposer(screen: Screen) -> None:
    screen.work_as(NADIA)
    screen.follow("Déposer")


@state
def mairie_deposer_sans_fichier(screen: Screen) -> None:
    mairie_deposer(screen)
    screen.press("Vérifier")


@state
def mairie_deposer_verification(screen: Screen) -> None:
    _bring(screen, LIST)
    screen.follow("Ne plus la recharger d'elle-même")


@state
def mairie_deposer_avance(screen: Screen) -> None:
    _bring(screen, LIST)
    key = screen.page.url.rstrip("/").rpartition("/")[2]
    upload_files.note_progress(screen.served.town.data_dir, key, 340, 812)
    screen.follow("Ne plus la recharger d'elle-même")


@state
def mairie_deposer_abandonne(screen: Screen) -> None:
    mairie_deposer_verification(screen)
    screen.press("Abandonner")


@state
def mairie_deposer_liste(screen: Screen) -> None:
    _check(screen, LIST)


@state
def mairie_deposer_lot(screen: Screen) -> None:
    _check(screen, _lot(), "factures-novembre.zip")


@state
def mairie_deposer_attend(screen: Screen) -> None:
    numbers = "\n".join(
        f"{number};PERSONNE {number};p{number}@exemple.fr" for number in range(10, 30)
    )
    _check(screen, f"Numéro;Nom;Adresse mail\n{numbers}\n".encode(), "clients-sans-zeros.csv")


@state
def mairie_deposer_refuse(screen: Screen) -> None:
    _check(screen, b"%PDF-1.7\n", "factures.pdf")


@state
def mairie_deposer_de_nouveau(screen: Screen) -> None:
    mairie_deposer_refuse(screen)
    screen.press("Vérifier de nouveau")
    screen.follow("Ne plus la recharger d'elle-même")


@state
def mairie_deposer_fait(screen: Screen) -> None:
    mairie_deposer_liste(screen)
    screen.press("Importer")
    _carry_on(screen)


@state
def mairie_deposer_encore(screen: Screen) -> None:
    mairie_deposer_fait(screen)
    screen.page.context.clear_cookies()
    mairie_deposer_liste(screen)


def _check(screen: Screen, content: bytes, name: str = "clients.csv") -> None:
    _bring(screen, content, name)
    _carry_on(screen)


def _bring(screen: Screen, content: bytes, name: str = "clients.csv") -> None:
    mairie_deposer(screen)
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    screen.page.get_by_label("Fichier", exact=True).set_input_files(file)
    screen.press("Vérifier")


def _carry_on(screen: Screen) -> None:
    uploads.carry_on(screen.served.town)
    screen.page.reload()


def _lot() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("factures.csv", bills.a_list(*LOT))
        for bill in LOT:
            archive.writestr(f"{bill['numero']}.pdf", a_pdf(bills.printed(bill, CAST)))
    return content.getvalue()


@state
def mairie_deposer_colonnes(screen: Screen) -> None:
    """A list whose number nobody knows."""
    _tell(screen, "Réf. redevance", None)
    _check(screen, UNKNOWN, "clients-redevance.csv")


@state
def mairie_deposer_colonnes_dites(screen: Screen) -> None:
    mairie_deposer_colonnes(screen)
    screen.page.get_by_label("« Réf. redevance »").select_option("N° client")
    screen.press("C'est bien cela")


@state
def mairie_colonnes(screen: Screen) -> None:
    _tell(screen, "Réf. abonnement d'eau", "customer")
    screen.work_as(NADIA)
    screen.open("/mairie/colonnes")


@state
def mairie_colonnes_retenues(screen: Screen) -> None:
    mairie_colonnes(screen)
    screen.page.get_by_label("« Réf. abonnement d'eau »").select_option("oublier")
    screen.press("Enregistrer")


def _tell(screen: Screen, title: str, field: str | None) -> None:
    """Say what a title means, as an agent may have done."""
    portals = screen.served.town.services.portals
    with screen.served.town.services.store.write() as transaction:
        own_columns.keep(transaction, portals.path, portals.all()[BOE], {title: field}, NO_VISIT)


@state
def mairie_deposer_decoupe(screen: Screen) -> None:
    """One PDF of all bills, of which one lacks its customer's name."""
    whose = {WATER: LEA.name, "0047": "BÉRARD Bruno", "47031003": "M. Dupont"}
    rows = [bills.a_bill(owner, f"2026-E-06{at:02}") for at, owner in enumerate(whose, 1)]
    pages = [
        (["VILLE DE BOÉ", name, f"Facture n° {row['numero']}", "Montant : 57,20 €"], one_pdf.BEHIND)
        for row, name in zip(rows, whose.values(), strict=True)
    ]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "factures.csv", bills.a_list(*(row | {"fichier": "tout.pdf"} for row in rows))
        )
        archive.writestr("tout.pdf", one_pdf.by_fpdf2(page for both in pages for page in both))
    _check(screen, content.getvalue(), "factures-novembre.zip")
    screen.page.get_by_text("Ce que disent les pages").first.click()
