"""The drop folder: what staff without a terminal put there is imported by itself."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain import clock
from domain.invoices import access
from jobs import drop_folder, dropped_files
from store import Unavailable, imports
from tests import wholes
from tests.bills import a_batch, a_bill, brought_in, change_customers, invoices_of
from tests.jobs.depot import LIST, STILL, look, look_until_taken, numbers, report
from tests.people import AGEN, ALICE, BOE, BRUNO
from tests.sheets.made import SAMPLES, corrected
from tests.town import ORIGIN, Town

LIBREOFFICE = Path(__file__).parents[1] / "samples" / "factures-libreoffice.zip"


def done(depot: Path) -> list[str]:
    """What lies in traites/, dates apart."""
    today = f"{clock.now().astimezone(ZoneInfo('Europe/Paris')):%Y-%m-%d}"
    return sorted(
        path.name.replace(today, "DATE").replace(path.stem[-6:], "HEURE", 1)
        if path.stem[-6:].isdigit()
        else path.name.replace(today, "DATE")
        for path in (depot / "traites").iterdir()
    )


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


def test_one_pdf_for_all_bills_comes_in_with_its_list(town: Town, depot: Path) -> None:
    wholes.add_customers(town)
    wholes.a_lot(depot, wholes.sample("libreoffice"), is_named=False, name="factures")

    look_until_taken(town)

    assert "tout a été pris" in report(depot)
    assert "Nouvelles     12" in report(depot)
    assert "Noms dans les PDF : 12 trouvés" in report(depot).replace("\u00a0", " ")


def test_one_pdf_that_is_in_doubt_is_refused_by_page_and_row(town: Town, depot: Path) -> None:
    wholes.add_customers(town)
    whole = wholes.rearranged(wholes.sample("libreoffice"), range(22))
    wholes.a_lot(depot, whole, name="factures")

    look_until_taken(town)

    assert "ligne 13 (EAU-2026-0012) : son numéro n'est à aucune page" in report(depot)
    assert "Nouvelles      0" in report(depot)


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


def test_each_commune_has_its_turn(town: Town, depot: Path) -> None:
    for number in range(2):
        (depot / f"clients-{number}.csv").write_text(LIST.replace("9001", f"900{number}"), "utf-8")
    (depot.parent / AGEN / "clients.csv").write_text(LIST, "utf-8")

    look_until_taken(town)

    first, second = sorted((depot / "traites").glob("*.txt"))
    [other] = (depot.parent / AGEN / "traites").glob("*.txt")
    told = [path.stat().st_mtime_ns for path in (first, other, second)]
    assert told == sorted(told)


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


def test_a_data_folder_that_can_not_be_locked_is_said_in_one_sentence(town: Town) -> None:
    lock = town.data_dir / drop_folder.LOCK
    lock.unlink(missing_ok=True)
    lock.mkdir()

    with town.app.app_context(), pytest.raises(Unavailable, match="ne peut pas servir"):
        drop_folder.look()
