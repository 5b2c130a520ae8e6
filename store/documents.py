"""The PDFs: one file each, under the SHA-256 of its content, however often it comes.

A file is whole on the disk before a row names it, and is taken away only when no row has named it
for a day. Its name never comes from outside.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path

from store import files

YOUNG_SECONDS = 24 * 3600  # an import may still be about to name such a file
_COMPARED = 1 << 20
_BATCH = 16 << 20  # bytes that wait to be written
_WRITERS = 4


class Documents:
    """The folder `documents` in the data folder; 256 folders in it, by the first two signs."""

    def __init__(self, data_dir: Path) -> None:
        """Take the data folder; nothing is made before the first PDF."""
        self.folder = data_dir / "documents"

    def path(self, digest: str) -> Path:
        """Return where the PDF of this SHA-256 lies, whether or not it is there."""
        return self.folder / digest[:2] / f"{digest}.pdf"

    def keep(self, content: bytes) -> str:
        """Keep a PDF and return its SHA-256; survives a power cut only after `flush`.

        One that is there stays, and is mended where the disk has altered it.
        """
        digest = sha256(content).hexdigest()
        self._keep(digest, content)
        return digest

    def _keep(self, digest: str, content: bytes) -> None:
        path = self.path(digest)
        with suppress(FileNotFoundError):
            os.utime(path)  # young before it is looked at: housekeeping may be at work
        if _holds(path, content):
            return
        for folder in (self.folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, content, flush_name=False)

    @contextmanager
    def keeping(self) -> Iterator[Callable[[bytes], str]]:
        """Give a function that keeps PDFs and returns their SHA-256s.

        They go to the disk some at a time, each waiting for it beside the others. At the end of
        the block all of them survive a power cut.
        """
        waiting: dict[str, bytes] = {}
        size = 0

        def keep(content: bytes) -> str:
            nonlocal size
            digest = sha256(content).hexdigest()
            waiting[digest] = content
            size += len(content)
            if size >= _BATCH:
                self._keep_all(waiting)
                size = 0
            return digest

        yield keep
        self._keep_all(waiting)
        self.flush()

    def _keep_all(self, waiting: dict[str, bytes]) -> None:
        with ThreadPoolExecutor(_WRITERS) as pool:
            deque(pool.map(self._keep, waiting.keys(), waiting.values()), maxlen=0)
        waiting.clear()

    def flush(self) -> None:
        """Make the names of what was kept survive a power cut: once for a whole batch."""
        for folder in self.folders():
            files.flush_folder(folder)
        if self.folder.is_dir():
            files.flush_folder(self.folder)
            files.flush_folder(self.folder.parent)

    def folders(self) -> list[Path]:
        """Return the folders that PDFs lie in, in order."""
        return sorted(self.folder.glob("[0-9a-f][0-9a-f]/"))

    def is_intact(self, digest: str) -> bool:
        """Whether the PDF is there and its content is what it was; reads all of it."""
        try:
            with self.path(digest).open("rb") as file:
                return file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            return False

    def old_files(self, folder: Path) -> Iterator[Path]:
        """Yield the files of one folder that no import can be about to name."""
        before = time.time() - YOUNG_SECONDS
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.stat(follow_symlinks=False).st_mtime < before:
                    yield Path(entry.path)


def _holds(path: Path, content: bytes) -> bool:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != len(content):
                return False
            view = memoryview(content)
            return all(
                file.read(_COMPARED) == view[start : start + _COMPARED]
                for start in range(0, len(content), _COMPARED)
            )
    except OSError:
        return False
