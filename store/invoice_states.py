"""What was said of the state of bills, by whom and when: only ever added, so that it can be taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection as Transaction
from sqlalchemy import delete, insert, literal, or_, select

from store import asking, statements
from store.models import INVOICE_STATES, INVOICES, Moment


class StateSaid(NamedTuple):
    """What one source said of a bill; None: nothing of it."""

    invoice_id: int
    source: str  # `domain/invoices/states.py` names them
    state: str | None
    remaining_cents: int | None
    said_at: datetime
    said_by: str
    import_id: int | None


def said(transaction: Transaction, invoice_ids: Iterable[int]) -> dict[int, list[StateSaid]]:
    """Return all that was said of these bills, the oldest first; a bill of which nothing was is left out."""
    found: dict[int, list[StateSaid]] = {}
    every = asking.rows(INVOICE_STATES, StateSaid).order_by(INVOICE_STATES.c.id)
    for some in statements.chunks(invoice_ids):
        theirs = every.where(INVOICE_STATES.c.invoice_id.in_(some))
        for each in asking.every(transaction, StateSaid, theirs):
            found.setdefault(each.invoice_id, []).append(each)
    return found


def add(transaction: Transaction, rows: Sequence[StateSaid]) -> None:
    """Keep what was said."""
    if rows:
        transaction.execute(insert(INVOICE_STATES), [each._asdict() for each in rows])


def add_of_import(
    transaction: Transaction, import_id: int, *, source: str, at: datetime, by: str
) -> None:
    """Keep what an import said of the bills that it has just added."""
    now = INVOICES.c
    rows = select(
        *(now.id, literal(source), now.state, now.remaining_cents),
        *(literal(at, Moment()), literal(by), now.import_id),
    ).where(
        now.import_id == import_id, or_(now.state.is_not(None), now.remaining_cents.is_not(None))
    )
    transaction.execute(insert(INVOICE_STATES).from_select(StateSaid._fields, rows))


def take_back(transaction: Transaction, import_id: int) -> list[int]:
    """Forget what an import said; returns of which bills."""
    mine = INVOICE_STATES.c.import_id == import_id
    bills = list(transaction.scalars(select(INVOICE_STATES.c.invoice_id).where(mine).distinct()))
    statements.reached(transaction, delete(INVOICE_STATES).where(mine))
    return bills


def of_import(transaction: Transaction, import_id: int) -> list[int]:
    """Return of which bills an import said something that still stands."""
    mine = INVOICE_STATES.c.import_id == import_id
    return list(transaction.scalars(select(INVOICE_STATES.c.invoice_id).where(mine).distinct()))
