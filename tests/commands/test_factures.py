"""`flask factures`, as staff type it."""

import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests import tables
from tests.bills import a_batch, a_bill
from tests.commands.bills import a_register, activate_many, asked, bring_in, numbers
from tests.commands.flask import flask
from tests.databases import EmptyDatabase, store_of
from tests.pdfs import a_pdf
from tests.people import ALICE, BOE, BRUNO
from tests.sheets.made import corrected, rows_of

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    return a_register(tmp_path, empty_database)


def test_a_batch_made_by_libreoffice_alone_comes_in(folder: Path, tmp_path: Path) -> None:
    batch = tmp_path / "novembre.zip"
    shutil.copy(SAMPLES / "factures-libreoffice.zip", batch)

    answer = bring_in(folder, batch)

    assert (answer.status, answer.told) == (0, "")
    assert answer.said.splitlines() == [
        "novembre.zip, import n° 1 → Ville de Boé (M470310001)",
        "  Nouvelles     2",
        "  Remplacées    0",
        "  Inchangées    0",
        "  Refusées      0",
        "À comparer avec votre logiciel : 2 factures, 160,65 €, 2 clients.",
        "  2 clients sans compte encore.",
        "Noms dans les PDF : 2 trouvés.",
        "",
        "À imprimer 2, lues 0, prévenues 0, à prévenir 0 : 2 factures.",
    ]
    assert numbers(folder) == ["EAU-2026-0101", "EAU-2026-0102"]
    assert not list(tmp_path.glob("*rejets*"))


def test_a_second_time_changes_nothing(folder: Path, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill(ALICE))
    bring_in(folder, batch)

    answer = bring_in(folder, batch)

    assert answer.status == 0
    assert "  Nouvelles     0\n  Remplacées    0\n  Inchangées    1\n" in answer.said


def test_refused_lines_come_back_as_a_batch_of_their_own(folder: Path, tmp_path: Path) -> None:
    batch = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1"),
        a_bill(BRUNO, "FA-2", date="31/02/2026"),
        a_bill("999", "FA-3", objet="=1+1"),
        name="novembre",
        pdfs={"FA-3.pdf": a_pdf(f"FA-3 {BRUNO.name}")},
    )

    answer = bring_in(folder, batch)

    assert answer.status == 1
    assert "    3  date     la date « 31/02/2026 » n'existe pas" in answer.said
    assert "    4  client   le client 999 n'est pas dans le registre" in answer.said
    rejects = tmp_path / "novembre-rejets.zip"
    with zipfile.ZipFile(rejects) as archive:
        assert sorted(archive.namelist()) == ["FA-2.pdf", "FA-3.pdf", "factures.xlsx"]
        listing = archive.read("factures.xlsx")
    titles, _, last = rows_of(listing)
    assert titles[-2:] == ["fichier", "motif"]
    assert last[2] == "=1+1"
    assert last[-1].startswith("client : le client 999 n'est pas dans le registre")

    mended = tmp_path / "corrige.zip"
    with zipfile.ZipFile(rejects) as archive, zipfile.ZipFile(mended, "w") as made:
        made.writestr("factures.xlsx", corrected(listing, D2="28/02/2026", B3="0047"))
        for name in ("FA-2.pdf", "FA-3.pdf"):
            made.writestr(name, archive.read(name))
    assert bring_in(folder, mended).status == 0
    assert numbers(folder) == ["FA-1", "FA-2", "FA-3"]


def test_refused_lines_come_back_in_csv_where_that_is_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    batch = a_batch(
        tmp_path,
        a_bill(BRUNO, "FA-2", date="31/02/2026"),
        a_bill("999", "FA-3", objet="=1+1"),
        name="novembre",
        pdfs={"FA-3.pdf": a_pdf(f"FA-3 {BRUNO.name}")},
    )

    bring_in(folder, batch, "--csv")

    rejects = tmp_path / "novembre-rejets.zip"
    with zipfile.ZipFile(rejects) as archive:
        assert sorted(archive.namelist()) == ["FA-2.pdf", "FA-3.pdf", "factures.csv"]
        listing = archive.read("factures.csv").decode("utf-8-sig")
    assert listing.splitlines()[0].endswith(";fichier;motif")
    assert "'=1+1" in listing

    mended = tmp_path / "corrige.zip"
    with zipfile.ZipFile(rejects) as archive, zipfile.ZipFile(mended, "w") as made:
        for name in archive.namelist():
            content = archive.read(name)
            made.writestr(name, content.replace(b"31/02", b"28/02").replace(b";999;", b";0047;"))
    assert bring_in(folder, mended).status == 0
    assert numbers(folder) == ["FA-2", "FA-3"]


def test_rejects_are_never_overwritten(folder: Path, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill("999"), name="novembre")

    first, second = bring_in(folder, batch), bring_in(folder, batch)

    assert "novembre-rejets.zip" in first.said
    assert "novembre-rejets-2.zip" in second.said
    assert (first.status, second.status) == (1, 1)


