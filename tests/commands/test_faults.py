"""What happens to hosts, while the portal serves: it says so, and goes on by itself."""

import os
import sqlite3
import subprocess
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commands.flask import BOE, a_data_folder
from tests.commands.portal import Serving, serving
from tests.jobs.portal import until

PAGE = "/?LIEN=M470310001"


def status(portal: Serving, path: str) -> int:
    try:
        return portal.get(path)[0]
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of 4 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield a_data_folder(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_a_503_until_there_is_room_again(small_disk: Path) -> None:
    with serving(small_disk) as portal:
        before = status(portal, "/healthz")
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
        full, page = status(portal, "/healthz"), status(portal, PAGE)
        ballast.unlink()
        after = status(portal, "/healthz")

    assert (before, full, after) == (200, 503, 200)
    assert page == 200  # who only reads notices nothing
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


def test_an_emptied_portails_toml_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")
    with serving(folder) as portal:
        (folder / "portails.toml").write_text("")
        emptied = status(portal, PAGE)
        (folder / "portails.toml").write_text(BOE.replace("Ville de Boé", "Boé la neuve"))
        until(lambda: "Boé la neuve" in portal.get(PAGE)[1])

    assert emptied == 200
    assert "La dernière version valable reste en service" in portal.journal.read_text()
