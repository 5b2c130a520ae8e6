"""The copy of a SQLite database that is taken before its tables change, in `sauvegardes/`."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from store import database, files

FOLDER = "sauvegardes"
KEPT = 3  # a copy holds what is erased elsewhere in time: only the newest ones stay


def keep(connection: Connection, data_dir: Path, *, before: str) -> Path | None:
    """Copy the database as it is and return the copy's path; None on PostgreSQL.

    The caller holds the write lock, so the copy is what the change begins with.
    """
    source = database.of(connection).file(connection.engine)
    if source is None:
        return None
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = folder / f"portail-avant-{before}-{moment}.db"
    with files.beside(path) as file:
        _copy(source, Path(file.name))
    for older in sorted(folder.glob("portail-avant-*.db"), key=_age)[:-KEPT]:
        older.unlink()
    return path


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        opened.execute("VACUUM INTO ?", (str(target),))


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns
