"""A column that nobody knows is explained once, on the page that shows it, and kept for every way in."""

import os
from pathlib import Path

import pytest

from store import customers
from tests import uploads as kit
from tests.commands.flask import run
from tests.people import AGEN, BOE, NADIA, OLIVIER
from tests.town import Town
from tests.visitor import Visitor

LIST = (
    "Réf. redevance;Nom;Mél;Tournée\n"
    "0100;NEUF;neuf@exemple.fr;12\n0101;DIX;dix@exemple.fr;12\n0102;ONZE;onze@exemple.fr;13\n"
)


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def asked(town: Town, clerk: Visitor) -> None:
    """Bring a list whose number nobody knows."""
    page = kit.checked(town, clerk, LIST.encode())
    assert page.h1 == "Dites ce que sont ces colonnes"
    assert page.says("Il manque la colonne « N° client »")


def told(town: Town, clerk: Visitor, meaning: str = "N° client") -> None:
    asked(town, clerk)
    where = clerk.fill("« Réf. redevance »", meaning).press("C'est bien cela").path
    kit.carry_on(town)
    clerk.get(where)


def numbers(town: Town, portal: str = BOE) -> set[str]:
    with town.services.store.read() as transaction:
        return set(customers.known(transaction, portal))


def test_three_of_its_cells_are_shown_and_what_is_said_is_read(town: Town, clerk: Visitor) -> None:
    asked(town, clerk)
    assert clerk.page.says("0100 ; 0101 ; 0102")
    where = clerk.fill("« Réf. redevance »", "N° client").press("C'est bien cela").path
    kit.carry_on(town)

    page = clerk.get(where)

    assert page.h1 == "Voici ce que l'import ferait"
    assert page.says("1 colonne que le portail ne connaît pas")  # « Tournée »
    kit.imported(town, clerk)
    assert {"0100", "0101", "0102"} <= numbers(town)


def test_the_command_reads_it_too_and_another_commune_does_not(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    told(town, clerk)
    listed = tmp_path / "clients.csv"
    listed.write_text(LIST, "utf-8")

    here = run(town.app, "clients", "import", str(listed), "--lien", BOE)
    there = run(town.app, "clients", "import", str(listed), "--lien", AGEN)

    assert (here.status, there.status) == (0, 2)
    assert "Il manque la colonne « N° client »" in there.told
    assert "0100" not in numbers(town, AGEN)


def test_what_is_left_aside_is_not_asked_again(town: Town, clerk: Visitor) -> None:
    asked(town, clerk)
    clerk.fill("« Réf. redevance »", "N° client").fill("« Tournée »", "laisser de côté")
    where = clerk.press("C'est bien cela").path
    kit.carry_on(town)

    assert not clerk.get(where).says("que le portail ne connaît pas")


def test_two_columns_can_t_be_one_thing(town: Town, clerk: Visitor) -> None:
    asked(town, clerk)
    clerk.fill("« Réf. redevance »", "N° client").fill("« Tournée »", "N° client")

    page = clerk.press("C'est bien cela")

    assert page.says("« Réf. redevance » et « Tournée » ne peuvent pas être toutes deux")
    assert town.services.portals.all()[BOE].columns == {}


def test_it_is_shown_changed_and_forgotten(town: Town, clerk: Visitor) -> None:
    told(town, clerk)
    page = clerk.get("/mairie/colonnes")
    assert [each.text for each in page.all("option") if "selected" in each.attrib] == ["N° client"]

    page = clerk.fill("« Réf. redevance »", "laisser de côté").press("Enregistrer")
    assert page.says("C'est retenu.")
    assert town.services.portals.all()[BOE].columns == {"Réf. redevance": ""}

    page = clerk.fill("« Réf. redevance »", "oublier").press("Enregistrer")
    assert page.says("Rien n'a encore été dit")
    assert clerk.get("/mairie/journal").says(
        "colonnes des listes nommées : « Réf. redevance » : oublié"
    )


def test_an_unknown_meaning_and_a_page_open_too_long_change_nothing(
    town: Town, clerk: Visitor
) -> None:
    told(town, clerk)
    clerk.get("/mairie/colonnes")

    page = clerk.fill("« Réf. redevance »", "n'importe quoi").press("Enregistrer", status=422)
    assert page.says("Choisissez dans la liste ce qu'est la colonne « Réf. redevance ».")
    clerk.get("/mairie/colonnes")
    clerk.fill("« Réf. redevance »", "oublier").press_too_late("Enregistrer")

    assert town.services.portals.all()[BOE].columns == {"Réf. redevance": "customer"}


def test_another_communes_agent_sees_nothing_of_it(town: Town, clerk: Visitor) -> None:
    told(town, clerk)

    page = town.at_work(OLIVIER).get("/mairie/colonnes")

    assert page.says("Rien n'a encore été dit")


def test_a_folder_that_can_t_be_written_is_a_sentence(
    town: Town, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(town, clerk)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    page = clerk.fill("« Réf. redevance »", "N° client").press("C'est bien cela")

    assert page.says("portails.toml n'a pas pu être écrit")
    assert town.services.portals.all()[BOE].columns == {}
