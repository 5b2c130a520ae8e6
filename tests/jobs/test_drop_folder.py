"""The drop folder: what staff without a terminal put there is imported by itself."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain import clock
from domain.invoices import access
from jobs import drop_folder, dropped_files
from jobs.dropped_files import Watch
from store import Unavailable, customers, imports
from tests.bills import a_batch, a_bill, brought_in, change_customers, invoices_of
from tests.commands.flask import ROOT, a_data_folder, variables
from tests.databases import EmptyDatabase, settings_of, store_of
from tests.jobs.portal import until
from tests.missing import missing
from tests.people import AGEN, ALICE, BOE, BRUNO
from tests.sheets.made import SAMPLES, corrected
from tests.town import ORIGIN, SENDER, Town

LIBREOFFICE = Path(__file__).parents[1] / "samples" / "factures-libreoffice.zip"
STILL = 0.3
LIST = "Numéro;Nom;Mail\n9001;NEUF Alice;neuf@exemple.fr\n"


@pytest.fixture
def depot(town: Town, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Boé's folder; the child process finds the same portal as the town."""
    for name, value in (
        ("DATA_DIR", str(town.data_dir)),
        ("PUBLIC_URL", ORIGIN),
        ("MAIL_SERVER", town.inbox.host),
        ("MAIL_DEFAULT_SENDER", SENDER),
        *settings_of(town.data_dir).items(),
    ):
        monkeypatch.setenv(f"PORTAIL_{name}", value)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    town.app.extensions["portail-drop-folder"] = Watch(STILL)
    look(town)
    return town.data_dir / "depot" / BOE


def under_way(town: Town) -> Path:
    """Where what was taken lies meanwhile: not where staff may write."""
    return town.data_dir / "depot-en-cours" / BOE


def look(town: Town) -> None:
    with town.app.app_context():
        drop_folder.look()


def look_until_taken(town: Town) -> None:
    """Two looks, far enough apart."""
    look(town)
    time.sleep(STILL * 1.5)
    look(town)


def done(depot: Path) -> list[str]:
    """What lies in traites/, dates apart."""
    today = f"{clock.now().astimezone(ZoneInfo('Europe/Paris')):%Y-%m-%d}"
    return sorted(
        path.name.replace(today, "DATE").replace(path.stem[-6:], "HEURE", 1)
        if path.stem[-6:].isdigit()
        else path.name.replace(today, "DATE")
        for path in (depot / "traites").iterdir()
    )


def report(depot: Path) -> str:
    texts = list((depot / "traites").glob("*.txt"))
    assert len(texts) == 1
    return texts[0].read_text("utf-8").replace("\u00a0", " ")


def numbers(town: Town) -> set[str]:
    with town.services.store.read() as transaction:
        return set(customers.known(transaction, BOE))


def test_every_commune_has_its_folder_that_only_the_portal_reads(town: Town, depot: Path) -> None:
    assert {path.name for path in depot.parent.iterdir()} == {"M470310001", "M470010001"}
    assert oct(depot.stat().st_mode & 0o777) == "0o700"


def test_a_sheet_says_how_a_file_is_named(town: Town, depot: Path) -> None:
    sheet = depot / "LISEZ-MOI.txt"
    sheet.write_text("effacé")

    look(town)

    assert "clients….csv, clients….xlsx ou clients….ods" in sheet.read_text("utf-8")
    assert sheet.stat().st_mode & 0o777 == 0o600


def test_the_service_is_mailed_the_report_where_the_commune_wants_that(
    town: Town, depot: Path
) -> None:
    toml = town.data_dir / "portails.toml"
    toml.write_text(toml.read_text().replace("telephone =", "depot_rapport = true\ntelephone ="))
    (depot / "clients.csv").write_text(LIST, "utf-8")

    look_until_taken(town)
    town.send_what_is_due()

    (mail,) = town.inbox.mails
    assert mail.recipients == ("service-facturation@ville-boe.fr",)
    assert mail.subject.startswith("Dossier de dépôt\u00a0: clients-")
    assert "tout a été pris" in mail.text
    assert "Nouveaux      1" in mail.text


