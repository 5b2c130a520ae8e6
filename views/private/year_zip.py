"""A year's PDFs as one ZIP, made while it is sent: a piece of one PDF is all that is in memory."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

_PIECE = 64 * 1024


class _Outlet:
    """What zipfile writes to: it can't go back, so sizes and sums stand behind each file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def stream(files: Iterable[tuple[str, date, Path]]) -> Iterator[bytes]:
    """Yield the ZIP of (name, date, path); PDFs are packed already, so they are only stored."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, day, path in files:
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 12, 0, 0))
            entry.external_attr = 0o100644 << 16
            with path.open("rb") as source, archive.open(entry, "w") as into:
                while piece := source.read(_PIECE):
                    into.write(piece)
                    yield outlet.taken()
        # The list of all files comes when the archive is closed.
    yield outlet.taken()
