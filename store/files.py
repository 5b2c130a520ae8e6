"""Files that must be kept: written beside, flushed, renamed; readable by the portal alone."""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

OLD_SECONDS = 3600.0
_PART = re.compile(r"\.(.+)\.[0-9a-f]{8}\.part", re.DOTALL)


def write(path: Path, content: bytes, *, replace: bool = True, flush_name: bool = True) -> None:
    """Write `content` so that a power cut leaves the old file or the new one, never half of one.

    With `replace=False` an existing file stays as it is, and FileExistsError is raised. With
    `flush_name=False` the caller flushes the folder, once for many files.
    """
    with _draft(path, lambda file: file.write(content)) as draft:
        if replace:
            draft.replace(path)
        else:
            _give(draft, path)
    if flush_name:
        flush_folder(path.parent)


def add(places: Iterator[Path], fill: Callable[[BinaryIO], object]) -> Path:
    """Write a new file under the first of these names that nothing has, and return its name.

    The names are of one folder, and there is always a next one.
    """
    place = next(places)
    with _draft(place, fill) as draft:
        while True:
            with suppress(FileExistsError):
                _give(draft, place)
                break
            place = next(places)
    flush_folder(place.parent)
    return place


@contextmanager
def _draft(path: Path, fill: Callable[[BinaryIO], object]) -> Iterator[Path]:
    """Write a hidden file beside `path` for the length of the block, whole and flushed."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with new(draft) as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _give(draft: Path, name: Path) -> None:
    """Give a file its name; raises FileExistsError where something has it."""
    try:
        os.link(draft, name)
    except FileExistsError:
        raise
    except OSError:  # the file system of a USB stick knows no links
        new(name).close()
        draft.replace(name)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Let nobody else who asks for the same folder change its files before the block ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut (or a file's content)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, for us alone (`mkdir` forgets those)."""
    if not folder.is_dir():
        make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private(folder: Path) -> None:
    """Make a folder for us alone; one that was open to others is closed where it is ours."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid == os.geteuid() and status.st_mode & 0o077:
        folder.chmod(0o700)


@contextmanager
def beside(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, which becomes `path` at the end of the block; nothing if it fails.

    What killed processes have left is taken away first.
    """
    for left in _parts_like(path):
        _remove_if_left(left)
    written = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(written, "x+b", opener=_for_us_alone) as file:
            _lock(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
            written.replace(path)
        flush_folder(path.parent)
    finally:
        written.unlink(missing_ok=True)


def flush_tree(folder: Path) -> None:
    """Make all that was laid out in a folder survive a power cut.

    Once all is written: the first flush carries most of the others with it, while one after each
    file would wait for the disk each time.
    """
    for path in folder.rglob("*"):
        flush_folder(path)
    flush_folder(folder)


def new(path: Path) -> BinaryIO:
    """Open a file that is not there yet, for us alone; the caller flushes it."""
    return open(path, "xb", opener=_for_us_alone)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _parts_like(path: Path) -> Iterator[Path]:
    """Find what was begun of this file, and an hour ago of others of its kind.

    Backups have a date in their name: the next one has another, and would never look for it.
    """
    for part in path.parent.glob(f".*{escape(path.suffix)}.*.part"):
        name = _PART.fullmatch(part.name)
        if name and (name[1] == path.name or _age_seconds(part) > OLD_SECONDS):
            yield part


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _remove_if_left(path: Path) -> None:
    """Take away a file that no living process is writing: the kernel ends locks with them.

    One that may not be read or taken away (a command typed as root left it) stays: it keeps
    nobody from writing beside it.
    """
    with suppress(OSError), path.open("rb") as file:
        if _lock(file):
            path.unlink()


def _lock(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or a network folder without locks
        return False
    return True
