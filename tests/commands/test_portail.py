"""`flask portail`: a first commune, a second one, and what staff wrote in between stays."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from domain import legal, portal_lines, portals
from domain.mailboxes import Mailbox
from tests.commands.flask import BOE, a_data_folder, flask

DEFAULTS = portals.Defaults("http://127.0.0.1:8000", Mailbox("", "factures@ville-boe.fr"))
NEW = ("portail", "new", "M470310001")


def test_the_first_commune_is_asked_for_and_what_remains_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    answer = flask(*NEW, folder=folder, typed="Ville de Boé\nService@Ville-Boe.fr \n")

    boe = portals.load(folder / "portails.toml", DEFAULTS)["M470310001"]
    assert (answer.status, boe.name, boe.contact) == (0, "Ville de Boé", "service@ville-boe.fr")
    assert "http://127.0.0.1:8000/?LIEN=M470310001" in answer.said
    assert "flask clients import" in answer.said
    assert "directeur de la publication" in answer.said


def test_a_second_one_leaves_every_word_of_the_file_as_it_was(tmp_path: Path) -> None:
    written = BOE + "\n# gardez ceci\n[M470310001.mentions]\ndpo = 'dpo@ville-boe.fr'\n"
    folder = a_data_folder(tmp_path / "data", written)

    answer = flask(
        *("portail", "new", "m47001 0001", "--nom", 'Agen "la belle" \\'),
        *("--contact", "factures@ville-agen.fr"),
        folder=folder,
    )

    assert answer.status == 0
    assert (folder / "portails.toml").read_text("utf-8").startswith(written.rstrip())
    assert (
        portals.load(folder / "portails.toml", DEFAULTS)["M470010001"].name == 'Agen "la belle" \\'
    )


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (("M47",), "", "ne peut pas servir de LIEN"),
        (("M470310001",), "", "existe déjà"),
        (("M470310002", "--nom", "Boé", "--contact", "mairie"), "", "« @ »"),
        (("M470310002", "--nom", " ", "--contact", "a@ville-boe.fr"), "", "Le nom de la commune"),
        (("M470310002",), "", "interrompu"),
        (("M470310002",), "Ville de Boé\n", "interrompu"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], typed: str, sentence: str
) -> None:
    folder = a_data_folder(tmp_path / "data")

    answer = flask("portail", "new", *words, folder=folder, typed=typed)

    assert answer.status == 2
    assert sentence in answer.told
    assert (folder / "portails.toml").read_text("utf-8") == BOE


def test_nothing_is_added_to_a_file_that_has_a_mistake(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data", "[M470310001]\nnom = Boé\n")

    answer = flask("portail", "new", "M470310002", folder=folder)

    assert answer.status == 2
    assert "portails.toml ne peut pas être lu : ligne 2" in answer.told


def test_the_list_shows_the_address_to_type_to_people_and_to_programs(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")

    table = flask("portail", "list", folder=folder)
    rows = json.loads(flask("portail", "list", "--json", folder=folder).said)

    assert "http://127.0.0.1:8000/?LIEN=M470310001" in table.said
    assert rows[0]["nom"] == "Ville de Boé"


def test_every_line_that_a_commune_may_have_waits_behind_a_sign(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    flask(*NEW, folder=folder, typed="Ville de Boé\nservice@ville-boe.fr\n")
    (folder / "logo.png").touch()
    file = folder / "portails.toml"

    taken = re.sub(r"^# (?!À)", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(taken, "utf-8")
    boe = portals.load(file, DEFAULTS)["M470310001"]

    assert legal.missing(boe) == {}
    assert set(tomllib.loads(file.read_text("utf-8"))["M470310001"]) == set(portal_lines.LINES)