def test_reports_stay_in_the_folder_where_nothing_is_said(town: Town, depot: Path) -> None:
    (depot / "clients.csv").write_text(LIST, "utf-8")

    look_until_taken(town)
    town.send_what_is_due()

    assert town.inbox.mails == []


def test_a_list_is_imported_and_its_report_lies_beside_it(town: Town, depot: Path) -> None:
    (depot / "clients de novembre.csv").write_text(LIST, "utf-8")

    look_until_taken(town)

    assert "9001" in numbers(town)
    assert done(depot) == [
        "clients de novembre-DATE-HEURE.csv",
        "clients de novembre-DATE-HEURE.txt",
    ]
    assert report(depot).startswith("Import du ")
    with town.services.store.read() as transaction:
        (row,) = imports.listed(transaction, BOE)
    assert f"{ORIGIN}/mairie/lots/{row.id}?LIEN={BOE}" in report(depot)
    assert "tout a été pris" in report(depot)
    assert "Nouveaux      1" in report(depot)


def test_rejects_lie_beside_it_and_come_back_through_the_folder(town: Town, depot: Path) -> None:
    shutil.copy(SAMPLES / "clients-tel-quel.csv", depot / "clients.csv")
    look_until_taken(town)
    rejects = next((depot / "traites").glob("*-rejets.xlsx"))

    assert "une partie a été refusée" in report(depot)
    assert "déposez ce fichier à son tour dans le dossier de dépôt" in report(depot)

    (depot / rejects.name).write_bytes(corrected(rejects, C2="jean.dupuy@exemple.fr"))
    look_until_taken(town)

    assert "0051" in numbers(town)


def test_a_list_that_is_held_back_is_reported_and_not_imported(town: Town, depot: Path) -> None:
    (depot / "clients.csv").write_text("Numéro;Mail\n47;a@exemple.fr\n", "utf-8")

    look_until_taken(town)

    assert "rien n'a été importé" in report(depot)
    assert "avec --malgre-les-zeros" in report(depot)
    assert "47" not in numbers(town)


def test_a_batch_made_by_libreoffice_alone_reaches_its_two_customers(
    town: Town, depot: Path
) -> None:
    town.activate(BRUNO)
    for person in (ALICE, BRUNO):
        change_customers(town, person, name="")  # these PDFs name nobody
    shutil.copy(LIBREOFFICE, depot / "Factures novembre.ZIP")

    look_until_taken(town)
    town.send_what_is_due()
    look_until_taken(town)

    assert "tout a été pris" in report(depot)
    assert "Nouvelles     2" in report(depot)
    assert sorted(mail.to for mail in town.inbox.mails) == [ALICE.address, BRUNO.address]
    assert invoices_of(town, ALICE) == ["EAU-2026-0101"]
    assert invoices_of(town, BRUNO) == ["EAU-2026-0102"]


def test_refused_invoices_lie_beside_their_batch(town: Town, depot: Path) -> None:
    a_batch(depot, a_bill(ALICE, "FA-1"), a_bill("999", "FA-2"), name="novembre")

    look_until_taken(town)

    assert "3  client   le client 999" in report(depot)
    assert len(list((depot / "traites").glob("novembre-*-rejets.zip"))) == 1
    assert invoices_of(town, ALICE) == ["FA-1"]


