"""`flask clients import` and `list`, as the billing clerk types them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.flask import Answer, a_data_folder, flask
from tests.databases import EmptyDatabase
from tests.sheets.made import SAMPLES, corrected, rows_of


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    return data


@pytest.fixture
def as_it_comes(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "clients-tel-quel.csv", tmp_path / "clients.csv"))


def clients(folder: Path, *words: str | Path) -> Answer:
    return flask("clients", *map(str, words), folder=folder)


def test_the_list_as_it_comes_is_taken_in_part_and_the_rest_explained(
    folder: Path, as_it_comes: Path
) -> None:
    answer = clients(folder, "import", as_it_comes)

    assert answer.status == 1
    assert "Nouveaux      10" in answer.said
    assert "encore activer de compte : 0054, 0055." in answer.said
    assert "    8  Courriel   « jean.dupuy@exemple,fr » : il y a une virgule" in answer.said
    assert "clients-rejets.xlsx" in answer.said
    assert "=SOMME(A1:A9)" in clients(folder, "list").said


def test_the_rejects_are_corrected_and_imported_in_their_turn(
    folder: Path, as_it_comes: Path
) -> None:
    clients(folder, "import", as_it_comes)
    rejects = as_it_comes.with_name("clients-rejets.xlsx")

    titles, first, *_ = rows_of(rejects)
    rejects.write_bytes(corrected(rejects, C2="jean.dupuy@exemple.fr"))
    answer = clients(folder, "import", rejects)

    assert titles == ["N° abonné", "Nom", "Courriel", "Observations", "motif"]
    assert first[0] == "0051"
    assert first[4].startswith("Courriel : « jean.dupuy@exemple,fr » : il y a une virgule")
    assert "Nouveaux      1" in answer.said
    assert "jean.dupuy@exemple.fr" in clients(folder, "list").said


def test_rejects_in_csv_are_corrected_in_any_encoding(folder: Path, as_it_comes: Path) -> None:
    clients(folder, "import", as_it_comes, "--csv")
    rejects = as_it_comes.with_name("clients-rejets.csv")
    lines = rejects.read_text("utf-8-sig").splitlines()

    typed = [lines[0], lines[1].replace("exemple,fr", "exemple.fr", 1)]
    rejects.write_text("\r\n".join(typed), "cp1252")
    answer = clients(folder, "import", rejects)

    assert lines[0] == "N° abonné;Nom;Courriel;Observations;motif"
    assert answer.status == 0
    assert "Nouveaux      1" in answer.said
    assert "jean.dupuy@exemple.fr" in clients(folder, "list").said


def test_rejects_left_as_they_are_never_overwrite_anything(folder: Path, as_it_comes: Path) -> None:
    for _ in range(2):
        clients(folder, "import", as_it_comes)

    found = sorted(path.name for path in as_it_comes.parent.glob("clients*"))
    assert found == ["clients-rejets-2.xlsx", "clients-rejets.xlsx", "clients.csv"]


def test_an_import_tried_dry_says_the_same_and_writes_nothing(
    folder: Path, as_it_comes: Path
) -> None:
    answer = clients(folder, "import", as_it_comes, "--dry-run")

    assert answer.status == 1
    assert "Nouveaux      10" in answer.said
    assert "Colonnes laissées de côté : Observations." in answer.said
    assert [path.name for path in as_it_comes.parent.glob("clients*")] == ["clients.csv"]
    assert clients(folder, "list").said.strip() == "0 client."


@pytest.mark.parametrize("name", ["clients-40.xlsx", "clients-40.ods", "clients-40-windows.csv"])
def test_every_format_brings_in_the_same_customers(folder: Path, name: str) -> None:
    answer = clients(folder, "import", SAMPLES / name)
    listed = json.loads(clients(folder, "list", "--json", "--search", "lefevre").said)

    assert answer.status == 0
    assert "Colonnes laissées de côté" not in answer.said  # where letters go is read too
    assert listed[0]["numero"] == "47031002"
    assert listed[0]["nom"] == "LEFÈVRE Mathilde"


def test_three_thousand_customers_come_in_and_nothing_changes_the_second_time(folder: Path) -> None:
    first = clients(folder, "import", SAMPLES / "clients-3000.csv")
    second = clients(folder, "import", SAMPLES / "clients-3000.csv")

    assert "Nouveaux      3 000" in first.said
    assert "Inchangés     3 000" in second.said
    assert (first.status, second.status) == (0, 0)


def test_what_an_import_changes_is_shown_old_and_new(folder: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "a.csv", tmp_path / "b.csv"
    before.write_text("Numéro;Nom;Mail\n1;ABADIE;a@exemple.fr\n", "utf-8")
    after.write_text("Numéro;Nom;Mail\n1;ABADIE;\n", "utf-8")
    clients(folder, "import", before)

    answer = clients(folder, "import", after)

    assert "1 : adresse a@exemple.fr → (aucune adresse)" in answer.said
    assert answer.status == 0


def test_an_import_has_a_number_is_listed_and_taken_back(folder: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "octobre.csv", tmp_path / "novembre.csv"
    right.write_text("Numéro;Nom;Mail\n1;ABADIE;a@exemple.fr\n", "utf-8")
    wrong.write_text("Numéro;Nom;Mail\n1;ABADIE;\n2;BLANC;b@exemple.fr\n", "utf-8")
    clients(folder, "import", right)

    imported = clients(folder, "import", wrong)
    listed = json.loads(clients(folder, "imports", "--json").said)
    undone = clients(folder, "annuler", "2")

    assert imported.said.startswith("novembre.csv, import n° 2 → Ville de Boé")
    assert [(one["numero"], one["liste"], one["nouveaux"]) for one in listed] == [
        (2, "novembre.csv", 1),
        (1, "octobre.csv", 1),
    ]
    assert undone.status == 0
    assert "Retirés du registre     1" in undone.said
    assert "Remis comme avant       1" in undone.said
    assert "a@exemple.fr" in clients(folder, "list").said
    again = clients(folder, "annuler", "2")
    assert (again.status, "Il ne reste rien à annuler" in again.said) == (2, True)


def test_what_an_import_can_not_be_taken_back_of_is_named(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "clients.csv"
    listed.write_text("Numéro;Nom;Mail\n1;ABADIE;a@exemple.fr\n2;BLANC;\n", "utf-8")
    clients(folder, "import", listed)
    clients(folder, "remove", "1")

    undone, unknown = clients(folder, "annuler", "1"), clients(folder, "annuler", "7")

    assert undone.status == 1
    assert "ont changés depuis : 1." in undone.said.replace("les a changés", "ont changés")
    assert (unknown.status, "n° 7 n'existe pas ici" in unknown.told) == (2, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"Nom;Mail\nA;a@exemple.fr\n", "Il manque la colonne « N° client »"),
        (b"Numero;Mail\n", "aucun client"),
        (b"%PDF-1.7", "un PDF"),
    ],
)
def test_a_file_that_can_not_be_read_changes_nothing_and_says_why(
    folder: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    bad = tmp_path / "clients.csv"
    bad.write_bytes(content)

    answer = clients(folder, "import", bad)

    assert answer.status == 2
    assert sentence in answer.told
    assert answer.said == ""


def test_where_there_are_two_portals_lien_is_asked_for(tmp_path: Path) -> None:
    folder = a_data_folder(
        tmp_path / "data",
        '[M470310001]\nnom = "Boé"\ncontact = "a@exemple.fr"\n'
        '[M470010001]\nnom = "Agen"\ncontact = "b@exemple.fr"\n',
    )

    without = clients(folder, "import", SAMPLES / "clients-40.xlsx")
    named = clients(folder, "import", SAMPLES / "clients-40.xlsx", "--lien", "m470010001")

    assert (without.status, named.status) == (2, 0)
    assert "--lien" in without.told
    assert "Agen (M470010001)" in named.said
