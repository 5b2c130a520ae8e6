"""What a host does to the portal: one sentence each, and what there was is still there."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from store import Store, Unavailable, files
from store.models import ACCOUNTS
from tests import tables
from tests.databases import Postgresql
from tests.store.processes import AS_NOBODY, said, small_disk, start
from tests.store.rows import account, fill

OPEN = """
import sys
from pathlib import Path
from store import Store, Unavailable
try:
    store = Store(Path(sys.argv[1]))
    store.check()
except Unavailable as reason:
    print(reason)
"""


def refused(folder: Path, url: str = "") -> str:
    with pytest.raises(Unavailable) as caught, closing(Store(folder, url)) as store:
        store.check()
    sentence = str(caught.value)
    assert re.fullmatch(r"[A-ZÀ-Ý][^\n]+\.", sentence), sentence
    return sentence


def test_a_folder_that_belongs_to_somebody_else_is_said(tmp_path: Path) -> None:
    folder = Path("/proc/1/root") if os.geteuid() else tmp_path

    assert "doit lui appartenir" in said(start(AS_NOBODY + OPEN, folder / "data"))


def test_a_read_only_data_folder_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with small_disk(tmp_path / "data", "4m"):
        with closing(Store(tmp_path / "data")) as store:
            fill(store)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "data")], check=True)

        assert "lecture seule" in refused(tmp_path / "data")


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    assert "ce n'est pas un dossier" in refused(tmp_path / "data")


def test_a_full_disk_is_said_and_the_portal_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", "2m"):
        store = Store(tmp_path / "data")
        fill(store)
        ballast = tmp_path / "data" / "ballast"
        fill_up(ballast)

        with pytest.raises(Unavailable, match="Le disque est plein"), store.write() as transaction:
            tables.add_all(
                transaction, ACCOUNTS, (account(f"{number}@example.fr") for number in range(5000))
            )
        ballast.unlink()

        with store.write() as transaction:
            tables.add(transaction, ACCOUNTS, **account("apres@example.fr"))
        with store.read() as transaction:
            assert tables.count(transaction, ACCOUNTS) == 3
        store.close()


def fill_up(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def test_a_full_disk_keeps_the_old_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", "1m"):
        kept = tmp_path / "data" / "secret_key"
        files.write(kept, b"old")
        with pytest.raises(OSError, match="No space left"):
            files.write(kept, bytes(2_000_000))

        assert kept.read_bytes() == b"old"
        assert list(kept.parent.iterdir()) == [kept]


def test_a_file_that_is_not_a_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "portail.db").write_bytes(b"une facture, peut-etre" * 100)

    assert "n'est pas une base de données" in refused(tmp_path)


def test_a_damaged_database_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store)
    store.close()
    path = tmp_path / "portail.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)

    assert "restaurez la dernière sauvegarde" in refused(tmp_path)
    assert path.read_bytes() == content


def test_data_of_a_newer_portal_are_left_alone(tmp_path: Path, database_url: str) -> None:
    store = Store(tmp_path, database_url)
    with store.write() as transaction:
        transaction.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()

    assert "version plus récente du portail (révision 9999" in refused(tmp_path, database_url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://portail@127.0.0.1:1/portail", "vérifiez PORTAIL_DATABASE_URL"),
        ("postgresql://portail@nulle-part.invalid/portail", "vérifiez PORTAIL_DATABASE_URL"),
        ("postgresql://portail@localhost:port/portail", "PORTAIL_DATABASE_URL n'est pas valable"),
        ("mysql://portail@localhost/portail", "PORTAIL_DATABASE_URL n'est pas valable"),
    ],
)
def test_a_postgresql_that_is_not_there_is_said(tmp_path: Path, url: str, sentence: str) -> None:
    assert sentence in refused(tmp_path, url)


def test_a_wrong_name_database_or_right_on_postgresql_is_said(
    tmp_path: Path, postgresql: Postgresql
) -> None:
    url = postgresql.url()
    postgresql.ask("CREATE ROLE etroit LOGIN")

    assert "ne connaît pas le nom" in refused(tmp_path, url.replace("portail@", "inconnu@"))
    assert "n'existe pas" in refused(tmp_path, re.sub(r"essai\d+", "absente", url))
    assert "OWNER TO" in refused(tmp_path, url.replace("portail@", "etroit@"))


def test_a_secret_of_the_address_is_never_said(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "postgresql://portail:tres-secret@127.0.0.1:1/portail")

    assert "tres-secret" not in sentence


def test_who_waits_too_long_for_another_writer_of_the_same_portal_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.BUSY_SECONDS", 0.1)

    with closing(Store(tmp_path)) as store, ThreadPoolExecutor(1) as other:
        with store.write(), pytest.raises(Unavailable) as caught:
            other.submit(store.check).result()
        other.submit(store.check).result()  # its turn has come

    assert "est occupée" in str(caught.value)


def test_a_write_that_failed_leaves_the_turn_to_the_next(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store, ThreadPoolExecutor(1) as other:
        with pytest.raises(ZeroDivisionError), store.write():
            _ = 1 / 0

        other.submit(store.check).result(timeout=5)


def test_a_write_within_a_write_is_a_mistake_that_shows_at_once(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store, store.write(), pytest.raises(RuntimeError):
        store.check()