def test_a_list_of_states_changes_what_is_there_and_gives_back_what_it_can_not(
    town: Town, depot: Path, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    (depot / "Statuts-semaine.csv").write_text("numéro;statut\nFA-1;payée\nFA-9;payée\n", "utf-8")

    look_until_taken(town)

    assert "FA-1 : payée" in report(depot)
    assert "la facture FA-9 n'est pas ici" in report(depot)
    assert len(list((depot / "traites").glob("Statuts-semaine-*-rejets.xlsx"))) == 1
    with town.services.store.read() as transaction:
        [bill] = access.of_account(transaction, town.account(ALICE))
    assert bill.state == "paid"


def test_a_file_that_fails_altogether_says_why_and_never_blocks_the_next(
    town: Town, depot: Path
) -> None:
    (depot / "clients-1.xlsx").write_bytes(b"%PDF-1.7")
    (depot / "clients-2.csv").write_text(LIST, "utf-8")

    look_until_taken(town)

    texts = [path.read_text("utf-8") for path in sorted((depot / "traites").glob("*.txt"))]
    assert "rien n'a été importé" in texts[0]
    assert "un PDF" in texts[0]
    assert "9001" in numbers(town)


@pytest.mark.parametrize(
    "name",
    [
        ".~lock.clients.csv#",
        ".clients.csv.tmp",
        "clients.csv.part",
        "clients.csv.tmp",
        ".clients.csv",
        "notes.txt",
        "liste.csv",
    ],
)
def test_files_of_other_names_are_left_alone(town: Town, depot: Path, name: str) -> None:
    (depot / name).write_text(LIST, "utf-8")

    look_until_taken(town)

    assert (depot / name).exists()
    assert done(depot) == []
    said = [] if name.startswith(".") or name.endswith((".part", ".tmp")) else [name]
    assert dropped_files.strangers(depot) == said


def test_a_copy_with_its_full_size_and_no_end_yet_is_waited_for(town: Town, depot: Path) -> None:
    content = (SAMPLES / "clients-40.xlsx").read_bytes()
    half = depot / "clients.xlsx"
    half.write_bytes(content[:3000] + bytes(len(content) - 3000))
    look_until_taken(town)
    assert half.exists()

    half.write_bytes(content)
    look_until_taken(town)

    assert not half.exists()
    assert "47031001" in numbers(town)


def test_a_link_to_elsewhere_is_not_followed(town: Town, depot: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(LIST, "utf-8")
    (depot / "clients.csv").symlink_to(secret)

    look_until_taken(town)

    assert secret.exists()
    assert "9001" not in numbers(town)


def test_a_file_that_has_another_name_elsewhere_is_not_taken(
    town: Town, depot: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(LIST, "utf-8")
    secret.chmod(0o644)
    (depot / "clients.csv").hardlink_to(secret)

    look_until_taken(town)

    assert "9001" not in numbers(town)
    assert secret.stat().st_mode & 0o777 == 0o644
    assert dropped_files.strangers(depot) == ["clients.csv"]


def test_a_link_that_came_in_between_is_told_and_not_followed(
    town: Town, depot: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(LIST, "utf-8")
    secret.chmod(0o644)
    work = under_way(town) / "2026-11-24-100000-1-2"
    work.mkdir()
    (work / "clients-2026-11-24-100000.csv").symlink_to(secret)

    look(town)

    assert "9001" not in numbers(town)
    assert secret.stat().st_mode & 0o777 == 0o644
    assert [path.suffix for path in (depot / "traites").iterdir()] == [".txt"]
    assert "un lien vers un autre endroit" in report(depot)


def test_each_commune_has_its_turn(town: Town, depot: Path) -> None:
    for number in range(2):
        (depot / f"clients-{number}.csv").write_text(LIST.replace("9001", f"900{number}"), "utf-8")
    (depot.parent / AGEN / "clients.csv").write_text(LIST, "utf-8")

    look_until_taken(town)

    first, second = sorted((depot / "traites").glob("*.txt"))
    [other] = (depot.parent / AGEN / "traites").glob("*.txt")
    told = [path.stat().st_mtime_ns for path in (first, other, second)]
    assert told == sorted(told)


def test_a_share_that_is_mounted_there_is_copied_from(tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        missing("everything is on one disk here")
    source = elsewhere / f"{tmp_path.name}.csv"
    source.write_text(LIST, "utf-8")

    dropped_files.move(source, tmp_path / "clients.csv")

    assert (tmp_path / "clients.csv").read_text("utf-8") == LIST
    assert not source.exists()


def test_what_a_killed_portal_had_taken_is_imported_at_the_next_start(
    town: Town, depot: Path
) -> None:
    work = under_way(town) / "2026-11-24-100000-1-2"
    work.mkdir()
    (work / "clients-2026-11-24-100000.csv").write_text(LIST, "utf-8")

    look(town)

    assert "9001" in numbers(town)
    assert list(under_way(town).iterdir()) == []


def test_what_was_imported_is_laid_into_no_other_folder(town: Town, depot: Path) -> None:
    other = depot.parent / AGEN
    (depot / "traites").rmdir()
    (depot / "traites").symlink_to(other)
    (depot / "clients.csv").write_text(LIST, "utf-8")

    look_until_taken(town)

    assert "tout a été pris" in report(depot)
    assert list(other.glob("clients*")) == []


def test_housekeeping_erases_nothing_behind_a_link(town: Town, depot: Path) -> None:
    kept = town.data_dir / "sauvegardes"
    kept.mkdir()
    (kept / "portail-2020-01-01-030000.tar").touch()
    (depot / "traites").rmdir()
    (depot / "traites").symlink_to(kept)

    with town.app.app_context():
        assert drop_folder.erase_done(clock.now().date()) == 0

    assert len(list(kept.iterdir())) == 1


def test_one_communes_folder_never_blocks_anothers(town: Town, depot: Path) -> None:
    first = min((depot.parent / code for code in (BOE, AGEN)), key=_place_of(town))
    last = depot.parent / (AGEN if first.name == BOE else BOE)
    (first / "LISEZ-MOI.txt").unlink()
    (first / "LISEZ-MOI.txt").mkdir()
    (last / "clients.csv").write_text(LIST, "utf-8")

    for _ in range(2):
        with pytest.raises(Unavailable):
            look(town)
        time.sleep(STILL * 1.5)

    assert report(last).startswith("Import du ")


def _place_of(town: Town) -> Callable[[Path], int]:
    codes = list(town.services.portals.all())
    return lambda folder: codes.index(folder.name)


@pytest.fixture
def served(tmp_path: Path, empty_database: EmptyDatabase) -> Iterator[Path]:
    """The data folder of a real `flask serve`."""
    folder = a_data_folder(tmp_path / "data")
    empty_database.lay(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", "--port", "0"],
        cwd=ROOT,
        env=variables(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield folder
    process.terminate()
    process.wait(15)


def test_a_slow_copy_is_taken_when_it_is_whole(served: Path) -> None:
    depot = served / "depot" / BOE
    until(depot.exists, 20)
    lines = (SAMPLES / "clients-40-windows.csv").read_bytes().splitlines(keepends=True)

    with (depot / "clients.csv").open("wb", buffering=0) as copy:
        for start in range(0, len(lines), 7):
            copy.write(b"".join(lines[start : start + 7]))
            time.sleep(1.5)
    until(a_report_in(depot), 40)

    store = store_of(served)
    with store.read() as transaction:
        assert len(customers.known(transaction, BOE)) == 40
    store.close()
    assert len(list((depot / "traites").glob("*.txt"))) == 1


def a_report_in(depot: Path) -> Callable[[], bool]:
    return lambda: any((depot / "traites").glob("*.txt"))


def test_a_data_folder_that_can_not_be_locked_is_said_in_one_sentence(town: Town) -> None:
    lock = town.data_dir / drop_folder.LOCK
    lock.unlink(missing_ok=True)
    lock.mkdir()

    with town.app.app_context(), pytest.raises(Unavailable, match="ne peut pas servir"):
        drop_folder.look()
