"""Files that agents bring in the browser: rows. Each step is one statement that proves who was first."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as Transaction
from sqlalchemy import delete, func, insert, select, update

from store import asking, statements
from store.models import UPLOADS
from store.records import Upload

_EVERY = asking.rows(UPLOADS, Upload)


def add(transaction: Transaction, **columns: Any) -> None:
    """Add a file that has come; `columns`: all of them that have no value of their own."""
    transaction.execute(insert(UPLOADS).values(**columns))


def by_key(transaction: Transaction, key: str) -> Upload | None:
    """Return the upload of that key, whatever commune's; None where there is none any more."""
    return asking.first(transaction, Upload, _EVERY.where(UPLOADS.c.key == key))


def moved_since(transaction: Transaction, portal: str, moment: datetime) -> list[Upload]:
    """Return the uploads of a commune of which something became since then, the newest first."""
    theirs = UPLOADS.c.portal == portal, UPLOADS.c.since >= moment
    return asking.every(transaction, Upload, _EVERY.where(*theirs).order_by(UPLOADS.c.id.desc()))


def of_file(transaction: Transaction, portal: str, digest: str) -> list[Upload]:
    """Return a commune's uploads of this very file, the newest first."""
    these = UPLOADS.c.portal == portal, UPLOADS.c.digest == digest
    return asking.every(transaction, Upload, _EVERY.where(*these).order_by(UPLOADS.c.id.desc()))


def count(transaction: Transaction, portal: str, state: str) -> int:
    """Return how many uploads of a commune are in a state."""
    these = UPLOADS.c.portal == portal, UPLOADS.c.state == state
    return transaction.scalar(select(func.count()).select_from(UPLOADS).where(*these)) or 0


def first_in(transaction: Transaction, state: str) -> Upload | None:
    """Return the upload that has been in a state for longest."""
    waiting = _EVERY.where(UPLOADS.c.state == state).order_by(UPLOADS.c.since, UPLOADS.c.id)
    return asking.first(transaction, Upload, waiting)


def move(transaction: Transaction, upload: Upload, at: datetime, **values: Any) -> bool:
    """Change an upload that is still as it is known; False where somebody was first."""
    known = UPLOADS.c.id == upload.id, UPLOADS.c.since == upload.since
    changed = update(UPLOADS).where(*known).values(since=at, **values)
    return statements.reached(transaction, changed) == 1


def remove(transaction: Transaction, upload: Upload) -> bool:
    """Forget an upload that is still as it is known; False where somebody was first."""
    known = UPLOADS.c.id == upload.id, UPLOADS.c.since == upload.since
    return statements.reached(transaction, delete(UPLOADS).where(*known)) == 1


def before(transaction: Transaction, states: Collection[str], moment: datetime) -> list[Upload]:
    """Return the uploads that have been in one of these states since before that moment."""
    old = UPLOADS.c.state.in_(states), UPLOADS.c.since < moment
    return asking.every(transaction, Upload, _EVERY.where(*old))


def keys(transaction: Transaction) -> set[str]:
    """Return the keys of all communes' uploads."""
    return set(transaction.scalars(select(UPLOADS.c.key)))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Forget some of the uploads of before; returns how many, 0 once none is left."""
    return statements.erase_a_few(transaction, UPLOADS, UPLOADS.c.since < moment)
