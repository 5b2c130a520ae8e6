"""What a backup brings back, from either database into either."""

import io
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

from store import RESTORING, Store, Unavailable, archive, backup, database, rows, schema
from store.documents import Documents
from store.models import ACCOUNTS, MESSAGES
from store.records import MessageState
from tests import tables
from tests.store.portals import (
    COMMUNES,
    DIGEST,
    KEYS,
    add_account,
    check,
    files_of,
    filled,
    lay_document,
    nothing,
    put_back,
    rows_of,
    taken,
)
from tests.store.rows import BOE, NOON, insert


def test_everything_comes_back_row_for_row_and_byte_for_byte(
    tmp_path: Path, database_url: str, elsewhere: Path, elsewhere_url: str
) -> None:
    with closing(filled(tmp_path / "data", database_url)) as store:
        before = rows_of(store)
        put_back(taken(store), elsewhere, elsewhere_url)

    with closing(Store(elsewhere, elsewhere_url)) as restored:
        assert rows_of(restored) == before
    assert files_of(elsewhere) == {
        "portails.toml": COMMUNES.encode(),
        "armes é.png": b"\x89PNG",
        "imports/1.json": b"{}",
        "imports/1-rejets.xlsx": b"PK",
        archive.document(DIGEST): (tmp_path / "data" / archive.document(DIGEST)).read_bytes(),
        "secret_key": "\n".join([*KEYS, ""]).encode(),
    }


def test_what_comes_back_is_readable_by_the_portal_alone(
    sqlite_backup: bytes, elsewhere: Path
) -> None:
    put_back(sqlite_backup, elsewhere)

    paths = [elsewhere, *elsewhere.rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_no_id_is_given_out_twice_after_a_restore(
    tmp_path: Path, database_url: str, elsewhere: Path, elsewhere_url: str
) -> None:
    with closing(filled(tmp_path / "data", database_url)) as store:
        gone = add_account(store, "gone@example.fr")
        with store.write() as transaction:
            transaction.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id == gone))
        put_back(taken(store), elsewhere, elsewhere_url)

    with closing(Store(elsewhere, elsewhere_url)) as restored:
        assert add_account(restored, "new@example.fr") == gone + 1


def test_what_waits_to_be_sent_is_counted_and_goes_on(
    sqlite_backup: bytes, elsewhere: Path, elsewhere_url: str
) -> None:
    assert put_back(sqlite_backup, elsewhere, elsewhere_url).waiting == 1

    with closing(Store(elsewhere, elsewhere_url)) as store, store.read() as transaction:
        mail = tables.one(transaction, MESSAGES, state=MessageState.WAITING)
        assert mail.message_id == "<1@boe.fr>"


def test_what_waits_can_be_dropped(sqlite_backup: bytes, elsewhere: Path) -> None:
    assert put_back(sqlite_backup, elsewhere, without_mails=True).waiting == 1

    with closing(Store(elsewhere)) as store, store.read() as transaction:
        assert tables.count(transaction, MESSAGES, state=MessageState.WAITING) == 0
        assert tables.count(transaction, MESSAGES, state=MessageState.CANCELLED) == 1


def test_a_backup_of_an_earlier_revision_comes_back_in_todays(
    tmp_path: Path, elsewhere: Path, elsewhere_url: str
) -> None:
    put_back(backup_of_the_first_revision(tmp_path), elsewhere, elsewhere_url)

    with closing(Store(elsewhere, elsewhere_url)) as store, store.read() as transaction:
        assert [(a.id, a.created_at) for a in tables.rows(transaction, ACCOUNTS)] == [(7, NOON)]
    with closing(Store(elsewhere, elsewhere_url)) as store:
        assert add_account(store, "next@example.fr") == 10


def backup_of_the_first_revision(folder: Path) -> bytes:
    """What the portal of that time wrote."""
    engine = database.connect("", folder)
    tables: dict[str, io.BytesIO] = {}
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0001")
        insert(connection, "accounts", id=7, portal=BOE, address="a@b.fr", created_at=NOON)
        found = {table.name: table for table in rows.tables(connection)}
        counts = {
            name: rows.write(connection, table, tables.setdefault(name, io.BytesIO()))
            for name, table in found.items()
        }
    engine.dispose()
    out = io.BytesIO()
    writer = archive.Writer(out, io.BytesIO())
    writer.head(archive.Head("0001", NOON.isoformat(), counts, {"accounts": 9}))
    for name, content in tables.items():
        writer.add(f"tables/{name}.jsonl.gz", content.getvalue())
    writer.add(archive.KEY, b"key-of-then\n")
    writer.add_json(archive.ABSENT, [])
    writer.seal()
    return out.getvalue()


def test_a_missing_or_altered_pdf_does_not_stop_the_backup_of_all_others(
    tmp_path: Path, elsewhere: Path
) -> None:
    with closing(filled(tmp_path / "data")) as store:
        (tmp_path / "data" / archive.document(DIGEST)).write_bytes(b"%PDF altered")
        out = io.BytesIO()
        result = backup.take(store, KEYS, out, step=nothing)

    assert result.without_document == [("M470310001", "F-1")]
    assert check(out.getvalue()).absent == [DIGEST]
    assert put_back(out.getvalue(), elsewhere).absent == [DIGEST]


def test_any_tool_opens_a_backup_and_checks_its_sums(sqlite_backup: bytes, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_bytes(sqlite_backup)
    (tmp_path / "opened").mkdir()

    assert os.system(f"tar -xf {tmp_path}/backup.tar -C {tmp_path}/opened") == 0
    assert os.system(f"cd {tmp_path}/opened && sha256sum --quiet -c SHA256SUMS") == 0


def test_what_a_start_or_the_checkout_left_does_no_harm(
    sqlite_backup: bytes, elsewhere: Path, elsewhere_url: str
) -> None:
    Store(elsewhere, elsewhere_url).close()
    (elsewhere / "README.md").write_text("all that must be kept lives here")
    (elsewhere / "demo").mkdir()

    put_back(sqlite_backup, elsewhere, elsewhere_url)

    assert (elsewhere / "portails.toml").exists()


def test_a_folder_where_a_restore_was_killed_serves_nobody_and_can_be_restored_again(
    sqlite_backup: bytes, elsewhere: Path, elsewhere_url: str
) -> None:
    put_back(sqlite_backup, elsewhere, elsewhere_url)  # committed, but killed before its last step
    (elsewhere / RESTORING).mkdir()
    lay_document(elsewhere / RESTORING, b"half laid out")

    with pytest.raises(Unavailable, match="relancez « flask restore »"):
        Store(elsewhere, elsewhere_url)
    put_back(sqlite_backup, elsewhere, elsewhere_url)

    with closing(Store(elsewhere, elsewhere_url)) as store:
        assert len(rows_of(store)["accounts"]) == 2
    assert not (elsewhere / RESTORING).exists()


def test_an_archive_lays_pdfs_where_the_portal_looks_for_them(tmp_path: Path) -> None:
    assert Documents(tmp_path).path(DIGEST) == tmp_path / archive.document(DIGEST)
