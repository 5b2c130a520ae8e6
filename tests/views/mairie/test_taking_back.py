"""« Retirer »: what goes is said before; who had been told may be written to; a second time nothing is left."""

from pathlib import Path

import pytest

from domain import imports
from domain.imports import Options, Subject
from tests.bills import a_batch, a_bill, brought_in, invoices_of
from tests.commands.flask import plain
from tests.people import ALICE, BOE, BRUNO, NADIA
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def a_list(town: Town, folder: Path, *rows: str) -> int:
    path = folder / "clients.csv"
    path.write_text("\n".join(["Numéro;Nom;Adresse mail", *rows]), "utf-8")
    here = town.services.portals.all()[BOE]
    number = imports.carry_out(town.services.store, here, Subject.CUSTOMERS, path, Options()).number
    assert number is not None
    return number


def open_page(clerk: Visitor, number: int | None) -> None:
    clerk.get(f"/mairie/lots/{number}")
    clerk.click("Retirer cet import")


def test_bills_go_and_who_was_told_is_written_to(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = brought_in(
        town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2"))
    ).number
    town.send_what_is_due()
    open_page(clerk, number)
    assert clerk.page.says("2 factures seront retirées.")
    assert clerk.page.says("Un mail avait déjà prévenu 1 client.")

    form, _ = clerk.page.button("Retirer")
    action, data = str(form.get("action")), clerk.sent_by(form)
    page = clerk.post(action, data | {"prevenir": "oui"})

    assert page.says("2 factures retirées.")
    assert page.says(f"par {NADIA.address}")
    assert invoices_of(town, ALICE) == []
    town.send_what_is_due()
    mail = town.inbox.to(ALICE.address)[-1]
    assert plain(mail.subject) == "Ville de Boé : une facture retirée"
    assert "Eau potable, n° FA-1, 57,20 €" in plain(mail.text)
    assert clerk.get("/mairie/journal").says("factures retirées : FA-1, FA-2")


def test_nobody_is_written_to_unless_asked_and_what_waits_is_cancelled(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"))).number
    open_page(clerk, number)
    assert clerk.page.says("Aucun mail n'est encore parti, et aucun ne partira.")

    clerk.press("Retirer")

    town.send_what_is_due()
    assert town.inbox.to(ALICE.address) == []


def test_a_second_press_finds_nothing_left(town: Town, clerk: Visitor, tmp_path: Path) -> None:
    number = brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"))).number
    open_page(clerk, number)
    form, _ = clerk.page.button("Retirer")
    action, data = str(form.get("action")), clerk.sent_by(form)
    clerk.post(action, data)

    page = clerk.post(action, data)

    assert page.says("Il ne reste rien à retirer.")
    assert clerk.get("/mairie/journal").text.count("factures retirées") == 1
    assert clerk.get(f"/mairie/lots/{number}/retirer").says(
        "Il ne reste rien à retirer de cet import."
    )


def test_what_a_later_import_corrected_stays_and_is_named(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = brought_in(
        town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2"))
    ).number
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1", montant="1,00")))
    open_page(clerk, number)
    assert clerk.page.says("1 facture sera retirée.")

    page = clerk.press("Retirer")

    assert page.says("Restent, car un import plus récent les a corrigées : FA-1.")
    assert invoices_of(town, ALICE) == ["FA-1"]


def test_a_list_of_customers_goes_where_nothing_newer_changed_it(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = a_list(town, tmp_path, "0100;NEUF;neuf@exemple.fr", "0101;AUTRE;autre@exemple.fr")
    brought_in(town, a_batch(tmp_path, a_bill("0101", "FA-7")))
    open_page(clerk, number)
    assert clerk.page.says("1 client sera retiré du registre.")
    assert clerk.page.says("Restent dans le registre, car ils ont des factures : 0101.")

    page = clerk.press("Retirer")

    assert page.says("1 client retiré du registre. Restent dans le registre")
    clerk.get("/mairie/clients/fiche?numero=0100", status=404)
    assert clerk.get("/mairie/journal").says(f"import de clients annulé : n° {number}")


def test_a_page_that_was_open_too_long_takes_nothing_back(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    open_page(clerk, brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"))).number)

    clerk.press_too_late("Retirer")

    assert invoices_of(town, ALICE) == ["FA-1"]


def test_a_list_that_was_taken_back_is_not_taken_back_again(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    open_page(clerk, a_list(town, tmp_path, "0100;NEUF;neuf@exemple.fr"))
    form, _ = clerk.page.button("Retirer")
    action, data = str(form.get("action")), clerk.sent_by(form)
    clerk.post(action, data)

    page = clerk.post(action, data)

    assert page.says("Il ne reste rien à retirer.")
    assert clerk.get("/mairie/journal").text.count("import de clients annulé") == 1
