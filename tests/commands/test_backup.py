"""`flask backup` and `flask restore`, as an administrator types them."""

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import Store, archive, backup
from store.models import ACCOUNTS, AGENT_SESSIONS, AGENTS, SESSIONS
from tests import tables
from tests.commands.flask import ROOT, flask, plain, variables
from tests.store.portals import DIGEST, files_of, filled, rows_of
from tests.store.rows import account


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Store]:
    with closing(filled(tmp_path / "data")) as store:
        (tmp_path / "data" / archive.KEY).write_text("a-key-of-the-town-hall\n")
        yield store


def test_a_backup_is_one_file_for_us_alone_and_says_what_it_holds(
    portal: Store, tmp_path: Path
) -> None:
    answer = flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    assert (answer.status, answer.told) == (0, "")
    assert answer.said == "Sauvegarde faite : 2 comptes, 1 client, 1 facture, 1 PDF (0,0 Mo).\n"
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["b.tar"]
    assert backup.last_taken(portal.data_dir) is not None


def test_restored_elsewhere_everything_is_there(portal: Store, tmp_path: Path) -> None:
    before = rows_of(portal)
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    answer = flask("restore", str(tmp_path / "b.tar"), folder=tmp_path / "new")

    assert answer.status == 0
    assert "est reprise : 2 comptes, 1 client, 1 facture, 1 PDF.\n" in answer.said
    assert "1 courriel attendait de partir : ils partiront au démarrage" in answer.said
    with closing(Store(tmp_path / "new")) as restored:
        after = rows_of(restored)
    (note,) = (line for line in after["events"] if line not in before["events"])
    assert note["kind"] == "restored"
    assert after == before | {"events": [*before["events"], note]}
    assert (tmp_path / "new" / archive.KEY).read_text() == "a-key-of-the-town-hall\n"


def test_what_was_ended_since_is_said_to_be_back(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    answer = flask("restore", str(tmp_path / "b.tar"), folder=tmp_path / "new")

    assert "Ce qui a pris fin depuis cette sauvegarde est revenu avec elle" in answer.said
    assert "--fermer-les-connexions" in answer.said


def test_every_session_and_link_of_before_can_be_ended(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)
    with portal.read() as transaction:
        before = {row.address: row.version for row in tables.rows(transaction, ACCOUNTS)}
        clerks = {row.address: row.version for row in tables.rows(transaction, AGENTS)}

    answer = flask(
        "restore", str(tmp_path / "b.tar"), "--fermer-les-connexions", folder=tmp_path / "new"
    )

    assert answer.status == 0
    assert "Toutes les connexions et tous les liens envoyés jusque-là ont pris fin." in answer.said
    with closing(Store(tmp_path / "new")) as restored, restored.read() as transaction:
        assert tables.count(transaction, SESSIONS) == tables.count(transaction, AGENT_SESSIONS) == 0
        for table, versions in ((ACCOUNTS, before), (AGENTS, clerks)):
            for row in tables.rows(transaction, table):
                # Beyond those given out since: a link made then would work again at the next one.
                assert row.version >= versions[row.address] + 1_000


def test_mails_that_wait_can_be_dropped(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    answer = flask("restore", str(tmp_path / "b.tar"), "--sans-courriel", folder=tmp_path / "new")

    assert "1 courriel attendait de partir : aucun ne partira d'ici." in answer.said


def test_through_a_pipe_both_ways(portal: Store, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask"]
    piped = subprocess.run(
        [*command, "backup", "-"],
        cwd=ROOT,
        env=variables(portal.data_dir),
        capture_output=True,
        check=True,
    )
    assert "Sauvegarde faite" in plain(piped.stderr.decode())

    subprocess.run(
        [*command, "restore", "-"],
        cwd=ROOT,
        env=variables(tmp_path / "new"),
        input=piped.stdout,
        capture_output=True,
        check=True,
    )

    assert (tmp_path / "new" / archive.document(DIGEST)).exists()


def test_a_key_of_the_environment_travels_with_those_before_it(
    portal: Store, tmp_path: Path
) -> None:
    flask(
        *("backup", str(tmp_path / "b.tar")),
        folder=portal.data_dir,
        PORTAIL_SECRET_KEY="given-by-the-host",
        PORTAIL_SECRET_KEY_FALLBACKS="one-before,one-before-that",
    )

    answer = flask(
        *("restore", str(tmp_path / "b.tar")),
        folder=tmp_path / "new",
        PORTAIL_SECRET_KEY="another-of-this-host",
    )

    kept = (tmp_path / "new" / archive.KEY).read_text().split()
    assert kept == ["given-by-the-host", "one-before", "one-before-that"]
    assert "PORTAIL_SECRET_KEY n'est pas la clé de cette sauvegarde" in answer.told
    assert "given-by-the-host" not in answer.said + answer.told


def test_a_good_backup_is_said_to_be_one(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    answer = flask("backup", "--check", str(tmp_path / "b.tar"), folder=tmp_path / "none")

    assert answer.status == 0
    assert "Sauvegarde en bon état, du " in answer.said
    assert "2 comptes, 1 client, 1 facture, 1 PDF." in answer.said
    assert not (tmp_path / "none").exists()


def test_a_damaged_backup_is_refused_by_both_commands(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)
    content = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "b.tar").write_bytes(content.replace(b"%PDF-1.4 a bill", b"%PDF-1.4 a bull"))

    checked = flask("backup", "--check", str(tmp_path / "b.tar"), folder=tmp_path / "new")
    restored = flask("restore", str(tmp_path / "b.tar"), folder=tmp_path / "new")

    for answer in (checked, restored):
        assert answer.status == 2
        assert f"La sauvegarde est abîmée : {archive.document(DIGEST)}." in answer.told
    assert files_of(tmp_path / "new").keys() <= {"portail.lock"}


def test_an_invoice_without_its_pdf_is_named_and_the_rest_is_taken(
    portal: Store, tmp_path: Path
) -> None:
    (portal.data_dir / archive.document(DIGEST)).unlink()

    answer = flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)

    assert answer.status == 1
    assert "Sauf 1 PDF qui manque" in answer.told
    assert "M470310001 F-1" in answer.told
    checked = flask("backup", "--check", str(tmp_path / "b.tar"), folder=tmp_path / "none")
    assert "sans 1 PDF" in checked.said


def test_an_earlier_backup_is_replaced_and_no_other_file(portal: Store, tmp_path: Path) -> None:
    assert flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir).status == 0
    assert flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir).status == 0

    (tmp_path / "b.tar.gz").write_bytes(b"the town hall's own archive")
    for mine in ("data/portails.toml", "b.tar.gz"):
        before = (tmp_path / mine).read_bytes()
        answer = flask("backup", str(tmp_path / mine), folder=portal.data_dir)
        assert answer.status == 2
        assert "existe et n'est pas une sauvegarde" in answer.told
        assert (tmp_path / mine).read_bytes() == before


