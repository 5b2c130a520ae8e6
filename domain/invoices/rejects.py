"""The lines of a batch that were not taken, as a batch like any other: corrected, it is imported.

The list with its column « motif », and the PDFs that these lines name; of one that holds the bills of
other lines too, their own pages alone.
"""

import shutil
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from domain.invoices.batches import Batch
from domain.invoices.containers import NotThere
from domain.invoices.reading import Contents, Place
from domain.invoices.whole import Whole
from domain.listings import Reject
from domain.rejects import Rejects
from sheets import writing
from sheets.columns import Header


def of_batch(
    batch: Batch, contents: Contents, refused: Sequence[Reject], *, as_csv: bool
) -> Rejects:
    """Return the batch of rejects, to be written."""
    fill = partial(_fill, batch=batch, contents=contents, refused=refused, as_csv=as_csv)
    return Rejects(".zip", fill)


def _fill(
    file: BinaryIO, *, batch: Batch, contents: Contents, refused: Sequence[Reject], as_csv: bool
) -> None:
    header, cut, whole = contents.header, _cut(contents, refused), _whole(batch, contents, refused)
    moved = _moved(header, cut, refused)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(f"factures{'.csv' if as_csv else '.xlsx'}", "w") as member:
            writing.save(writing.rejects(header, moved), member, as_csv=as_csv)
        for name, places in cut.items():
            with batch.on_disk(name) as source, archive.open(_inner(name), "w") as target:
                target.write(
                    Whole(source).part((at.share.first, at.share.last) for _, at in places)
                )
        for called in whole:
            with suppress(NotThere):  # the reason says so already
                name = batch.find(called)
                with (
                    batch.source.opened(name) as source,
                    archive.open(_inner(called), "w") as target,
                ):
                    shutil.copyfileobj(source, target)


def _cut(contents: Contents, refused: Sequence[Reject]) -> dict[str, list[tuple[int, Place]]]:
    """Return the bills that were cut out of each PDF, in its order, by line: those refused alone."""
    found: defaultdict[str, list[tuple[int, Place]]] = defaultdict(list)
    for reject in refused:
        place = contents.places.get(reject.line)
        if place:
            found[place.name].append((reject.line, place))
    return {
        name: sorted(places, key=lambda one: one[1].share.first) for name, places in found.items()
    }


def _whole(batch: Batch, contents: Contents, refused: Sequence[Reject]) -> list[str]:
    """Return what lines call the other PDFs, each once."""
    place = contents.header.places.get("file")
    lines = [reject for reject in refused if reject.line not in contents.places]
    if place is None:
        return batch.pdfs() if lines else []
    return list(dict.fromkeys(reject.cells[place] for reject in lines))


def _moved(
    header: Header, cut: Mapping[str, Sequence[tuple[int, Place]]], refused: Sequence[Reject]
) -> list[Reject]:
    """Return the lines, their column « pages » as the PDF has it that holds no more than theirs."""
    column, pages = header.places.get("pages"), dict[int, str]()
    for places in cut.values():
        last = 0
        for line, place in places:
            first, last = last + 1, last + 1 + place.share.last - place.share.first
            pages[line] = f"{first}-{last}"

    def moved(reject: Reject) -> Reject:
        if column is None or reject.line not in pages or not reject.cells[column].strip():
            return reject
        before, after = reject.cells[:column], reject.cells[column + 1 :]
        return reject._replace(cells=[*before, pages[reject.line], *after])

    return [moved(reject) for reject in refused]


def _inner(called: str) -> str:
    """Return what the list calls a file, as a name that leads nowhere else."""
    parts = [part for part in called.strip().replace("\\", "/").split("/") if part.strip(". ")]
    name = "/".join(part for part in parts if not part.endswith(":"))
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"
