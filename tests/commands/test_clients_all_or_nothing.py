"""An import is whole or nothing: killed, on a full disk, or beside another one."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import customers
from tests.commands.flask import ROOT, a_data_folder, plain, variables
from tests.databases import EmptyDatabase, store_of
from tests.people import BOE

COUNT = 3000


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    return data


def a_list(place: Path, domain: str, numbers: range = range(COUNT)) -> Path:
    """A list of customers whose addresses are all of one domain."""
    rows = [f"{10000 + n};CLIENT {n};c{n}@{domain}" for n in numbers]
    place.write_text("\n".join(["Numéro;Nom;Mail", *rows]), "utf-8")
    return place


def importing(folder: Path, listed: Path, *, blocks: int = 0) -> subprocess.Popen[str]:
    """Start `flask clients import`; no file may grow above so many blocks of 512 bytes."""
    words = [sys.executable, "-m", "flask", "clients", "import", str(listed)]
    words.append("--malgre-les-adresses")
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *words]
    return subprocess.Popen(
        limited if blocks else words,
        cwd=ROOT,
        env=variables(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def imported(folder: Path, listed: Path) -> int:
    process = importing(folder, listed)
    process.communicate(timeout=60)
    return process.returncode


def domains(folder: Path) -> dict[str, int]:
    """How many customers have an address of each domain."""
    store = store_of(folder)
    found: dict[str, int] = {}
    with store.read() as transaction:
        for one in customers.known(transaction, BOE).values():
            domain = (one.address or "").rpartition("@")[2]
            found[domain] = found.get(domain, 0) + 1
    store.close()
    return found


def moments(seconds: float) -> Iterator[float]:
    """Ten moments of an import, most of them when it reads and writes."""
    return (seconds * (0.3 + 0.07 * step) for step in range(10))


def test_an_import_killed_at_any_moment_is_whole_or_nothing(folder: Path, tmp_path: Path) -> None:
    old, new = a_list(tmp_path / "a.csv", "avant.fr"), a_list(tmp_path / "b.csv", "apres.fr")
    began = time.monotonic()
    assert imported(folder, old) == 0
    seconds = time.monotonic() - began

    for moment in moments(seconds):
        process = importing(folder, new)
        time.sleep(moment)
        process.kill()
        process.communicate()

        assert domains(folder) in ({"avant.fr": COUNT}, {"apres.fr": COUNT})

    assert imported(folder, new) == 0
    assert domains(folder) == {"apres.fr": COUNT}


def test_two_imports_at_once_bring_in_each_customer_once(folder: Path, tmp_path: Path) -> None:
    one = a_list(tmp_path / "a.csv", "un.fr", range(2000))
    other = a_list(tmp_path / "b.csv", "deux.fr", range(1000, 3000))

    both = [importing(folder, listed) for listed in (one, other)]
    answers = [process.communicate(timeout=60) for process in both]

    assert [process.returncode for process in both] == [0, 0], answers
    assert sum(domains(folder).values()) == COUNT
    assert domains(folder)["un.fr"] in (1000, 2000)


@pytest.mark.sqlite("its file grows no further; the disk of PostgreSQL is another one")
def test_a_full_disk_changes_nothing_and_is_said_in_one_sentence(
    folder: Path, tmp_path: Path
) -> None:
    listed = a_list(tmp_path / "a.csv", "avant.fr")

    process = importing(folder, listed, blocks=300)
    said, told = process.communicate(timeout=60)

    assert process.returncode == 2
    assert said == ""
    assert "Traceback" not in told
    assert len(plain(told).strip().splitlines()) == 1
    assert domains(folder) == {}


def test_rejects_that_can_not_be_written_stop_the_import_before_it_begins(
    folder: Path, tmp_path: Path
) -> None:
    listed = a_list(tmp_path / "a.csv", "avant.fr", range(20000))
    listed.write_text(listed.read_text("utf-8").replace("avant.fr", "avant"), "utf-8")

    process = importing(folder, listed, blocks=300)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.glob("*a*.*")] == ["a.csv"]
    assert domains(folder) == {}
