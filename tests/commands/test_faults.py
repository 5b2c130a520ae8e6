"""What happens to hosts, while the portal serves: it says so, and goes on by itself."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from store import Store
from tests.commands.flask import BOE, ROOT, a_data_folder, plain, variables
from tests.commands.load import forget_the_password
from tests.commands.portal import Serving, serving
from tests.jobs.portal import until
from tests.missing import missing
from tests.store.rows import fill

PAGE = "/?LIEN=M470310001"


def status(portal: Serving, path: str) -> int:
    try:
        return portal.get(path)[0]
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def sent(portal: Serving) -> tuple[int, str]:
    """The answer to a form that writes."""
    try:
        forget_the_password(portal)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    return 200, ""


def refused_to_start(folder: Path, *before: str) -> str:
    """What `flask serve` says instead of serving: one sentence, and status 2."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "flask", "serve", "--port", "0"],
        cwd=ROOT,
        env=variables(folder, PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return plain(done.stderr)


def test_a_full_disk_is_a_503_until_there_is_room_again(small_disk: Path) -> None:
    with serving(small_disk) as portal:
        before = status(portal, "/healthz")
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
        until(lambda: status(portal, "/healthz") == 503)  # its answer may be a second old
        page, form = status(portal, PAGE), sent(portal)
        ballast.unlink()
        until(lambda: status(portal, "/healthz") == 200)
        again = sent(portal)

    assert before == 200
    assert page == 200  # who only reads notices nothing
    assert form[0] == 503
    assert "Le portail est momentanément indisponible" in form[1]
    assert again[0] == 200
    assert "Le disque est plein" in portal.journal.read_text()
    assert "Traceback" not in portal.journal.read_text()


def test_a_database_that_another_program_holds_for_three_seconds_is_waited_for(
    tmp_path: Path,
) -> None:
    folder = a_data_folder(tmp_path / "data")
    with serving(folder) as portal:
        other = sqlite3.connect(
            folder / "portail.db", isolation_level=None, check_same_thread=False
        )
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(3, other.rollback).start()
        began = time.monotonic()

        answer = status(portal, "/healthz")

        waited = time.monotonic() - began
        other.close()
    assert answer == 200
    assert waited > 2


@pytest.mark.parametrize("left", ["", BOE[:40], "\0" * 200])
def test_a_portails_toml_emptied_or_half_saved_leaves_the_last_good_one_in_force(
    tmp_path: Path, left: str
) -> None:
    folder = a_data_folder(tmp_path / "data")
    with serving(folder) as portal:
        (folder / "portails.toml").write_text(left)
        emptied = status(portal, PAGE)
        (folder / "portails.toml").write_text(BOE.replace("Ville de Boé", "Boé la neuve"))
        until(lambda: "Boé la neuve" in portal.get(PAGE)[1])

    assert emptied == 200
    assert "La dernière version valable reste en service" in portal.journal.read_text()


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "portails.toml manque"),
        ("", "ne nomme aucune commune"),
        (BOE[:40], "incomplet à la fin du fichier"),
        ("\0" * 200, "portails.toml ne peut pas être lu"),
    ],
)
def test_without_a_commune_it_can_read_it_does_not_start(
    tmp_path: Path, left: str | None, said: str
) -> None:
    folder = a_data_folder(tmp_path / "data")
    (folder / "portails.toml").unlink()
    if left is not None:
        (folder / "portails.toml").write_text(left)

    assert said in refused_to_start(folder)


@pytest.mark.parametrize("left", [None, b"", b"\0" * 64, b"\xff\xfe"])
def test_without_its_key_it_does_not_start_nor_makes_another_beside_accounts(
    tmp_path: Path, left: bytes | None
) -> None:
    folder = a_data_folder(tmp_path / "data")
    with closing(Store(folder)) as store:
        fill(store)
    if left is not None:
        (folder / "secret_key").write_bytes(left)

    assert "remettez ce fichier depuis la sauvegarde" in refused_to_start(folder)

    key = folder / "secret_key"
    assert (key.read_bytes() if key.exists() else None) == left


def test_a_damaged_key_that_nothing_was_signed_with_is_to_be_erased(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")
    (folder / "secret_key").write_bytes(b"\0" * 64)

    assert f"effacez {folder / 'secret_key'}" in refused_to_start(folder)


def test_a_data_folder_that_is_read_only_is_said_at_the_start(small_disk: Path) -> None:
    with serving(small_disk):
        pass  # it has its tables and its key
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    assert str(small_disk) in refused_to_start(small_disk)


def test_a_disk_that_turns_read_only_while_it_serves_is_a_503_and_one_sentence(
    tmp_path: Path,
) -> None:
    """As the kernel does to a disk that fails (ext4's errors=remount-ro)."""
    with a_disk(tmp_path / "data") as disk:
        with serving(a_data_folder(disk)) as portal:
            before = sent(portal)
            subprocess.run(["mount", "-o", "remount,abort", str(disk)], check=True)
            health, after = status(portal, "/healthz"), sent(portal)
            until(lambda: "« dépôt » attend la base" in portal.journal.read_text(), seconds=20)
        said = portal.journal.read_text()

    assert (before[0], health, after[0]) == (200, 503, 503)
    assert "Le portail est momentanément indisponible" in after[1]
    assert "Traceback" not in said
    assert " < " not in said  # where our journal puts the frames of an unforeseen error


def test_a_data_folder_that_the_portal_may_not_write_is_said_at_the_start() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        Path(name).chmod(0o755)
        folder = a_data_folder(Path(name) / "data")
        with serving(folder):
            pass
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        said = refused_to_start(folder, *as_nobody())

    assert f"Le dossier des données ne peut pas être verrouillé : {folder}" in said


@contextmanager
def a_disk(place: Path) -> Iterator[Path]:
    """A small ext4 of its own; skips where mounting is not allowed."""
    image = place.with_suffix(".img")
    image.write_bytes(bytes(32 << 20))
    place.mkdir()
    try:
        subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", image, place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing("Un disque à abîmer demande de pouvoir monter un fichier (root).")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True, capture_output=True)


def as_nobody() -> list[str]:
    """Root may write everywhere."""
    if os.geteuid() != 0:
        return []
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run([*nobody, sys.executable, "-c", "import flask"], check=False).returncode:
        missing("l'environnement Python n'est lisible que de root")
    return nobody
