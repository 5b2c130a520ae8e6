"""Data folders as a portal leaves them, and what must come back from their backup."""

import io
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from store import Store, archive, backup, restore
from store.models import ACCOUNTS, metadata
from tests import tables
from tests.store.rows import PDF, account, fill

KEYS = ("newest-key-of-all", "the-key-before")
COMMUNES = '[M470310001]\nnom = "Ville de Boé"\ncontact = "f@ville-boe.fr"\nlogo = "armes é.png"\n'
DIGEST = sha256(PDF).hexdigest()


def lay_files(folder: Path) -> None:
    """Put in the communes' file, a logo, a PDF, an import's report, and files that no backup takes."""
    (folder / "portails.toml").write_text(COMMUNES, "utf-8")
    (folder / "armes é.png").write_bytes(b"\x89PNG")
    (folder / "imports").mkdir(mode=0o700)
    (folder / "imports" / "1.json").write_text("{}")
    (folder / "imports" / "1-rejets.xlsx").write_bytes(b"PK")
    (folder / "imports" / ".0a.json").write_text("de qui a été arrêté")
    (folder / ".env").write_text("PORTAIL_MAIL_PASSWORD=secret")
    lay_document(folder, PDF)


def lay_document(folder: Path, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    path = folder / archive.document(digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    return digest


def filled(folder: Path, url: str = "") -> Store:
    """An open portal with one of everything."""
    store = Store(folder, url)
    fill(store, document=DIGEST)
    lay_files(folder)
    return store


def taken(store: Store, keys: Sequence[str] = KEYS) -> bytes:
    """A backup of it."""
    out = io.BytesIO()
    backup.take(store, keys, out, step=nothing)
    return out.getvalue()


def put_back(
    content: bytes, folder: Path, url: str = "", *, without_mails: bool = False
) -> restore.Restored:
    return restore.put_back(
        io.BytesIO(content), folder, url, without_mails=without_mails, step=nothing
    )


def check(content: bytes) -> restore.Restored:
    return restore.check(io.BytesIO(content), step=nothing)


def nothing() -> None:
    """Where nobody looks at the progress."""


def rows_of(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with store.read() as transaction:
        return {
            table.name: [
                dict(row)
                for row in transaction.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in metadata.sorted_tables
        }


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file that a backup takes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "portail.db"))
    }


def add_account(store: Store, address: str) -> int:
    with store.write() as transaction:
        return int(tables.add(transaction, ACCOUNTS, **account(address)).id)
