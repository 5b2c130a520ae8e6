"""Folders and ZIPs as people make them: the files in them, and why some can't be taken.

A ZIP is never unpacked; links are never followed. Bounds stand before anything is read.
"""

import lzma
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.faults import Fault

MEGABYTE = 1024 * 1024
LARGEST_ZIP = 2048 * MEGABYTE
LARGEST_UNPACKED = 4096 * MEGABYTE
MOST_FILES = 50_000
_END_BYTES, _LONGEST_COMMENT = 22, 0xFFFF
LARGEST_DIRECTORY = 16 * MEGABYTE  # what a ZIP says of 50,000 files, each with a name of 250 signs
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


TOO_LARGE = "ce fichier dépasse {} Mo"
TOO_MANY = "{batch} contient plus de 50 000 fichiers : faites-en plusieurs lots."


class NotThere(LookupError):
    """A file that the list names can't be had; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file: the name it is read by, other spellings of it, and why it can't be taken."""

    name: str
    spellings: tuple[str, ...] = ()
    refused: str = ""


def slashes(name: str) -> str:
    """Return a path with « / » between its parts: Windows sometimes leaves its own sign."""
    return name.strip().replace("\\", "/").removeprefix("./")


class Folder:
    """A folder on this machine; links are not followed, inside it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> Iterator[Found]:
        count = size = 0
        for folder, folders, names in os.walk(self.path):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                relative = path.relative_to(self.path).as_posix()
                status = path.lstat()
                count, size = count + 1, size + status.st_size
                _check_bounds(self.path.name, count, size)
                if stat.S_ISREG(status.st_mode):
                    yield Found(relative)
                else:
                    yield Found(relative, refused="c'est un lien, pas un fichier")

    def read(self, name: str, most: int) -> bytes:
        with self.opened(name) as file:
            return _bounded(file.read(most + 1), most)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Give a file to read from; raises `NotThere`, also while it is read."""
        try:
            handle = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(handle, "rb") as file:
                yield file
        except OSError as error:
            raise NotThere(
                f"ce fichier ne peut pas être lu ({os.strerror(error.errno or 0)})"
            ) from None


class Zip:
    """A ZIP; its members are read one after the other, never unpacked."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.batch = name

    def files(self) -> Iterator[Found]:
        infos = [info for info in self.archive.infolist() if not info.is_dir()]
        _check_bounds(self.batch, len(infos), sum(info.file_size for info in infos))
        times = Counter(info.filename for info in infos)
        for info in infos:
            twice = "deux fichiers du ZIP portent ce nom" if times[info.filename] > 1 else ""
            yield Found(info.filename, _spellings(info), _why_not(info) or twice)

    def read(self, name: str, most: int) -> bytes:
        with self.opened(name) as file:
            return _bounded(file.read(most + 1), most)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Give a member to read from, once; raises `NotThere`, also while it is read."""
        try:
            with self.archive.open(name) as member:
                yield member
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError):
            raise NotThere("ce fichier est abîmé dans le ZIP") from None
        except (NotImplementedError, RuntimeError):
            raise NotThere(
                "ce fichier est compressé d'une façon que le portail ne lit pas"
            ) from None


def open_zip(path: Path) -> Zip:
    """Open a ZIP and read its directory; raises `Fault`."""
    if path.stat().st_size > LARGEST_ZIP:
        raise Fault(f"{path.name} dépasse 2 Go : faites-en plusieurs lots.")
    try:
        if _directory_bytes(path) > LARGEST_DIRECTORY:
            raise Fault(TOO_MANY.format(batch=path.name))
        return Zip(zipfile.ZipFile(path), path.name)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        with path.open("rb") as file:
            begins = file.read(2) == b"PK"
        problem = "est incomplet ou abîmé : copiez-le de nouveau" if begins else "n'est pas un ZIP"
        raise Fault(f"{path.name} {problem}.") from None
    except OSError as error:
        raise Fault(f"{path.name} ne peut pas être lu ({os.strerror(error.errno or 0)}).") from None


def _directory_bytes(path: Path) -> int:
    """Return how long the list of files at the end of a ZIP is: read, it takes ten times as much.

    Found where `zipfile` finds it (APPNOTE 4.3.14 to 4.3.16); 0 where there is none.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES - _LONGEST_COMMENT))
        tail = file.read()
    end = len(tail) - _END_BYTES
    if not (tail[end : end + 4] == b"PK\x05\x06" and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        return 0
    size = tail[end + 12 : end + 16]
    if tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):  # a ZIP64: its own end is before
        size = tail[max(0, end - 36) : end - 28]
    return int.from_bytes(size, "little")


def _why_not(info: zipfile.ZipInfo) -> str:
    path = slashes(info.filename)
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        return "son nom mène hors du ZIP"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "c'est un lien, pas un fichier"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "il est protégé par un mot de passe"
    if path.lower().endswith(".zip"):
        return "un ZIP dans le ZIP n'est pas ouvert"
    return ""


def _spellings(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return what a name without the UTF-8 flag may mean: Windows writes CP850, macOS UTF-8."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return ()
    raw = info.filename.encode("cp437", "replace")
    spelled = []
    for encoding in ("cp850", "utf-8", "cp1252"):
        try:
            spelled.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return tuple(spelled)


def _check_bounds(batch: str, count: int, size: int) -> None:
    if count > MOST_FILES:
        raise Fault(TOO_MANY.format(batch=batch))
    if size > LARGEST_UNPACKED:
        raise Fault(f"{batch} dépasse 4 Go une fois décompressé : faites-en plusieurs lots.")


def _bounded(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise NotThere(TOO_LARGE.format(most // MEGABYTE))
    return content