def test_a_dry_run_says_all_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill("999", "FA-2"))

    answer = bring_in(folder, batch, "--dry-run")

    assert answer.status == 1
    assert "Essai : rien n'est écrit.\n  Nouvelles     1" in answer.said
    assert numbers(folder) == []
    assert not (folder / "documents").exists()
    assert not list(tmp_path.glob("*rejets*"))


@pytest.mark.parametrize("name", ["absent.zip", "texte.zip"])
def test_what_is_no_batch_is_one_sentence(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "texte.zip").write_text("rien")

    answer = bring_in(folder, tmp_path / name)

    assert answer.status == 2
    assert answer.said == ""
    assert len(answer.told.strip().splitlines()) == 1


def test_a_list_that_cannot_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    batch = tmp_path / "lot"
    batch.mkdir()
    (batch / "factures.csv").write_text("nom;prénom\nA;B\n")

    answer = bring_in(folder, batch)

    assert answer.status == 2
    assert "factures.csv : " in answer.told


def test_an_empty_list_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    answer = bring_in(folder, a_batch(tmp_path))

    assert (answer.status, answer.said) == (2, "")
    assert "factures.csv : il n'y a aucune facture sous la ligne de titres." in answer.told


def test_many_announcements_are_asked_about_first(folder: Path, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, *[a_bill(str(index), f"FA-{index}") for index in range(1, 53)])
    activate_many(folder, 52)

    declined = bring_in(folder, batch, typed="n\n")
    ended = bring_in(folder, batch)
    silent = bring_in(folder, batch, "--sans-courriel", "--dry-run")

    assert (declined.status, ended.status, silent.status) == (2, 2, 0)
    assert "52 clients recevront un courriel. Continuer ? (o/n)" in declined.told
    assert numbers(folder) == []
    agreed = bring_in(folder, batch, "--oui")
    assert agreed.status == 0
    assert "52 clients prévenus par courriel." in agreed.said
    listed = flask("factures", "list", folder=folder).said
    assert "0 sur 52 parties" in listed
    told = flask("courriels", "list", folder=folder).said
    assert "Annonces de l'import n° 1 : 0 sur 52 parties." in told


def test_who_could_be_invited_is_written_where_that_is_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    activate_many(folder, 1)
    with closing(store_of(folder)) as store, store.write() as transaction:
        row = {"portal": BOE, "number": "9", "name": "SANS", "address": None}
        tables.add_customers(transaction, [row])
    batch = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1"),
        a_bill("1", "FA-2"),
        a_bill("9", "FA-3"),
    )
    place = tmp_path / "inviter.csv"

    tried = bring_in(folder, batch, "--dry-run", "--sans-compte", str(place))
    assert not place.exists()
    answer = bring_in(folder, batch, "--sans-compte", str(place))

    for said in (tried.said, answer.said):
        assert "logiciel : 3 factures, 171,60 €, 3 clients.\n" in said
        assert "  1 client prévenu par courriel.\n" in said
        assert "  1 client sans compte encore.\n  1 client sans adresse mail.\n" in said
    assert place.read_text("utf-8-sig").splitlines() == [
        "numero;nom;adresse",
        f"{ALICE.numbers[0]};{ALICE.name};{ALICE.address}",
    ]
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_file_of_that_name_stays_and_nothing_is_imported(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "inviter.csv"
    place.write_text("à moi")

    answer = bring_in(folder, a_batch(tmp_path, a_bill(ALICE)), "--sans-compte", str(place))

    assert (answer.status, answer.said) == (2, "")
    assert "inviter.csv n'a pas pu être écrit" in answer.told
    assert place.read_text() == "à moi"
    assert numbers(folder) == []


def doubtful(tmp_path: Path) -> Path:
    """A batch in which two lines name each other's PDF."""
    pdfs = {"FA-1.pdf": a_pdf(BRUNO.name), "FA-2.pdf": a_pdf(ALICE.name)}
    return a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2"), pdfs=pdfs)


def test_a_batch_whose_pdfs_were_exchanged_waits_and_the_report_says_what_to_do(
    folder: Path, tmp_path: Path
) -> None:
    answer = bring_in(folder, doubtful(tmp_path))

    assert answer.status == 1
    assert "Noms dans les PDF : 0 trouvé, 2 en attente." in answer.said
    assert "En attente, car le PDF ne porte pas le nom du client :" in answer.said
    assert f"  FA-1, {ALICE.name} ({ALICE.numbers[0]}) : le PDF porte le nom" in answer.said
    assert "Regardez-les dans « À faire », à /mairie, et publiez-les là" in answer.said
    assert asked(folder, "SELECT count(*) FROM invoices WHERE available_at IS NULL") == [(2,)]


def test_who_insists_has_them_read_all_the_same(folder: Path, tmp_path: Path) -> None:
    answer = bring_in(folder, doubtful(tmp_path), "--malgre-les-noms")

    assert answer.status == 0
    assert "Mises en ligne malgré les noms :" in answer.said
    assert asked(folder, "SELECT count(*) FROM invoices WHERE available_at IS NULL") == [(0,)]
