"""The file of a backup: a tar that any tool opens, sealed by `SHA256SUMS`, its last member.

Its members are laid out as in a data folder; the database is rows as data (`store/rows.py`), so
that it does not matter which kind of database it came from or goes to. Both ways are streams: a
pipe will do, and no more than one PDF is in memory.
"""

import gzip
import io
import json
import re
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import IO, Any, cast

from store.reasons import Unavailable

FORMAT = 1
HEAD = "sauvegarde.json"
TABLES = "tables/"
DOCUMENTS = "documents/"
IMPORTS = "imports/"
ABSENT = "absents.json"
SUMS = "SHA256SUMS"
KEY = "secret_key"
COMMUNES = "portails.toml"
IMAGES = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif")
SAYS = "Sauvegarde du portail des factures : « flask restore FICHIER » la reprend."
LARGEST_PDF = 64 << 20  # well above what an import takes
_LARGEST_TEXT = 64 << 20
_PIECE = 1 << 20
_BLOCK = 64 << 10  # tarfile adds to its block by copying it: 9 s a gigabyte with blocks of 1 MiB
_NAME = re.compile(
    r"sauvegarde\.json|absents\.json|SHA256SUMS|secret_key|portails\.toml"
    r"|imports/\d{1,10}(?:\.json|-rejets\.(?:xlsx|csv|zip))"
    r"|tables/[a-z_]{1,40}\.jsonl\.gz"
    r"|documents/([0-9a-f]{2})/\1[0-9a-f]{62}\.pdf"
    r"|[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,200}(?i:\.png|\.jpe?g|\.svg|\.webp|\.gif)"
)


class Refused(Unavailable):
    """A backup that can't be taken up, and why; nothing has changed."""


@dataclass(frozen=True, slots=True)
class Head:
    """What an archive says of itself first; `next_ids` are the last ids that tables gave out."""

    revision: str
    taken_at: str
    rows: dict[str, int]
    next_ids: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT
    portail: str = SAYS


def document(digest: str) -> str:
    """Return where the PDF of this SHA-256 lies, in an archive and in a data folder."""
    return f"{DOCUMENTS}{digest[:2]}/{digest}.pdf"


class Writer:
    """Adds members to a stream, and seals it at the end."""

    def __init__(self, out: IO[bytes], sums: IO[bytes]) -> None:
        """Write to `out`, which need not be seekable; `sums` is an empty file to note them in."""
        self._tar = tarfile.open(fileobj=out, mode="w|", bufsize=_BLOCK)  # noqa: SIM115 - closed by the seal
        self._moment = time.time()
        self._sums = sums

    def head(self, head: Head) -> None:
        """Begin with what the archive says of itself."""
        self.add_json(HEAD, asdict(head))

    def add_json(self, name: str, value: Any) -> None:
        """Add a value as JSON."""
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1).encode())

    def add(self, name: str, content: bytes) -> None:
        """Add a member that is in memory."""
        self.add_summed(name, content, sha256(content).hexdigest())

    def add_summed(self, name: str, content: bytes, digest: str) -> None:
        """Add a member whose SHA-256 is known already."""
        self._put(name, io.BytesIO(content), len(content))
        self._sums.write(_line(name, digest))

    def copy(self, name: str, source: IO[bytes], size: int) -> None:
        """Add a member of `size` bytes."""
        counted = Content(source, size)
        self._put(name, counted.stream(), size)
        self._sums.write(_line(name, counted.sum.hexdigest()))

    def seal(self) -> None:
        """End with the sums of all members."""
        size = self._sums.tell()
        self._sums.seek(0)
        self.copy(SUMS, self._sums, size)
        self._tar.close()

    def _put(self, name: str, source: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self._moment)
        self._tar.addfile(member, source)
        # tarfile remembers each one: as much memory as there are PDFs.
        self._tar.members = []  # type: ignore[attr-defined]


