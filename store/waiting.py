"""The bills that wait for somebody of the service to look, and why; none of them can be read.

A row is there as long as the bill's `available_at` is not: both change here, and together.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, bindparam, delete, func, select, update
from sqlalchemy import Connection as Transaction

from store import asking, database, statements
from store.models import CUSTOMERS, IMPORTS, INVOICES, WAITING_INVOICES


class Doubt(NamedTuple):
    """One bill that is to wait, and why."""

    invoice_id: int
    why: str  # of `domain/invoices/names.py`, or that its batch waits
    words: str
    excerpt: str
    is_announced: bool  # once it can be read


class Waiting(NamedTuple):
    """One bill that waits, with the register's line beside what its PDF says."""

    id: int
    key: str
    number: str
    customer_id: int
    customer_number: str
    customer_name: str
    issued_on: date
    amount_cents: int
    document: str  # its PDF's SHA-256
    import_id: int
    import_name: str
    why: str
    words: str
    excerpt: str
    is_announced: bool


_BESIDE = {
    "customer_number": CUSTOMERS.c.number,
    "customer_name": CUSTOMERS.c.name,
    "import_name": IMPORTS.c.name,
    **{name: WAITING_INVOICES.c[name] for name in ("why", "words", "excerpt", "is_announced")},
}
_COLUMNS: dict[str, Column[Any]] = {
    name: _BESIDE[name] if name in _BESIDE else INVOICES.c[name] for name in Waiting._fields
}
_EVERY = (
    select(*_COLUMNS.values())
    .join_from(WAITING_INVOICES, INVOICES, INVOICES.c.id == WAITING_INVOICES.c.invoice_id)
    .join(CUSTOMERS, CUSTOMERS.c.id == INVOICES.c.customer_id)
    .join(IMPORTS, IMPORTS.c.id == INVOICES.c.import_id)
    .where(INVOICES.c.portal == bindparam("portal"))
    .order_by(INVOICES.c.import_id.desc(), INVOICES.c.id)
)


def hold(transaction: Transaction, bills: Sequence[Doubt]) -> None:
    """Let bills wait, and say why; what was said of one before is said anew."""
    if not bills:
        return
    for some in statements.chunks(each.invoice_id for each in bills):
        these = update(INVOICES).where(INVOICES.c.id.in_(some))
        statements.reached(transaction, these.values(available_at=None))
    added = database.of(transaction).insert(WAITING_INVOICES)
    anew = {name: added.excluded[name] for name in Doubt._fields[1:]}
    said = added.on_conflict_do_update(index_elements=["invoice_id"], set_=anew)
    transaction.execute(said, [each._asdict() for each in bills])


def release(transaction: Transaction, invoice_ids: Iterable[int], at: datetime) -> None:
    """Let bills that wait be read from this moment on; others are left as they are."""
    for some in statements.chunks(invoice_ids):
        these = INVOICES.c.id.in_(some), INVOICES.c.available_at.is_(None)
        statements.reached(transaction, update(INVOICES).where(*these).values(available_at=at))
        gone = WAITING_INVOICES.c.invoice_id.in_(some)
        statements.reached(transaction, delete(WAITING_INVOICES).where(gone))


def listed(transaction: Transaction, portal: str, **fields: str | int) -> list[Waiting]:
    """Return a commune's bills that wait and whose `fields` have these values, the newest import first."""
    these = [_COLUMNS[name] == value for name, value in fields.items()]
    return asking.every(transaction, Waiting, _EVERY.where(*these), {"portal": portal})


def of_ids(transaction: Transaction, portal: str, invoice_ids: Iterable[int]) -> list[Waiting]:
    """Return those of these bills that wait."""
    return [
        each
        for some in statements.chunks(invoice_ids)
        for each in asking.every(
            transaction, Waiting, _EVERY.where(INVOICES.c.id.in_(some)), {"portal": portal}
        )
    ]


def count(transaction: Transaction, portal: str) -> int:
    """Return how many bills of a commune wait."""
    joined = WAITING_INVOICES.join(INVOICES, INVOICES.c.id == WAITING_INVOICES.c.invoice_id)
    question = select(func.count()).select_from(joined).where(INVOICES.c.portal == portal)
    return transaction.scalar(question) or 0
