"""The data folder before and after a restore: empty but for what does no harm, or as it was.

Only what `flask restore` itself lays down is ever taken away, and only where the folder
`restauration-en-cours` says that it began with nothing.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from store import RESTORING, archive, database
from store.archive import Refused

# May lie in the folder beforehand: of the checkout, of a disk, of a start that found nothing.
HARMLESS = {"README.md", "demo", "lost+found", "portail.lock", RESTORING}
DATABASE = ("portail.db", "portail.db-wal", "portail.db-shm")


def refuse_filled(data_dir: Path) -> None:
    """Raise `Refused` where anything lies in the folder that a restore could harm."""
    found = sorted(path.name for path in data_dir.iterdir())
    others = [name for name in found if name not in {*HARMLESS, *DATABASE}]
    if others:
        shown = ", ".join(others[:5]) + (", …" if len(others) > 5 else "")  # noqa: PLR2004 - as many as one reads
        raise Refused(
            f"Le dossier {data_dir} n'est pas vide ({shown}) : une restauration se fait dans un "
            "dossier vide, que PORTAIL_DATA_DIR désigne."
        )


@contextmanager
def database_of(data_dir: Path, url: str) -> Iterator[Engine]:
    """The engine; a SQLite file that was made for a restore that failed goes again."""
    made = not any((data_dir / name).exists() for name in DATABASE)
    engine = database.connect(url, data_dir)
    try:
        yield engine
    except BaseException:
        engine.dispose()
        if made and not (data_dir / RESTORING).exists():
            _remove(data_dir, DATABASE)
        raise
    engine.dispose()


@contextmanager
def swept_on_failure(data_dir: Path) -> Iterator[None]:
    """Leave the folder as empty as it was where the block fails."""
    try:
        yield
    except BaseException:
        sweep(data_dir, but=DATABASE)  # still open, with a transaction to undo
        _remove(data_dir, [RESTORING])
        raise


def sweep(data_dir: Path, *, but: tuple[str, ...] = ()) -> None:
    """Take away what an unfinished restore has put into a folder that was empty before."""
    if (data_dir / RESTORING).is_dir():
        _remove(data_dir / RESTORING, [path.name for path in (data_dir / RESTORING).iterdir()])
    ours = {archive.KEY, archive.COMMUNES, "documents", "imports", *DATABASE} - set(but)
    images = {path.name for path in data_dir.iterdir() if path.suffix.lower() in archive.IMAGES}
    _remove(data_dir, ours | images)


def _remove(data_dir: Path, names: Iterable[str]) -> None:
    for name in names:
        path = data_dir / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
