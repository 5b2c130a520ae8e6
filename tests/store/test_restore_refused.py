"""What a restore refuses, whole: a backup that was cut, altered or is of elsewhere, and a place that is not empty."""

import io
import tarfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from store import Store, Unavailable, archive
from store.models import ACCOUNTS
from tests import tables
from tests.databases import Postgresql
from tests.store.portals import (
    DIGEST,
    add_account,
    check,
    files_of,
    filled,
    put_back,
    taken,
)


def nothing_is_left(folder: Path) -> bool:
    return not folder.exists() or list(folder.iterdir()) == []


def test_a_backup_that_is_cut_anywhere_is_refused_and_leaves_nothing(
    sqlite_backup: bytes, elsewhere: Path
) -> None:
    end = len(sqlite_backup.rstrip(b"\0"))
    for cut in [0, 1, 511, 512, 700, *range(1024, end, 1500), end - 1]:
        with pytest.raises(Unavailable, match=r"incomplète|abîmée|n'est pas une sauvegarde"):
            put_back(sqlite_backup[:cut], elsewhere)
        assert nothing_is_left(elsewhere), cut


def test_a_single_altered_byte_is_found(sqlite_backup: bytes, elsewhere: Path) -> None:
    for place in contents_of(sqlite_backup):
        altered = bytearray(sqlite_backup)
        altered[place] ^= 1
        with pytest.raises(Unavailable):
            check(bytes(altered))
        with pytest.raises(Unavailable):
            put_back(bytes(altered), elsewhere)
        assert nothing_is_left(elsewhere), place


def contents_of(backup_file: bytes) -> list[int]:
    """A place in the middle of each member."""
    with tarfile.open(fileobj=io.BytesIO(backup_file)) as tar:
        return [member.offset_data + member.size // 2 for member in tar]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../outside.png", b""),
        ("/etc/outside.png", b""),
        ("portail.db", b"not ours"),
        ("documents/00/readme.pdf", b""),
        (archive.document("0" * 64), b"another content"),
        ("portails.toml", b"a second time"),
        (archive.document(sha256(b"nobody's").hexdigest()), b"nobody's"),
        ("tables/alembic_version.jsonl.gz", b""),
    ],
)
def test_what_a_backup_never_holds_is_refused(
    sqlite_backup: bytes, elsewhere: Path, name: str, content: bytes
) -> None:
    def add(writer: archive.Writer) -> None:
        writer.add(name, content)

    with pytest.raises(Unavailable, match="abîmée"):
        put_back(rewritten(sqlite_backup, add), elsewhere)
    assert nothing_is_left(elsewhere)


def rewritten(
    backup_file: bytes, more: Callable[[archive.Writer], None], *, leave_out: str = ""
) -> bytes:
    """The same backup with something more, sealed as if it were right."""
    out = io.BytesIO()
    writer = archive.Writer(out, io.BytesIO())
    with tarfile.open(fileobj=io.BytesIO(backup_file)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content
            if member.name not in (archive.SUMS, leave_out):
                writer.copy(member.name, content, member.size)
    more(writer)
    writer.seal()
    return out.getvalue()


def test_a_member_with_holes_is_refused(sqlite_backup: bytes, elsewhere: Path) -> None:
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(sqlite_backup)) as before,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in before:
            if member.name == archive.document(DIGEST):
                member.pax_headers = {"GNU.sparse.map": f"0,{member.size}"}
            after.addfile(member, before.extractfile(member))

    with pytest.raises(Unavailable, match="n'y a pas sa place"):
        put_back(out.getvalue(), elsewhere)
    assert nothing_is_left(elsewhere)


@pytest.mark.parametrize("left_out", [archive.document(DIGEST), "tables/events.jsonl.gz"])
def test_a_backup_that_lacks_something_is_refused(
    sqlite_backup: bytes, elsewhere: Path, left_out: str
) -> None:
    lacking = rewritten(sqlite_backup, lambda _: None, leave_out=left_out)

    with pytest.raises(Unavailable, match="incomplète"):
        check(lacking)
    with pytest.raises(Unavailable, match="incomplète"):
        put_back(lacking, elsewhere)
    assert nothing_is_left(elsewhere)


def test_a_backup_of_a_newer_portal_is_refused(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(filled(tmp_path / "data")) as store:
        with store.write() as transaction:
            transaction.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
        newer = taken(store)

    with pytest.raises(Unavailable, match="version plus récente"):
        put_back(newer, elsewhere)
    assert nothing_is_left(elsewhere)


@pytest.mark.parametrize("name", ["portails.toml", "secret_key", "documents", "facture.pdf"])
def test_a_folder_that_is_not_empty_is_left_alone(
    sqlite_backup: bytes, elsewhere: Path, name: str
) -> None:
    elsewhere.mkdir()
    (elsewhere / name).write_text("mine")

    with pytest.raises(Unavailable, match=rf"n'est pas vide \({name}\)"):
        put_back(sqlite_backup, elsewhere)
    assert files_of(elsewhere) == {name: b"mine"}


def test_a_database_with_rows_is_left_alone(
    sqlite_backup: bytes, elsewhere: Path, elsewhere_url: str
) -> None:
    with closing(Store(elsewhere, elsewhere_url)) as store:
        add_account(store, "mine@example.fr")

    with pytest.raises(Unavailable, match="contient déjà des lignes"):
        put_back(sqlite_backup, elsewhere, elsewhere_url)

    with closing(Store(elsewhere, elsewhere_url)) as store, store.read() as transaction:
        assert [a.address for a in tables.rows(transaction, ACCOUNTS)] == ["mine@example.fr"]


def test_a_text_that_postgresql_cannot_hold_is_refused_by_name(
    tmp_path: Path, elsewhere: Path, postgresql: Postgresql
) -> None:
    with closing(filled(tmp_path / "data")) as store:
        add_account(store, "nul\0@example.fr")
        backup_file = taken(store)

    with pytest.raises(Unavailable, match="« accounts »"):
        put_back(backup_file, elsewhere, postgresql.url())
    assert nothing_is_left(elsewhere)
