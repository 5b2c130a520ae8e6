"""The lines of a batch that were not taken, as a batch like any other: corrected, it is imported.

The list with its column « motif », and the PDFs that these lines name.
"""

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from domain.invoices.batches import Batch
from domain.invoices.containers import NotThere
from domain.listings import Reject
from domain.rejects import Rejects
from sheets import writing
from sheets.columns import Header


def of_batch(batch: Batch, header: Header, refused: Sequence[Reject], *, as_csv: bool) -> Rejects:
    """Return the batch of rejects, to be written."""
    fill = partial(_fill, batch=batch, header=header, refused=refused, as_csv=as_csv)
    return Rejects(".zip", fill)


def _fill(
    file: BinaryIO, *, batch: Batch, header: Header, refused: Sequence[Reject], as_csv: bool
) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(f"factures{'.csv' if as_csv else '.xlsx'}", "w") as member:
            writing.save(writing.rejects(header, refused), member, as_csv=as_csv)
        place = header.places["file"]
        for called in dict.fromkeys(reject.cells[place] for reject in refused):
            with suppress(NotThere):  # the reason says so already
                name = batch.find(called)
                archive.writestr(_inner(called), batch.document(name))


def _inner(called: str) -> str:
    """Return what the list calls a file, as a name that leads nowhere else."""
    parts = [part for part in called.strip().replace("\\", "/").split("/") if part.strip(". ")]
    name = "/".join(part for part in parts if not part.endswith(":"))
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"
