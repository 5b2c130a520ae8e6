"""At the town hall: the bills of a lot that go on paper, as one PDF; the statement of a bill."""

import io
from pathlib import Path

from pypdf import PdfReader

from domain.customers import choosing
from domain.history import NO_VISIT
from tests.bills import a_batch, a_bill, brought_in
from tests.people import ALICE, BRUNO, CHLOE, NADIA, OLIVIER, VILLE_DE_BOE
from tests.town import Town
from tests.visitor import Visitor


def a_lot(town: Town, folder: Path) -> None:
    with town.services.store.write() as transaction:
        note, number = "coupon", ALICE.numbers[0]
        choosing.set_by_service(transaction, VILLE_DE_BOE, number, note, NO_VISIT, is_online=True)
    brought_in(town, a_batch(folder, a_bill(ALICE, "A-1"), a_bill(BRUNO, "B-1")))
    town.send_what_is_due()


def downloaded(visitor: Visitor, path: str) -> list[str]:
    form, _ = visitor.page.button("Télécharger")
    content = visitor.download(path, visitor.sent_by(form))
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_what_goes_on_paper_is_counted_and_given_as_one_pdf(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    visitor = town.at_work(NADIA)
    page = visitor.click("Papier")

    visitor.get("/mairie/papier/lot/1")
    pages = downloaded(visitor, "/mairie/papier/lot/1")

    assert page.says("À imprimer 1, lues 0, prévenues 1, à prévenir 0 : 2 factures.")
    assert page.says("Huit jours après, imprimez aussi ce que personne n'a ouvert.")
    assert ["B-1" in text for text in pages] == [True]


def test_lots_with_nothing_to_print_hide_none_that_has(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    visitor = town.at_work(NADIA)
    for number in (2, 3, 4):
        brought_in(town, a_batch(tmp_path, a_bill(CHLOE, f"C-{number}"), name=f"lot-{number}"))
        visitor.get(f"/mairie/lots/{number}/retirer")
        visitor.press("Retirer")

    page = visitor.get("/mairie/papier")

    assert page.says("Lot n° 1")
    assert not page.says("Lot n° 4")


def test_the_page_of_a_lot_leads_to_what_goes_on_paper(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    visitor = town.at_work(NADIA)
    visitor.get("/mairie/lots/1")

    assert visitor.click("Imprimer ce qui va sur papier, lot 1").button("Télécharger")


def test_a_statement_is_reached_from_the_sheet(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    visitor = town.at_work(NADIA)
    visitor.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")

    page = visitor.click("Relevé de la facture A-1")

    assert page.h1 == "Relevé de mise à disposition"
    assert page.says("mail d'annonce remis à notre serveur d'envoi le")
    assert page.says(f", pour {ALICE.address} (choisie en ligne)")


def test_another_commune_gets_neither(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    boe = town.at_work(NADIA)
    boe.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")
    statement = boe.page.link("Relevé de la facture A-1")
    agen = town.at_work(OLIVIER)

    agen.get("/mairie/papier/lot/1", status=404)
    agen.get(statement, status=404)
