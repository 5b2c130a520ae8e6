"""Files that agents bring in the browser: `tmp/KEY/NAME` in the data folder, for us alone.

One that is arriving is locked by who receives it: what was cut is known by that, and swept. Beside it
lie how far the work on it is, and the lines that an import refused.
"""

import fcntl
import io
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from store import files

FOLDER = "tmp"
PROGRESS = ".avancement"
PAUSE_EVERY, PAUSE_SECONDS = 1 << 20, 0.004  # pages come first, as in `jobs/child.py`
YOUNG_SECONDS = 60.0  # it has come, and its row is being written
_KEY = re.compile(r"[0-9a-f]{32}")


class Arriving(io.BufferedRandom):
    """A file that is arriving, locked while it is open; it knows its own SHA-256."""

    def __init__(self, path: Path) -> None:
        """Begin it; raises `OSError`."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        super().__init__(io.FileIO(handle, "r+"))
        fcntl.flock(handle, fcntl.LOCK_EX)
        self.path = path
        self._sum = sha256()
        self.size = 0
        self.is_kept = False

    def write(self, data: Any) -> int:
        written = super().write(data)
        self._sum.update(data)
        if self.size // PAUSE_EVERY != (self.size + written) // PAUSE_EVERY:
            time.sleep(PAUSE_SECONDS)
        self.size += written
        return written

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what has come."""
        return self._sum.hexdigest()

    def keep(self) -> None:
        """Let it survive a power cut."""
        self.flush()
        os.fsync(self.fileno())
        files.flush_folder(self.path.parent)
        self.is_kept = True


def new_key() -> str:
    """Return a name that nobody guesses."""
    return secrets.token_hex(16)


def begin(data_dir: Path, key: str, name: str) -> Arriving:
    """Open the file of a new upload; raises `OSError`."""
    folder = data_dir / FOLDER / key
    files.make_folders(folder)
    return Arriving(folder / name)


def path(data_dir: Path, key: str, name: str) -> Path:
    """Return where the file of an upload lies, while it is kept."""
    return data_dir / FOLDER / key / name


def erase(data_dir: Path, key: str) -> None:
    """Erase an upload and what lies beside it."""
    shutil.rmtree(data_dir / FOLDER / key, ignore_errors=True)


def erase_file(data_dir: Path, key: str, name: str) -> None:
    """Erase the file of an upload; the lines that were refused stay beside it."""
    path(data_dir, key, name).unlink(missing_ok=True)
    (data_dir / FOLDER / key / PROGRESS).unlink(missing_ok=True)


def note_progress(data_dir: Path, key: str, done: int, total: int) -> None:
    """Note how far the work on an upload is; a disk that takes nothing only hides it."""
    place = data_dir / FOLDER / key / PROGRESS
    with suppress(OSError):
        draft = place.with_suffix(".neuf")
        draft.write_text(f"{done} {total}", "ascii")
        draft.replace(place)


def progress(data_dir: Path, key: str) -> tuple[int, int] | None:
    """Return how far the work on an upload is, and of how many (0: nobody knows)."""
    with suppress(OSError, ValueError):
        done, total = (data_dir / FOLDER / key / PROGRESS).read_text("ascii").split()
        return int(done), int(total)
    return None


def sweep(data_dir: Path, known: Collection[str]) -> int:
    """Erase what was cut while it came: neither known by a row nor held; returns how many."""
    swept = 0
    for folder in (data_dir / FOLDER).glob("*"):
        is_ours = _KEY.fullmatch(folder.name) and folder.name not in known
        if is_ours and _is_old(folder) and not any(map(_is_held, folder.glob("*"))):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _is_old(folder: Path) -> bool:
    with suppress(OSError):
        return time.time() - folder.stat().st_mtime > YOUNG_SECONDS
    return False


def _is_held(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