def test_what_a_killed_backup_of_another_day_left_goes(portal: Store, tmp_path: Path) -> None:
    left, under_way, mine = (
        tmp_path / name
        for name in (".mon.tar.0a1b2c3d.part", ".tue.tar.0a1b2c3d.part", ".notes.tar.part")
    )
    for path in (left, under_way, mine):
        path.write_bytes(b"half")
        os.utime(path, (0, 0))

    with under_way.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        flask("backup", str(tmp_path / "wed.tar"), folder=portal.data_dir)

    assert (left.exists(), under_way.exists(), mine.exists()) == (False, True, True)


def test_what_another_backup_has_just_begun_stays(portal: Store, tmp_path: Path) -> None:
    (tmp_path / ".mon.tar.0a1b2c3d.part").write_bytes(b"half")

    flask("backup", str(tmp_path / "tue.tar"), folder=portal.data_dir)

    assert (tmp_path / ".mon.tar.0a1b2c3d.part").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("backup", "{tmp}/nowhere/b.tar"), "n'existe pas : créez-le"),
        (("backup", "{tmp}"), "est un dossier"),
        (("backup", "--check", "{tmp}/nothing.tar"), "n'existe pas"),
        (("restore", "{tmp}/nothing.tar"), "n'existe pas"),
        (("restore", "{tmp}/data/portails.toml"), "n'est pas une sauvegarde du portail"),
        (("backup",), "FICHIER"),
    ],
)
def test_a_slip_gets_one_sentence(
    portal: Store, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    answer = flask(*(word.format(tmp=tmp_path) for word in words), folder=portal.data_dir)

    assert answer.status == 2
    assert sentence in answer.told


def test_there_is_nothing_to_back_up_where_no_portal_is(tmp_path: Path) -> None:
    answer = flask("backup", str(tmp_path / "b.tar"), folder=tmp_path / "none")

    assert answer.status == 2
    assert "Il n'y a rien à sauvegarder" in answer.told
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_in_the_communes_file_does_not_stop_a_backup(
    portal: Store, tmp_path: Path
) -> None:
    (portal.data_dir / "portails.toml").write_text("[M4703")

    assert flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir).status == 0


def test_a_folder_in_use_is_never_restored_into(portal: Store, tmp_path: Path) -> None:
    flask("backup", str(tmp_path / "b.tar"), folder=portal.data_dir)
    with portal.write() as transaction:
        tables.add(transaction, ACCOUNTS, **account("since@example.fr"))
    before = rows_of(portal)

    answer = flask("restore", str(tmp_path / "b.tar"), folder=portal.data_dir)

    assert answer.status == 2
    assert "n'est pas vide" in answer.told
    assert rows_of(portal) == before
