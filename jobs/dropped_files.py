"""The files in a drop folder: which are named to be imported, which have stopped changing, and the others."""

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

READ_ME = "LISEZ-MOI.txt"
STILL_SECONDS = 4.0  # so long nothing may have moved; network shares tell of nothing themselves
UNFINISHED_SECONDS = 120.0  # a copy whose end is still missing is given up after that

# What a file is called → the command that imports it.
_COMMANDS = (
    (re.compile(r"clients.*\.(?:csv|xlsx|ods)", re.IGNORECASE), ("clients", "import")),
    (re.compile(r"statuts.*\.(?:csv|xlsx|ods)", re.IGNORECASE), ("factures", "import")),
    (re.compile(r"[^.].*\.zip", re.IGNORECASE), ("factures", "import", "--oui")),
)
# What programs and systems leave beside a file; it goes by itself.
_PASSING = re.compile(
    r"[.~].*|.*(?:\.tmp|\.part|\.crdownload)|Thumbs\.db|desktop\.ini", re.IGNORECASE
)


class Seen(NamedTuple):
    """A file as it lay there at a look; `since` is when it was first seen so."""

    size: int
    changed_at_ns: int
    inode: int
    since: float


class Watch:
    """The files of the folders as they were last seen: one is taken once it has stopped changing."""

    def __init__(self, still_seconds: float = STILL_SECONDS) -> None:
        """Nothing was seen yet."""
        self._still_seconds = still_seconds
        self._seen: dict[Path, Seen] = {}

    def still(self, folder: Path) -> list[Path]:
        """Return the files of a folder that have not changed for a while, by name."""
        now = time.monotonic()
        seen = {path: self._look(path, status, now) for path, status in _files(folder)}
        self._seen = {path: one for path, one in self._seen.items() if path.parent != folder} | seen
        return sorted(path for path, one in seen.items() if self._is_ready(path, now - one.since))

    def _look(self, path: Path, status: os.stat_result, now: float) -> Seen:
        fresh = Seen(status.st_size, status.st_mtime_ns, status.st_ino, now)
        before = self._seen.get(path)
        return before if before and before[:3] == fresh[:3] else fresh

    def _is_ready(self, path: Path, still_for: float) -> bool:
        is_still = still_for >= self._still_seconds
        return is_still and (_is_whole(path) or still_for >= UNFINISHED_SECONDS)


def command(name: str) -> tuple[str, ...]:
    """Return the command for a file of this name; empty where it is none of ours."""
    return next((words for names, words in _COMMANDS if names.fullmatch(name)), ())


def is_file(status: os.stat_result) -> bool:
    """Whether it is a file and nothing else: no link, and nowhere else under another name."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def move(source: Path, target: Path) -> None:
    """Move a file, or a link as such, also from a share that is mounted there."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with (
            open(source, "rb", opener=_without_following) as file,
            target.open("xb") as copy,
        ):
            shutil.copyfileobj(file, copy)
            os.fsync(copy.fileno())
        source.unlink()


def _without_following(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def strangers(folder: Path) -> list[str]:
    """Return the names of what was put there and is no file that is imported, in order."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if not path.is_dir() and path.name != READ_ME
        if not _PASSING.fullmatch(path.name) and not (command(path.name) and is_file(path.lstat()))
    )


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            if command(entry.name) and is_file(status):
                yield Path(entry.path), status


def _is_whole(path: Path) -> bool:
    """Whether the end is there: some systems give a copy its full size before it is filled."""
    try:
        with open(path, "rb", opener=_without_following) as file:
            start = file.read(4)
            file.seek(max(0, os.fstat(file.fileno()).st_size - 66_000))
            end = file.read()
    except OSError:
        return False  # still held by who copies it
    if start.startswith(b"PK"):
        return b"PK\x05\x06" in end  # the directory at the end of a ZIP, and of a workbook
    return bool(end) and not end.endswith(b"\0")
