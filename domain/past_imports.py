"""What came in before: each import with its figures, what is left of it, and its announcements."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.portals import Portal
from store import Transaction, announcements, imports
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
