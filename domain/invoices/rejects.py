"""The lines of a lot that were not taken, as a lot like any other: corrected, it is imported.

LOT-rejets.zip lies beside the lot: the list with its column « motif », and the PDFs that these
lines name. One that is there is never overwritten.
"""

import os
import secrets
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from domain.faults import Fault
from domain.invoices.batches import Lot
from domain.invoices.containers import NotThere
from domain.listings import Reject
from sheets import writing
from sheets.columns import Header
from store import files


def write(beside: Path | None, lot: Lot, header: Header, rejects: Sequence[Reject]) -> Path | None:
    """Write the lot of rejects beside the lot at `beside`, None where all was taken.

    Raises `Fault` where that folder can't be written to.
    """
    if not rejects or beside is None:
        return None
    stem = beside.name if beside.is_dir() else beside.stem
    draft = beside.with_name(f".{stem}-rejets.{secrets.token_hex(4)}.tmp")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    _fill(archive, lot, header, rejects)
                file.flush()
                os.fsync(file.fileno())
            return _named(draft, stem)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Fault(
            f"Le fichier des rejets n'a pas pu être écrit dans {beside.parent} ({reason})."
        ) from None


def _fill(archive: zipfile.ZipFile, lot: Lot, header: Header, rejects: Sequence[Reject]) -> None:
    refused = [(reject.cells, _reason(reject)) for reject in rejects]
    archive.writestr("factures.csv", "".join(writing.rejects(header, refused)).encode())
    place = header.places["file"]
    for called in dict.fromkeys(reject.cells[place] for reject in rejects):
        with suppress(NotThere):  # the reason says so already
            name = lot.find(called)
            archive.writestr(_inner(called), lot.document(name))


def _reason(reject: Reject) -> str:
    return f"{reject.column} : {reject.reason}" if reject.column else reject.reason


def _inner(called: str) -> str:
    """Return what the list calls a file, as a name that leads nowhere else."""
    parts = [part for part in called.strip().replace("\\", "/").split("/") if part.strip(". ")]
    name = "/".join(part for part in parts if not part.endswith(":"))
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"


def _named(draft: Path, stem: str) -> Path:
    for number in count(1):
        place = draft.with_name(f"{stem}-rejets{'' if number == 1 else f'-{number}'}.zip")
        with suppress(FileExistsError):
            os.link(draft, place)
            files.flush_folder(place.parent)
            return place
    raise AssertionError
