"""`flask clients codes`: for a mail merge, or as letters; the same at each run."""

import stat
from pathlib import Path

import pytest

from tests.commands.flask import Answer, run
from tests.letter_codes import HUGO, add, code_of, use
from tests.people import BOE, BRUNO, ZOE
from tests.town import Town


def codes(town: Town, *words: str) -> Answer:
    return run(town.app, "clients", "codes", *words, "--lien", BOE)


def test_the_file_has_a_line_for_each_customer(town: Town, tmp_path: Path) -> None:
    add(town)
    path = tmp_path / "codes.csv"

    answer = codes(town, "--sortie", str(path))

    assert answer.status == 0
    head, *rows = path.read_text("utf-8-sig").splitlines()
    assert head == "numero;nom;code;adresse_a_taper"
    assert len(rows) == 5
    assert f"{HUGO.numbers[0]};{HUGO.name};{code_of(town)};" in "\n".join(rows)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_letters_and_file_of_two_runs_agree(town: Town, tmp_path: Path) -> None:
    path, other, page = (tmp_path / name for name in ("a.csv", "b.csv", "lettres.html"))

    codes(town, "--sortie", str(path), "--sans-compte", "--lettres", str(page))
    codes(town, "--sortie", str(other), "--sans-compte")

    assert path.read_bytes() == other.read_bytes()
    for line in path.read_text("utf-8-sig").splitlines()[1:]:
        assert line.split(";")[2] in page.read_text()


def test_renewed_codes_are_others_and_that_is_said(town: Town, tmp_path: Path) -> None:
    before = code_of(town, BRUNO)

    answer = codes(town, "--sortie", str(tmp_path / "codes.csv"), "--renouveler")

    assert "ne fonctionnent plus" in answer.said
    assert code_of(town, BRUNO) != before


@pytest.mark.parametrize("option", ["--sortie", "--lettres"])
def test_nothing_is_overwritten_and_no_code_ends_for_it(
    town: Town, tmp_path: Path, option: str
) -> None:
    path, before = tmp_path / "là", code_of(town, BRUNO)
    path.write_text("à moi")

    answer = codes(town, option, str(path), "--renouveler")

    assert answer.status == 2
    assert "existe déjà" in answer.told
    assert path.read_text() == "à moi"
    assert code_of(town, BRUNO) == before


def test_without_a_file_it_asks_for_one(town: Town) -> None:
    answer = codes(town)

    assert answer.status == 2
    assert "--sortie" in answer.told


def test_adresses_list_accept_and_refuse(town: Town) -> None:
    use(town.visitor(), BRUNO.numbers[0], code_of(town, BRUNO), ZOE.address)

    listed = run(town.app, "adresses", "list", "--lien", BOE)
    assert listed.status == 0
    for words in (BRUNO.numbers[0], BRUNO.name, BRUNO.address, ZOE.address, "Avant d'accepter"):
        assert words in listed.said
    accepted = run(town.app, "adresses", "accept", "1", "--lien", BOE)
    assert accepted.status == 0
    assert "deux adresses" in accepted.said.replace("\u00a0", " ")
    again = run(town.app, "adresses", "refuse", "1", "--lien", BOE)
    assert again.status == 2
    assert "déjà acceptée" in again.told
    assert "Aucune demande" in run(town.app, "adresses", "list", "--lien", BOE).said


def test_where_no_file_can_be_written_the_next_run_gives_the_same_codes(
    town: Town, tmp_path: Path
) -> None:
    nowhere, path = tmp_path / "non" / "codes.csv", tmp_path / "codes.csv"

    answer = codes(town, "--sortie", str(nowhere))

    assert answer.status == 2
    assert "n'existe pas" in answer.told
    codes(town, "--sortie", str(path))
    assert code_of(town, BRUNO) in path.read_text("utf-8-sig")
