"""« Lots »: each import with its figures; who has no account is invited, what was refused is taken along."""

from pathlib import Path

import pytest

from domain import clock, imports
from domain.agents import exports
from domain.history import Visit
from domain.imports import Options, Subject
from store import imports as rows
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import plain, run
from tests.people import ALICE, BOE, BRUNO, CHLOE, MARTINE, NADIA, OLIVIER
from tests.town import Town
from tests.visitor import Visitor

LIST = "Numéro;Nom;Adresse mail\n0100;NEUF;neuf@exemple.fr\n0101;FAUX;x@@exemple.fr\n"


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def a_batch_of_three(town: Town, folder: Path) -> int:
    """Alice is told, Bruno and Chloé have no account; one line is refused."""
    bills = [a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2", montant="10,00"), a_bill(CHLOE, "FA-3")]
    number = brought_in(town, a_batch(folder, *bills, a_bill("999", "FA-9"), name="mai")).number
    assert number is not None
    return number


def a_list(town: Town, folder: Path) -> int:
    path = folder / "clients.csv"
    path.write_text(LIST, "utf-8")
    here = town.services.portals.all()[BOE]
    options = Options(visit=Visit(by="jeanne, flask clients import"))
    number = imports.carry_out(town.services.store, here, Subject.CUSTOMERS, path, options).number
    assert number is not None
    return number


def test_nothing_came_in_yet(clerk: Visitor) -> None:
    clerk.get("/mairie")

    assert clerk.click("Lots").says("Rien n'a encore été importé.")


def test_an_import_of_bills_says_what_a_clerk_compares(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = a_batch_of_three(town, tmp_path)
    page = clerk.get("/mairie/lots")
    assert page.says("3 factures, 124,40 €, 3 clients, 1 ligne refusée")

    page = clerk.click(f"n° {number}, mai.zip")

    figures = {
        "".join(row.find("th").itertext()): "".join(row.find("td").itertext())  # type: ignore[union-attr]
        for row in page.all("tr")
    }
    assert {key: value.replace("\u00a0", " ") for key, value in figures.items()} == {
        "Factures": "3",
        "Somme": "124,40 €",
        "Clients": "3",
        "dont prévenus par un mail": "1",
        "dont sans compte": "2",
        "dont sans adresse mail": "0",
        "Ajoutés": "3",
        "Modifiés": "0",
        "Inchangés": "0",
        "Lignes refusées": "1",
        "Encore là": "3",
        "Annonces": "0 sur 1 partie",
        "Factures en ligne": "3",
        "Annoncées par un mail": "0",
        "Ouvertes par le client": "0",
    }
    assert page.says("le client 999 n'est pas dans le registre")


def test_a_list_of_customers_says_who_brought_it(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = a_list(town, tmp_path)

    page = clerk.get(f"/mairie/lots/{number}")

    assert page.says("Clients, le ")
    assert page.says("par jeanne, flask clients import")
    assert page.says("Ligne 3, colonne « Adresse mail »")
    assert page.says("x@@exemple.fr")


def test_the_refused_lines_are_a_file_and_their_leaving_is_in_the_journal(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = a_list(town, tmp_path)
    clerk.get(f"/mairie/lots/{number}")

    answer = clerk.press_raw("Télécharger les lignes refusées")

    assert answer.get_data() == (tmp_path / "clients-rejets.xlsx").read_bytes()
    assert "clients-rejets.xlsx" in answer.headers["Content-Disposition"]
    said = f"emporté par un agent : les lignes refusées de l'import n° {number}, 1 ligne"
    assert clerk.get("/mairie/journal").says(said)


def test_the_report_is_that_of_the_drop_folder(town: Town, clerk: Visitor, tmp_path: Path) -> None:
    number = a_list(town, tmp_path)

    said = clerk.raw("GET", f"/mairie/lots/{number}/compte-rendu").get_data(as_text=True)

    assert said.startswith(f"clients.csv, import n° {number} → Ville de Boé")
    assert "x@@exemple.fr" in said


def test_those_without_account_are_invited_once(town: Town, clerk: Visitor, tmp_path: Path) -> None:
    number = a_batch_of_three(town, tmp_path)
    clerk.get(f"/mairie/lots/{number}")

    page = clerk.press("Inviter les 2 sans compte")

    assert page.says("Les invitations partent : 2 adresses, au rythme des annonces.")
    assert not page.says("Inviter les")
    assert page.says("invités il y a moins de 30 jours")
    town.send_what_is_due()
    (mail,) = town.inbox.to(BRUNO.address)
    assert plain(mail.subject) == "Ville de Boé : lisez vos factures en ligne"


def test_the_list_of_those_without_account_is_what_the_command_writes(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    number = a_batch_of_three(town, tmp_path)
    written = tmp_path / "sans.csv"
    again = a_batch(tmp_path, a_bill(BRUNO, "FA-12"), a_bill(CHLOE, "FA-13"), name="juin")
    run(
        *(town.app, "factures", "import", str(again), "--lien", BOE),
        *("--sans-compte", str(written)),
    )
    clerk.get(f"/mairie/lots/{number}")

    assert clerk.press_raw("Télécharger leur liste").get_data() == written.read_bytes()


def test_of_many_people_a_file_asks_for_the_code(
    town: Town, clerk: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "FEW", 1)
    town.hire(MARTINE)
    number = a_batch_of_three(town, tmp_path)
    clerk.get(f"/mairie/lots/{number}")
    clerk.click("Télécharger leur liste")

    page = clerk.fill("Code", "000000").press("Télécharger", status=422)

    assert page.says("Ce code ne convient pas")


@pytest.mark.parametrize("page", ["", "/retirer", "/rejets", "/sans-compte", "/compte-rendu"])
def test_another_communes_agent_finds_nothing(town: Town, tmp_path: Path, page: str) -> None:
    number = a_batch_of_three(town, tmp_path)
    olivier = town.at_work(OLIVIER)

    olivier.get(f"/mairie/lots/{number}{page}", status=404)

    assert olivier.get("/mairie/lots").says("Rien n'a encore été importé.")


def test_what_is_no_longer_kept_is_said(town: Town, clerk: Visitor, tmp_path: Path) -> None:
    number = a_list(town, tmp_path)
    for path in (town.data_dir / "imports").iterdir():
        path.unlink()

    page = clerk.get(f"/mairie/lots/{number}")

    assert page.says("ne sont plus gardés")
    clerk.get(f"/mairie/lots/{number}/rejets", status=404)
    clerk.get(f"/mairie/lots/{number}/compte-rendu", status=404)


@pytest.mark.parametrize("action", ["inviter", "retirer", "rejets", "sans-compte"])
def test_nor_can_they_press_anything(town: Town, tmp_path: Path, action: str) -> None:
    number = a_batch_of_three(town, tmp_path)
    olivier = town.at_work(OLIVIER)
    olivier.get("/mairie/clients/exporter")
    form, _ = olivier.page.button("Télécharger")

    olivier.post(f"/mairie/lots/{number}/{action}", olivier.sent_by(form), status=404)

    assert town.at_work(NADIA).get("/mairie/lots").says("3 factures, 124,40 €")
    assert not town.has_account(BRUNO)


def test_they_come_by_pages(town: Town, clerk: Visitor) -> None:
    with town.services.store.write() as transaction:
        for number in range(60):
            rows.add(
                transaction,
                portal=BOE,
                kind=rows.CLIENTS,
                at=clock.now(),
                name=f"liste-{number:02}.csv",
                counts={},
            )

    newest = clerk.get("/mairie/lots")
    oldest = clerk.click("Plus ancien")

    assert (newest.says("liste-59.csv"), newest.says("liste-09.csv")) == (True, False)
    assert (oldest.says("liste-59.csv"), oldest.says("liste-09.csv")) == (False, True)
    assert clerk.click("Plus récent").says("liste-59.csv")
