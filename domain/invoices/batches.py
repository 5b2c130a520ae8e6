"""A batch of invoices as people hand it in: a folder or a ZIP with PDFs and a list of them.

A name from outside is only ever looked up among the names that were found, never opened as a
path; what is found under a dangerous name can't be asked for.
"""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from domain.faults import Fault
from domain.invoices.containers import MEGABYTE, TOO_LARGE, Folder, NotThere, Zip, open_zip, slashes

LARGEST_PDF = 20 * MEGABYTE
LARGEST_WHOLE = 500 * MEGABYTE  # a PDF that holds all bills
LARGEST_LIST = 20 * MEGABYTE
LIST_NAME = "factures"
LIST_ENDINGS = (".csv", ".xlsx", ".ods")

# What macOS and Windows add by themselves; not worth a word.
_BY_ITSELF = re.compile(
    r"(?:^|/)(?:__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*|\.~lock[^/]*)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Batch:
    """What was found: the list's name, every name by which a file may be called, and remarks."""

    name: str
    source: Folder | Zip
    list_name: str
    # By each name that a cell may use: the files, and the path under which that name was found.
    _index: dict[str, set[tuple[str, str]]] = field(repr=False)
    _refused: dict[str, str] = field(repr=False)
    remarks: list[str]
    scratch: Path | None = None  # a folder on a disk, for copies; None: the system's
    _asked: set[str] = field(default_factory=set, repr=False)

    def listing(self) -> bytes:
        """Return the list as it lies."""
        try:
            return self.source.read(self.list_name, LARGEST_LIST)
        except NotThere as reason:
            raise Fault(f"La liste {self.list_name} ne peut pas être lue : {reason}.") from None

    def find(self, called: str) -> str:
        """Return the name under which the file that a cell names was found; raises `NotThere`."""
        path = _folded(slashes(called))
        for key in dict.fromkeys((path, f"{path}.pdf", _base(path), f"{_base(path)}.pdf")):
            found = {name for name, there in self._index.get(key, set()) if _is_meant(path, there)}
            if len(found) > 1:
                raise NotThere("plusieurs fichiers du lot portent ce nom : lequel ?")
            if found:
                name = next(iter(found))
                self._asked.add(name)
                return name
            if key in self._refused:
                raise NotThere(self._refused[key])
        raise NotThere("ce fichier n'est pas dans le lot")

    def document(self, name: str) -> bytes:
        """Return the content of a file that `find` named; raises `NotThere`."""
        return self.source.read(name, LARGEST_PDF)

    @contextmanager
    def on_disk(self, name: str) -> Iterator[BinaryIO]:
        """Give a copy of a large file that can be read anywhere, and that no kill leaves behind.

        Raises `NotThere`, and `Fault` where the disk has no room for it.
        """
        with TemporaryFile(dir=self.scratch) as copy:
            with self.source.opened(name) as file:
                while block := file.read(MEGABYTE):
                    _write(copy, block)
                    if copy.tell() > LARGEST_WHOLE:
                        raise NotThere(TOO_LARGE.format(LARGEST_WHOLE // MEGABYTE))
            copy.seek(0)
            yield cast("BinaryIO", copy)

    def pdfs(self) -> list[str]:
        """Return the PDFs of the batch."""
        names = {name for found in self._index.values() for name, _ in found}
        return sorted(name for name in names if name.lower().endswith(".pdf"))

    def never_asked(self) -> list[str]:
        """Return the PDFs that no line of the list names."""
        return [name for name in self.pdfs() if name not in self._asked]


def _write(copy: IO[bytes], block: bytes) -> None:
    try:
        copy.write(block)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Fault(
            f"Le disque ne peut pas recevoir ce lot ({reason}) : rien n'a été changé."
        ) from None


def open_batch(path: Path, scratch: Path | None = None) -> Batch:
    """Return what a folder or a ZIP holds; raises `Fault` where it can't be a batch.

    `close` of the source is left to the garbage collector: a batch lives as long as its import.
    """
    if path.is_dir():
        return _batch(path.name, Folder(path), scratch)
    if not path.exists():
        raise Fault(f"« {path} » n'existe pas : vérifiez le nom du dossier ou du ZIP.")
    return _batch(path.name, open_zip(path), scratch)


def _batch(name: str, source: Folder | Zip, scratch: Path | None) -> Batch:
    found = [each for each in source.files() if not _BY_ITSELF.search(slashes(each.name))]
    good = [each for each in found if not each.refused]
    bad = [each for each in found if each.refused]
    index: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in good:
        for key, path in _keys(each.name):
            index[key].add((each.name, path))
    plainly = set(index)
    for each in good:
        for key, path in _keys(*each.spellings):
            if key not in plainly:
                index[key].add((each.name, path))
    return Batch(
        name,
        source,
        _list(name, {each.name for each in good}),
        dict(index),
        {key: each.refused for each in bad for key, _ in _keys(each.name, *each.spellings)},
        [f"{_shown(each.name)} : {each.refused}." for each in bad],
        scratch,
    )


def _list(batch: str, names: set[str]) -> str:
    """Return the name of the list: « factures.csv », or the only spreadsheet there is."""
    sheets = [name for name in names if name.lower().endswith(LIST_ENDINGS)]
    called_so = [
        name for name in sheets if _folded(_base(slashes(name))).rpartition(".")[0] == LIST_NAME
    ]
    found = sorted(called_so or sheets)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Fault(
            f"{batch} ne contient pas de liste : il faut y mettre factures.csv "
            "(ou factures.xlsx, factures.ods) à côté des PDF."
        )
    raise Fault(
        f"{batch} contient plusieurs listes ({', '.join(map(_shown, found[:5]))}) : "
        "n'en laissez qu'une, nommée factures.csv (ou .xlsx, .ods)."
    )


def _keys(*names: str) -> Iterator[tuple[str, str]]:
    """Yield what a cell may call these files, the whole path or just its last part, and the path."""
    for name in names:
        path = _folded(slashes(name))
        yield path, path
        yield _base(path), path


def _is_meant(called: str, there: str) -> bool:
    """Whether a cell may mean a file: two paths that differ are two bills, whatever their ends."""
    return any(
        f"/{there}".endswith(f"/{name}") or f"/{name}".endswith(f"/{there}")
        for name in (called, f"{called}.pdf")
    )


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _folded(name: str) -> str:
    """Spreadsheets and file systems write « é » in two ways, and Windows forgets capitals."""
    return unicodedata.normalize("NFC", name).casefold()


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:100]
