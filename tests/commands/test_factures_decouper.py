"""`flask factures decouper`, as staff type it."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from store import secret_key
from tests import tables, wholes
from tests.commands.flask import a_data_folder, flask
from tests.databases import EmptyDatabase, store_of
from tests.people import BOE
from tests.wholes import BILLS, a_lot, sample, texts
from tools.one_pdf import Bill


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    """A portal with the customers of the twelve bills in its register."""
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    store = store_of(data)
    secret_key.load(store)
    rows = [{"portal": BOE, "number": bill.customer, "name": bill.name} for bill in BILLS]
    with store.write() as transaction:
        tables.add_customers(transaction, rows)
    store.close()
    return data


def laid(folder: Path, whole: bytes, bills: tuple[Bill, ...] = BILLS) -> tuple[str, str]:
    """The PDF and the list as they lie on a disk, beside one another."""
    with zipfile.ZipFile(a_lot(folder, whole, bills)) as archive:
        archive.extractall(folder)
    return str(folder / "tout.pdf"), str(folder / "factures.csv")


@pytest.mark.parametrize("producer", wholes.PRODUCERS)
def test_whose_each_page_is_stands_in_a_table(folder: Path, tmp_path: Path, producer: str) -> None:
    answer = flask("factures", "decouper", *laid(tmp_path, sample(producer)), folder=folder)

    assert answer.status == 0
    title, first, *_ = answer.said.splitlines()
    assert title.split() == [
        "Ligne",
        "Facture",
        "Pages",
        "Trouvé",
        "par",
        "Nom",
        "trouvé",
        "À",
        "regarder",
    ]
    assert first.split() == [
        "2",
        "EAU-2026-0001",
        "1-2",
        "n°",
        "de",
        "facture",
        "jeanne",
        "lefevre",
    ]
    assert "12 factures, 24 pages." in answer.said.replace("\u00a0", " ")


def test_what_is_doubtful_comes_first(folder: Path, tmp_path: Path) -> None:
    """Line 10 has another's name, line 6 none at all, and nobody in the register has line 4's number."""
    exchanged = wholes.page("Facture n° EAU-2026-0009", "Bruno Lefèvre")
    nobody = wholes.page("Facture n° EAU-2026-0005", "1 rue des Lilas")
    stranger = wholes.page("Facture n° EAU-2026-0003")
    order = [0, 1, 2, 3, stranger, 6, 7, nobody, *range(10, 16), exchanged, *range(18, 24)]
    bills = (*BILLS[:2], BILLS[2]._replace(customer="0815"), *BILLS[3:])

    answer = flask(
        "factures",
        "decouper",
        *laid(tmp_path, wholes.rearranged(sample("fpdf2"), order), bills),
        folder=folder,
    )

    assert answer.status == 0
    rows = [line.split() for line in answer.said.splitlines()[1:13]]
    assert [row[0] for row in rows[:4]] == ["10", "6", "4", "2"]
    assert "nom d'un autre client : Bruno Lefèvre" in answer.said
    assert "nom absent" in answer.said
    assert "client inconnu" in answer.said


def test_what_stops_it_is_said_by_page_and_row(folder: Path, tmp_path: Path) -> None:
    files = laid(tmp_path, sample("libreoffice"), BILLS[1:])

    answer = flask("factures", "decouper", *files, folder=folder)

    assert answer.status == 2
    assert "tout.pdf n'est pas découpé :" in answer.said
    assert "page 1 : elle porte le numéro EAU20260001" in answer.said


def test_what_it_writes_is_a_batch_to_import(folder: Path, tmp_path: Path) -> None:
    files, out = laid(tmp_path, sample("kerned")), tmp_path / "parts"

    tried = flask("factures", "decouper", *files, "--dry-run", "--sortie", str(out), folder=folder)
    assert (tried.status, out.exists()) == (0, False)
    answer = flask("factures", "decouper", *files, "--sortie", str(out), folder=folder)

    assert answer.status == 0
    rows = list(
        csv.DictReader(io.StringIO((out / "factures.csv").read_text("utf-8-sig")), delimiter=";")
    )
    assert rows[3]["fichier"] == "EAU-2026-0004.pdf"
    assert "EAU-2026-0004" in texts((out / "EAU-2026-0004.pdf").read_bytes())[0]
    assert flask("factures", "import", str(out), folder=folder).status == 0
    again = flask("factures", "decouper", *files, "--sortie", str(out), folder=folder)
    assert again.status == 2
    assert "n'est pas vide" in again.told


@pytest.mark.parametrize("missing", ["tout.pdf", "factures.csv"])
def test_a_file_that_is_not_there_is_a_sentence(folder: Path, tmp_path: Path, missing: str) -> None:
    files = laid(tmp_path, sample("fpdf2"))
    (tmp_path / missing).unlink()

    answer = flask("factures", "decouper", *files, folder=folder)

    assert answer.status == 2
    assert missing in answer.told
