"""`flask doctor` about room, backups, PDFs and the law: each has its line and its remedy."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from commands.checks import Level, host
from domain import clock
from store import backup
from store.documents import Documents
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import doctor, flask, lines, run
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.letter_codes import code_of
from tests.people import ALICE, BOE, BRUNO
from tests.town import COMMUNES, Town, running

MIB, GIB = 1 << 20, 1 << 30


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (99 * MIB, 100 * MIB, Level.BROKEN),
        (1 * GIB, 40 * GIB, Level.CARE),
        (3 * GIB, 40 * GIB, Level.GOOD),  # 7 %
        (6 * GIB, 900 * GIB, Level.GOOD),  # less than 5 %, and plenty
    ],
)
def test_a_disk_that_is_nearly_full_is_told(free: int, total: int, level: Level) -> None:
    assert host.room(free, total).level is level


def test_a_full_disk_is_a_failure(small_disk: Path) -> None:
    answer = flask("doctor", folder=small_disk)

    assert answer.status == 2
    assert "libérez de la place" in lines(answer, "disque")[0]


def test_a_file_that_the_drop_folder_does_not_read_is_named(town: Town) -> None:
    folder = town.data_dir / "depot" / BOE
    folder.mkdir(parents=True)
    (folder / "liste.xlsx").write_bytes(b"x")

    (line,) = lines(doctor(town), "dépôt")

    assert "liste.xlsx" in line
    assert "LISEZ-MOI.txt" in line


def test_a_host_without_a_backup_is_told_the_command(town: Town) -> None:
    assert "flask backup /ailleurs/portail.tar" in lines(doctor(town), "sauvegarde")[0]


def test_a_backup_older_than_a_week_is_told_with_its_date(town: Town, tmp_path: Path) -> None:
    assert run(town.app, "backup", str(tmp_path / "b.tar")).status == 0

    with time_machine.travel(clock.now() + timedelta(days=6)):
        recent = lines(doctor(town), "sauvegarde")[0]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        old = lines(doctor(town), "sauvegarde")[0]

    assert recent.startswith("bien")
    assert old.startswith("à faire")
    assert backup.last_taken(town.data_dir)
    assert f"{clock.now():%Y}" in old


def test_a_backup_that_others_can_read_is_told(town: Town, tmp_path: Path) -> None:
    taken = tmp_path / "b.tar"
    assert run(town.app, "backup", str(taken)).status == 0
    private = lines(doctor(town), "sauvegarde")
    taken.chmod(0o640)

    told = lines(doctor(town), "sauvegarde")

    assert len(private) == 1
    assert told[0].startswith("à faire")
    assert f"peuvent lire {taken}" in told[0]


def test_settings_that_others_can_read_are_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.touch(0o640)
    private = list(host.env_file(file))
    file.chmod(0o644)

    [told] = host.env_file(file)

    assert private == []
    assert told.level is Level.CARE
    assert f"peuvent lire {file}" in told.text


def test_a_pdf_that_is_missing_or_altered_names_its_invoice(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, *(a_bill(ALICE, f"FA-{number}") for number in range(3))))
    whole = lines(doctor(town), "PDF")[0]
    first, second, _ = sorted(Documents(town.data_dir).folder.rglob("*.pdf"))
    first.unlink()
    second.write_bytes(b"%PDF-1.4 another")

    answer = doctor(town)

    assert whole == "bien     PDF : 3 PDF, tous intacts."
    assert answer.status == 1
    assert lines(answer, "PDF")[0].count("FA-") == 2
    assert "importez de nouveau ces factures" in lines(answer, "PDF")[0]


def test_what_the_law_asks_for_is_named_until_it_is_there(tmp_path: Path, inbox: Inbox) -> None:
    facts = "".join(f'{name} = "dit"\n' for name in FACTS)
    told = COMMUNES.replace("telephone", 'adresse = "Mairie, 47550 Boé"\ntelephone')
    with running(tmp_path / "bare", inbox) as town:
        before = lines(doctor(town), BOE)[0]
    with running(tmp_path / "told", inbox, communes=f"{told}\n[{BOE}.mentions]\n{facts}") as town:
        after = lines(doctor(town), BOE)[0]

    assert before.startswith("conseil")
    assert all(name in before for name in ("adresse", *FACTS))
    assert after == f"bien     {BOE} : Ville de Boé : les pages légales sont complètes."


FACTS = ("directeur_publication", "hebergeur", "dpo", "accessibilite_plan", "accessibilite_date")


def test_letters_that_a_key_about_to_go_would_take_along_are_counted(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    old, new = "a" * 40, "b" * 40
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, SECRET_KEY=old) as town:
        code_of(town, BRUNO)

    with running(folder, inbox, cast=(), SECRET_KEY=new, SECRET_KEY_FALLBACKS=old) as town:
        (line,) = lines(doctor(town), "lettres")
        assert "Le code de 4 lettres vient d'une clé secrète d'avant" in line.replace("\u00a0", " ")
    with running(folder, inbox, cast=(), SECRET_KEY=new) as town:
        (line,) = lines(doctor(town), "lettres")
        assert "4 lettres avec un code ne servent plus" in line.replace("\u00a0", " ")
