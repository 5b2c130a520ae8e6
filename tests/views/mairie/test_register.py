"""The register as a file: what the command gives, and what is asked before it leaves."""

import pytest

from domain.agents import exports
from tests.commands.flask import plain, run
from tests.people import BOE, BRUNO, DENIS, MARTINE, NADIA
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def test_it_is_what_the_command_gives(town: Town, clerk: Visitor) -> None:
    clerk.get("/mairie/clients")
    page = clerk.click("Exporter")
    assert page.says("Ce fichier tient le registre des clients : 4 clients.")

    answer = clerk.press_raw("Télécharger")

    there = run(town.app, "clients", "export", "--lien", BOE).said
    assert answer.get_data(as_text=True).replace("\r\n", "\n") == there.replace("\r\n", "\n")
    assert BRUNO.address in there
    assert DENIS.address not in there
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=clients-20")
    assert answer.mimetype == "text/csv"
    assert clerk.get("/mairie/journal").says(
        "emporté par un agent : le registre des clients, 4 clients"
    )


def test_the_addresses_that_customers_changed_are_a_file_of_their_own(clerk: Visitor) -> None:
    clerk.get("/mairie/clients")
    clerk.click("Exporter les adresses changées par les clients")

    said = clerk.press_raw("Télécharger").get_data(as_text=True)

    assert said == "\ufeffNuméro;Nom;Adresse mail;Ancienne adresse;Changée le\r\n"


def test_of_many_people_the_code_is_asked_for_and_the_managers_are_told(
    town: Town, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "FEW", 3)
    town.hire(MARTINE)
    clerk.get("/mairie/clients/exporter")

    refused = clerk.fill("Code", "000000").press("Télécharger", status=422)
    assert refused.says("Ce code ne convient pas")
    assert not clerk.get("/mairie/journal").says("emporté par un agent")
    clerk.get("/mairie/clients/exporter")
    with town.later(minutes=1):
        answer = clerk.fill("Code", town.digits(NADIA)).press_raw("Télécharger")
        town.send_what_is_due()

    assert answer.mimetype == "text/csv"
    (mail,) = town.inbox.to(MARTINE.address)
    assert f"{NADIA.address} vient d'emporter" in mail.text
    assert "4 clients : le registre des clients" in plain(mail.text)


def test_a_form_of_another_site_or_too_old_takes_nothing(clerk: Visitor) -> None:
    clerk.get("/mairie/clients/exporter")

    page = clerk.press_too_late("Télécharger")

    assert page.h1 == "Exporter les clients"
    assert not clerk.get("/mairie/journal").says("emporté par un agent")
