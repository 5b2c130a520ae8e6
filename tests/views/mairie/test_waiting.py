"""« Factures en attente »: what the PDF says beside the register's line, and a button to publish it."""

from pathlib import Path

import pytest

from tests.bills import a_batch, a_bill, brought_in, invoices_of
from tests.pdfs import a_pdf
from tests.people import ALICE, BRUNO, NADIA, OLIVIER
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def clerk(town: Town, tmp_path: Path) -> Visitor:
    """An agent, where the PDFs of two bills were exchanged."""
    pdfs = {"FA-1.pdf": a_pdf(BRUNO.name), "FA-2.pdf": a_pdf(ALICE.name)}
    bills = a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2")
    brought_in(town, a_batch(tmp_path, *bills, name="novembre", pdfs=pdfs))
    return town.at_work(NADIA)


def test_what_waits_is_to_do_and_shown_beside_what_its_pdf_says(clerk: Visitor) -> None:
    clerk.get("/mairie")

    page = clerk.click("2 factures en attente : sont-elles bien celles des clients ?")

    assert page.h1 == "Factures en attente"
    assert page.says("novembre.zip, import n° 1 : 2 factures")
    assert page.says(f"{ALICE.name}, client n° {ALICE.numbers[0]}")
    assert page.says(f"Le PDF porte le nom d'un autre client du lot, {BRUNO.name}.")
    assert page.says(f"Ce que dit le PDF : {BRUNO.name} 1")


def test_one_is_published_after_a_look_and_a_second_press_changes_nothing(
    town: Town, clerk: Visitor
) -> None:
    clerk.get("/mairie/attente")
    form = clerk.sent_by(clerk.page.button("Publier quand même la facture FA-1")[0])

    page = clerk.press("Publier quand même la facture FA-1")

    assert page.says("1 facture est en ligne.")
    assert invoices_of(town, ALICE) == ["FA-1"]
    assert not page.says("FA-1")
    clerk.raw("POST", "/mairie/attente", data=form)
    assert clerk.get("/mairie/attente").says("Cette facture n'attendait plus")
    town.send_what_is_due()
    assert [mail.to for mail in town.inbox.mails] == [ALICE.address]


def test_a_pdf_that_came_after_the_look_is_not_published(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    clerk.get("/mairie/attente")
    form = clerk.sent_by(clerk.page.button("Publier quand même la facture FA-1")[0])
    pdfs = {"FA-1.pdf": a_pdf("DURAND Zoé")}
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), name="correction", pdfs=pdfs))

    clerk.raw("POST", "/mairie/attente", data=form)

    assert clerk.get("/mairie/attente").says("son PDF a été remplacé entre-temps")
    assert invoices_of(town, ALICE) == []


def test_a_whole_batch_is_published_after_a_question_and_the_journal_says_by_whom(
    town: Town, clerk: Visitor
) -> None:
    clerk.get("/mairie/attente")
    question = clerk.click("Publier les 2 factures de ce lot")
    assert question.says("Dans 2 factures, le PDF ne porte pas le nom du client")

    page = clerk.press("Publier quand même")

    assert page.says("2 factures sont en ligne.")
    assert page.says("Aucune facture n'attend.")
    assert clerk.get("/mairie").says("Rien à faire.")
    assert clerk.get("/mairie/journal").says("factures en attente publiées quand même : FA-1, FA-2")


def test_another_communes_agent_neither_sees_nor_publishes_them(town: Town, clerk: Visitor) -> None:
    clerk.get("/mairie/attente")
    form = clerk.sent_by(clerk.page.button("Publier quand même la facture FA-1")[0])
    other = town.at_work(OLIVIER)

    assert other.get("/mairie/attente").says("Aucune facture n'attend.")
    other.get("/mairie/attente/lot/1", status=404)
    other.get("/mairie/attente")
    form["csrf_token"] = other.sent_by(other.page.button("Me déconnecter")[0])["csrf_token"]
    assert other.raw("POST", "/mairie/attente", data=form).status_code == 303
    assert invoices_of(town, ALICE) == []


def test_the_sheet_says_that_a_bill_waits(clerk: Visitor) -> None:
    page = clerk.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")

    assert page.says("En attente : personne d'autre que le service ne la voit.")


def test_the_list_as_the_customer_has_it_does_not_show_it(clerk: Visitor) -> None:
    page = clerk.get(f"/mairie/clients/factures?numero={ALICE.numbers[0]}")

    assert not page.says("FA-1")
