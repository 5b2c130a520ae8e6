"""Which files of a drop folder are taken, when, and from where; no link is followed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain import clock
from jobs import drop_folder, dropped_files
from store import customers
from tests.commands.flask import ROOT, a_data_folder, variables
from tests.databases import EmptyDatabase, store_of
from tests.jobs.depot import LIST, look, look_until_taken, numbers, report, under_way
from tests.jobs.portal import until
from tests.missing import missing
from tests.people import AGEN, BOE
from tests.sheets.made import SAMPLES
from tests.town import Town


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
