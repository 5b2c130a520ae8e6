"""Where the lines go that were not taken: beside what they came in, to be corrected and imported.

`clients.csv` leaves `clients-rejets.xlsx`, the batch `novembre` leaves `novembre-rejets.zip`; what is
there is never overwritten, and the rejects of rejects count on: `clients-rejets-2.xlsx`. They are kept with
their import too (`store/import_files.py`).
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from domain.faults import Fault
from store import files

_REJECTS = re.compile(r"-rejets(?:-\d+)?$")


Fill = Callable[[BinaryIO], object]


class Rejects(NamedTuple):
    """The file of the lines that were refused: how its name ends, and what writes it."""

    ending: str
    fill: Fill


def write(source: Path, ending: str, fill: Fill) -> Path:
    """Write the rejects of a file or folder; raises `Fault` where they can't be written there."""
    try:
        return files.add(_places(source, ending), fill)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Fault(
            f"Le fichier des rejets n'a pas pu être écrit dans {source.parent} ({reason})."
        ) from error


def copy(kept: Path, source: Path) -> Path:
    """Copy rejects that are kept beside the file or folder that they came in; raises `Fault`."""

    def fill(file: BinaryIO) -> None:
        with kept.open("rb") as written:
            shutil.copyfileobj(written, file)

    return write(source, kept.suffix, fill)


def _places(source: Path, ending: str) -> Iterator[Path]:
    place = source.resolve() if source.is_dir() else source  # « . » has no name
    stem = _REJECTS.sub("", place.name if source.is_dir() else place.stem)
    for number in count(1):
        yield place.with_name(f"{stem}-rejets{'' if number == 1 else f'-{number}'}{ending}")
