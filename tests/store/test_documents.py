"""PDFs by their SHA-256."""

import stat
from hashlib import sha256
from pathlib import Path

from store.documents import Documents


def test_a_pdf_is_kept_once_under_its_sha256(tmp_path: Path) -> None:
    documents = Documents(tmp_path)

    first, again = documents.keep(b"une facture"), documents.keep(b"une facture")
    documents.flush()

    assert first == again == sha256(b"une facture").hexdigest()
    kept = [path for path in documents.folder.rglob("*") if path.is_file()]
    assert kept == [documents.path(first)]


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    documents = Documents(tmp_path)

    path = documents.path(documents.keep(b"une facture"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(documents.folder.stat().st_mode) == 0o700


def test_an_altered_pdf_is_noticed_and_mended_by_the_next_import(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    digest = documents.keep(b"une facture")
    documents.path(digest).write_bytes(b"une Facture")

    assert not documents.is_intact(digest)
    documents.keep(b"une facture")
    assert documents.is_intact(digest)