class Reader:
    """Gives the members in their order; `check` then says whether all of them are what they were."""

    def __init__(self, source: IO[bytes]) -> None:
        """Read from a stream; raises `Refused` where it is no backup of the portal."""
        self._read = sha256()  # of the lines that `SHA256SUMS` must have
        self._names: set[str] = set()
        self._last_document = ""
        self._sealed = ""
        with damage_said():
            try:
                tar = tarfile.open(fileobj=source, mode="r|", bufsize=_BLOCK)  # noqa: SIM115 - the caller closes the stream
            except tarfile.ReadError:
                raise Refused(
                    "Ce fichier n'est pas une sauvegarde du portail, ou son début est abîmé."
                ) from None
        self._members = self._walk(tar)
        name, content = next(self._members, ("", Content(io.BytesIO(), 0)))
        if name != HEAD:
            raise Refused("Ce fichier n'est pas une sauvegarde du portail.")
        self.head = _head(text(content))

    def __iter__(self) -> Iterator[tuple[str, "Content"]]:
        """Yield each member's name and content, to be read before the next one is asked for."""
        return self._members

    def check(self) -> None:
        """Compare the sums; call it when all members have been read. Raises `Refused`."""
        if not self._sealed:
            raise Refused("La sauvegarde est incomplète : sa fin manque.")
        if self._sealed != self._read.hexdigest():
            raise Refused("La sauvegarde est abîmée : ses sommes SHA-256 ne sont plus les mêmes.")

    def _walk(self, tar: tarfile.TarFile) -> Iterator[tuple[str, "Content"]]:
        with damage_said():
            while (member := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]  # see Writer
                content = self._opened(tar, member)
                if member.name != SUMS:
                    yield member.name, content
                content.drain()
                digest = content.sum.hexdigest()
                if member.name == SUMS:
                    self._sealed = digest
                else:
                    self._read.update(_line(member.name, digest))

    def _opened(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> "Content":
        name = member.name
        # One with holes may be said to be of any size: what fills them comes from nowhere.
        is_plain = member.isreg() and not member.issparse()
        if not is_plain or not _NAME.fullmatch(name) or self._sealed or self._was_seen(name):
            raise Refused(f"La sauvegarde est abîmée : « {name[:80]} » n'y a pas sa place.")
        source = tar.extractfile(member)
        assert source is not None
        return Content(source, member.size)

    def _was_seen(self, name: str) -> bool:
        if name.startswith(DOCUMENTS):  # they come in order: none has to be remembered
            last, self._last_document = self._last_document, name
            return name <= last
        if name in self._names:
            return True
        self._names.add(name)
        return False


def text(content: "Content") -> str:
    """Return a small member as text; raises `Refused`."""
    read = content.read(_LARGEST_TEXT)
    try:
        return read.decode()
    except UnicodeDecodeError:
        raise Refused("La sauvegarde est abîmée : un texte n'y est plus lisible.") from None


class Content(io.RawIOBase):
    """One member's bytes: takes their sum while they are read, and must give all of them."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        """Take a stream and how many bytes it must give."""
        self._source, self._left = source, size
        self.sum = sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        with damage_said():
            got = self._source.read(wanted) if wanted else b""
            if len(got) < wanted:
                raise EOFError
        self._left -= len(got)
        self.sum.update(got)
        return got

    def stream(self) -> IO[bytes]:
        """Return itself, for a library that wants a file."""
        return cast("IO[bytes]", self)

    def drain(self) -> None:
        """Read what is left."""
        while self.read(_PIECE):
            pass


@contextmanager
def damage_said() -> Iterator[None]:
    """Turn what libraries raise on damaged bytes into `Refused`."""
    try:
        yield
    except EOFError:
        raise Refused("La sauvegarde est incomplète : sa fin manque.") from None
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        said = str(error)
        if "unexpected end" in said:
            raise Refused("La sauvegarde est incomplète : sa fin manque.") from None
        raise Refused(f"La sauvegarde est abîmée ({said[:80]}).") from None


def _head(said: str) -> Head:
    try:
        values = json.loads(said)
        if values["format"] == FORMAT and values["revision"].isalnum():
            return Head(**values)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused("La sauvegarde est abîmée : son début n'est plus lisible.") from None
    raise Refused("La sauvegarde vient d'une version plus récente du portail : installez-la.")


def _line(name: str, digest: str) -> bytes:
    return f"{digest}  {name}\n".encode()  # as `sha256sum --check` reads it
