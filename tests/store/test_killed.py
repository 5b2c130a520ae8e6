"""kill -9 and a full disk in the middle of a backup or a restore: old state or new, never between."""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import RESTORING, Store, Unavailable
from store.models import ACCOUNTS, CUSTOMERS, IMPORTS, INVOICES
from tests import tables
from tests.store.portals import (
    check,
    files_of,
    filled,
    lay_document,
    put_back,
    rows_of,
    taken,
)
from tests.store.processes import said, small_disk, start
from tests.store.rows import account, invoice

KILLS = 5
PDFS = 150
BACKUP = """
import sys
from pathlib import Path
from store import Store, backup, files
print("begun", flush=True)
store = Store(Path(sys.argv[1]), sys.argv[3])
with files.beside(Path(sys.argv[2])) as out:
    backup.take(store, ["key"], out, step=lambda: None)
"""
RESTORE = """
import sys
from pathlib import Path
from store import restore
print("begun", flush=True)
with open(sys.argv[1], "rb") as source:
    restore.put_back(
        source, Path(sys.argv[2]), sys.argv[3], without_mails=False, step=lambda: None
    )
"""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Store]:
    """A portal whose backup and restore take long enough to be hit."""
    with closing(filled(tmp_path / "data")) as store:
        digests = [
            lay_document(store.data_dir, b"%PDF" + random.randbytes(40_000)) for _ in range(PDFS)
        ]
        with store.write() as transaction:
            customer, batch = tables.one(transaction, CUSTOMERS), tables.one(transaction, IMPORTS)
            for number, digest in enumerate(digests):
                own = {"key": f"{number:032}", "number": f"N{number}", "document": digest}
                tables.add(transaction, INVOICES, **invoice(customer.id, batch.id, **own))
            people = (account(f"{number}@example.fr") for number in range(3000))
            tables.add_all(transaction, ACCOUNTS, people)
        yield store


def killed(code: str, *arguments: object, within: float) -> bool:
    """Kill a process somewhere on its way; False where it was done before."""
    process = start(code, *arguments)
    assert process.stdout
    process.stdout.readline()
    time.sleep(random.uniform(0, within))
    process.kill()
    process.communicate()
    return process.returncode != 0


def seconds(code: str, *arguments: object) -> float:
    process = start(code, *arguments)
    assert process.stdout
    process.stdout.readline()
    began = time.monotonic()
    said(process)
    return time.monotonic() - began


def test_a_killed_backup_leaves_the_earlier_one(town: Store, tmp_path: Path) -> None:
    kept = tmp_path / "b.tar"
    whole = seconds(BACKUP, town.data_dir, kept, "")
    first = len(kept.read_bytes())

    hit = [killed(BACKUP, town.data_dir, kept, "", within=whole) for _ in range(KILLS)]

    assert any(hit)
    check(kept.read_bytes())
    seconds(BACKUP, town.data_dir, kept, "")
    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.tar"}
    assert len(kept.read_bytes()) == pytest.approx(first, rel=0.01)
    town.check()


def test_a_killed_restore_is_never_served_and_can_be_done_again(
    town: Store, tmp_path: Path, database_url: str
) -> None:
    (tmp_path / "b.tar").write_bytes(taken(town))
    elsewhere = tmp_path / "elsewhere"
    whole = seconds(RESTORE, tmp_path / "b.tar", tmp_path / "timed", "")

    for _ in range(KILLS):
        if not killed(RESTORE, tmp_path / "b.tar", elsewhere, database_url, within=whole):
            break
        if (elsewhere / RESTORING).exists():
            with pytest.raises(Unavailable, match="relancez « flask restore »"):
                Store(elsewhere, database_url)
    if (elsewhere / RESTORING).exists() or not (elsewhere / "portails.toml").exists():
        put_back((tmp_path / "b.tar").read_bytes(), elsewhere, database_url)

    with closing(Store(elsewhere, database_url)) as restored:
        assert rows_of(restored) == rows_of(town)
    assert files_of(elsewhere).keys() == files_of(town.data_dir).keys() | {"secret_key"}


def test_a_disk_that_fills_up_during_a_restore_leaves_it_empty(town: Store, tmp_path: Path) -> None:
    backup_file = taken(town)
    with small_disk(tmp_path / "small", "3m"):
        with pytest.raises(Unavailable, match=r"Rien n'est restauré. Le disque est plein"):
            put_back(backup_file, tmp_path / "small")

        assert list((tmp_path / "small").iterdir()) == []


def test_a_disk_that_fills_up_during_a_backup_keeps_the_earlier_one(
    town: Store, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "small", "3m"):
        (tmp_path / "small" / "b.tar").write_bytes(b"the earlier one")

        answer = start(BACKUP, town.data_dir, tmp_path / "small" / "b.tar", "").communicate()[1]

        assert "No space left on device" in answer
        assert [path.name for path in (tmp_path / "small").iterdir()] == ["b.tar"]
        assert (tmp_path / "small" / "b.tar").read_bytes() == b"the earlier one"


WRITE_ON = """
import sys
from pathlib import Path
from store import Store
from store.models import ACCOUNTS, CUSTOMERS, IMPORTS, INVOICES
from tests import tables
from tests.store.rows import account
store, number = Store(Path(sys.argv[1])), 0
while True:
    with store.write() as transaction:
        tables.add(transaction, ACCOUNTS, **account(f"load{number}@example.fr"))
        tables.add(transaction, ACCOUNTS, **account(f"twin{number}@example.fr"))
    number += 1
    print(number, flush=True)
"""


def test_a_backup_under_load_holds_one_moment(town: Store, tmp_path: Path) -> None:
    writer = start(WRITE_ON, town.data_dir)
    assert writer.stdout
    for _ in range(5):
        writer.stdout.readline()
    try:
        backups = [taken(town) for _ in range(3)]
    finally:
        writer.kill()
        writer.communicate()

    for number, backup_file in enumerate(backups):
        put_back(backup_file, tmp_path / f"moment{number}")
        with closing(Store(tmp_path / f"moment{number}")) as store, store.read() as transaction:
            pairs = [
                a.address[:4]
                for a in tables.rows(transaction, ACCOUNTS)
                if a.address[4:5].isdigit()
            ]
            assert pairs.count("load") == pairs.count("twin") >= 5
