"""What came in before: each import with its figures, what is left of it, and its announcements.

Its report and the lines that it refused stay as long as the history (`store/import_files.py`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from domain.imports import Report
from domain.invoices import audience
from domain.portals import Portal
from store import (
    Store,
    Transaction,
    announcements,
    deliveries,
    import_files,
    imports,
    readers,
)
from store.deliveries import Counted
from store.records import Import


class PastImport(NamedTuple):
    """One import; `left`: how many rows are as it left them, of bills how many are still there.

    `mails`: how many announcements of it are in which state.
    """

    row: Import
    left: int
    mails: Mapping[str, int]


def listed(transaction: Transaction, portal: Portal, kind: str = "") -> list[PastImport]:
    """Return a commune's imports, newest first: all of them, or those of one kind of lists."""
    left = imports.left(transaction, portal.code)
    mails = announcements.progress(transaction)
    return [
        PastImport(row, left.get(row.id, 0), mails.get(row.id, {}))
        for row in imports.listed(transaction, portal.code, kind)
    ]


def one(transaction: Transaction, portal: Portal, number: int) -> PastImport | None:
    """Return a commune's import of this number, None where there is none."""
    row = imports.by_id(transaction, portal.code, number)
    if row is None:
        return None
    left = imports.left(transaction, portal.code, number).get(number, 0)
    return PastImport(row, left, announcements.progress(transaction, number).get(number, {}))


def became(transaction: Transaction, portal: Portal, row: Import) -> Counted | None:
    """Return what has happened to the bills that it brought; None for other lists, or where none is left."""
    return deliveries.counted_by_import(transaction, portal.code, row.id).get(row.id)


def uninvited(transaction: Transaction, portal: Portal, row: Import) -> list[tuple[str, str, str]]:
    """Return number, name and address of whom it concerns and who has no account now."""
    concerned = readers.concerned(transaction, portal.code, row.id)
    return [
        (each.number, each.name, each.address or "")
        for each in audience.of(transaction, portal, concerned, new=()).uninvited
    ]


def report(store: Store, row: Import) -> Report | None:
    """Return what an import's report said; None where it was erased, or is of a version of before."""
    try:
        said = Report.from_json(import_files.report(store.data_dir, row.id))
    except (ValueError, TypeError, KeyError):
        return None
    said.number, said.totals = row.id, dict(row.totals)
    return said


def rejects(store: Store, row: Import) -> tuple[Path, str] | None:
    """Return the file of the lines that an import refused, and a name for it; None where there is none."""
    path = import_files.rejects(store.data_dir, row.id)
    if path is None:
        return None
    stem = row.name.rsplit(".", 1)[0]
    return path, f"{stem}{import_files.REJECTS}{path.suffix}"
