"""Files made for one download: without a name, in the data folder, gone once they are sent or given up.

The server sends such a file without a thread. Each lies on the disk until then: few at once for one
account, and not many in all.
"""

import io
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from domain.limits import DOWNLOADS_AT_ONCE, DOWNLOADS_IN_ALL
from store import Unavailable, reasons


class TooManyAtOnce(Exception):
    """No other file can be made now; `is_own`: those of this account are too many."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__()
        self.is_own = is_own


class Downloads:
    """The downloads under way in this process."""

    def __init__(self, folder: Path, *, are_bounded: bool = True) -> None:
        """Let the files lie in `folder`; `are_bounded`: whether only so many may be at once."""
        self._folder = folder
        self._are_bounded = are_bounded
        self._lock = threading.Lock()
        self._under_way: Counter[int] = Counter()

    def make(self, account_id: int, write: Callable[[IO[bytes]], object]) -> IO[bytes]:
        """Return what `write` puts into a new file, at its beginning; whoever sends it closes it.

        Raises `TooManyAtOnce`, and `Unavailable` where the disk takes no more.
        """
        try:
            file = _File(tempfile.TemporaryFile(dir=self._folder, buffering=0))  # noqa: SIM115 - closed with the one around it
            try:
                self._begin(account_id)
                file.when_closed = lambda: self._end(account_id)
                write(file)
                file.seek(0)
            except BaseException:
                with suppress(OSError):  # what could not be written can't be flushed either
                    file.close()
                raise
        except OSError as error:
            raise Unavailable(reasons.of_folder(error, self._folder)) from error
        return file

    def _begin(self, account_id: int) -> None:
        with self._lock:
            is_own = self._under_way[account_id] >= DOWNLOADS_AT_ONCE
            if self._are_bounded and (is_own or self._under_way.total() >= DOWNLOADS_IN_ALL):
                raise TooManyAtOnce(is_own=is_own)
            self._under_way[account_id] += 1

    def _end(self, account_id: int) -> None:
        with self._lock:
            self._under_way[account_id] -= 1
            self._under_way += Counter()  # who has none under way is forgotten


class _File(io.BufferedRandom):
    """A file that gives its place back once it is closed, by whoever sent it or by nobody."""

    when_closed: Callable[[], None] | None = None

    def close(self) -> None:
        try:
            super().close()
        finally:
            done, self.when_closed = self.when_closed, None
            if done:
                done()
