"""What stays of an import as files: its report, and the lines that were refused.

`imports/N.json` and `imports/N-rejets.xlsx` (or .csv, .zip) in the data folder, N the import's
number. They are whole on the disk before the import's transaction, and have their names at its end;
what a killed import leaves is swept with the housekeeping.
"""

import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from store import files, reasons
from store.reasons import Unavailable

FOLDER = "imports"
REPORT = ".json"
REJECTS = "-rejets"
YOUNG_SECONDS = 24 * 3600  # an import may still be about to give it its name
_KEPT = re.compile(r"(\d{1,10})(?:\.json|-rejets\.(?:xlsx|csv|zip))")


class Staged:
    """The files of one import that has no number yet."""

    def __init__(self, folder: Path) -> None:
        """Take the folder in which they are, and stay."""
        self._folder = folder
        self._token = secrets.token_hex(8)
        self._written: dict[str, Path] = {}

    def add(self, ending: str, fill: Callable[[BinaryIO], object]) -> Path:
        """Write one of them whole, `ending` as in the name that it will have; raises `Unavailable`."""
        path = self._written[ending] = self._folder / f".{self._token}{ending}"
        with _explained(self._folder), files.new(path) as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        return path

    def settle(self, number: int) -> None:
        """Give them the import's number; what an import that failed left under it goes."""
        with _explained(self._folder):
            for path in self._folder.glob(f"{number}{REJECTS}.*"):
                path.unlink()
            for ending, path in self._written.items():
                path.replace(self._folder / f"{number}{ending}")
            files.flush_folder(self._folder)

    def drop(self) -> None:
        """Take away those that got no number."""
        for path in self._written.values():
            path.unlink(missing_ok=True)


@contextmanager
def staged(data_dir: Path) -> Iterator[Staged]:
    """Give a place for the files of an import; those without a number at the end are dropped."""
    folder = data_dir / FOLDER
    with _explained(data_dir):
        files.make_private(folder)
    made = Staged(folder)
    try:
        yield made
    finally:
        made.drop()


def report(data_dir: Path, number: int) -> str:
    """Return the report of an import as it was kept, "" where it is not there any more."""
    try:
        return (data_dir / FOLDER / f"{number}{REPORT}").read_text("utf-8")
    except FileNotFoundError:
        return ""


def rejects(data_dir: Path, number: int) -> Path | None:
    """Return the file of the lines that an import refused, None where there is none."""
    return next((data_dir / FOLDER).glob(f"{number}{REJECTS}.*"), None)


def every(data_dir: Path) -> list[Path]:
    """Return all of them, by name."""
    return sorted(path for path in (data_dir / FOLDER).glob("*") if _KEPT.fullmatch(path.name))


def erase_but(data_dir: Path, kept: Collection[int]) -> int:
    """Erase the files of imports that are not among these numbers; returns how many."""
    until = time.time() - YOUNG_SECONDS
    erased = 0
    for path in (data_dir / FOLDER).glob("*"):
        name = _KEPT.fullmatch(path.name)
        is_kept = name is not None and int(name[1]) in kept
        if not is_kept and path.stat().st_mtime < until:
            path.unlink(missing_ok=True)
            erased += 1
    return erased


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(reasons.of_folder(error, folder)) from error
