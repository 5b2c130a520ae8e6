"""What came in, by its number N, and what each import changed in the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy import Connection as Transaction

from store import asking, readers, statements
from store.models import CUSTOMER_CHANGES, CUSTOMERS, IMPORTS, INVOICES, READERS
from store.records import Import

CLIENTS, FACTURES, STATUTS = "clients", "factures", "statuts"  # the kinds of lists
_LONGEST_NAME = 255
_LONGEST_BY = 254
_BEFORE = (
    *("name", "file_name", "file_address", "file_postal_address", "postal_address"),
    *("channel", "file_second_address", "changed_by_customer_at", "removed_at"),
)


def add(transaction: Transaction, **columns: Any) -> Import:
    """Add an import and give it its number N; `columns`: the fields of `Import` but `id`."""
    columns["name"] = columns["name"][:_LONGEST_NAME]
    return Import(id=statements.add(transaction, IMPORTS, columns), **columns)


def listed(transaction: Transaction, portal: str, kind: str = "") -> list[Import]:
    """Return a commune's imports, newest first: all of them, or those of one kind of lists."""
    here = asking.rows(IMPORTS, Import).where(IMPORTS.c.portal == portal)
    if kind:
        here = here.where(IMPORTS.c.kind == kind)
    return asking.every(transaction, Import, here.order_by(IMPORTS.c.id.desc()))


def left(transaction: Transaction, portal: str, only: int | None = None) -> dict[int, int]:
    """Return how many rows are as an import left them, by its number; 0 is left out. `only`: of this one.

    Of invoices, how many of its own are there.
    """
    found: dict[int, int] = {}
    for rows in (INVOICES, CUSTOMERS):
        counted = select(rows.c.import_id, func.count()).where(
            rows.c.portal == portal,
            rows.c.import_id.is_not(None) if only is None else rows.c.import_id == only,
        )
        found.update(map(tuple, transaction.execute(counted.group_by(rows.c.import_id))))
    return found


def by_id(transaction: Transaction, portal: str, import_id: int, kind: str = "") -> Import | None:
    """Return one import of a commune, of any kind or of one; None where it has none of that number."""
    this = [IMPORTS.c.id == import_id, IMPORTS.c.portal == portal]
    if kind:
        this.append(IMPORTS.c.kind == kind)
    return asking.first(transaction, Import, asking.rows(IMPORTS, Import).where(*this))


def note_brought(
    transaction: Transaction, import_id: int, *, by: str, totals: Mapping[str, int]
) -> None:
    """Note who brought an import in, and its control totals."""
    said = {"brought_by": by[:_LONGEST_BY], "totals": dict(totals)}
    transaction.execute(update(IMPORTS).where(IMPORTS.c.id == import_id).values(**said))


def note_taken_back(transaction: Transaction, import_id: int, *, by: str, at: datetime) -> None:
    """Note who took an import back, and when; the first time counts."""
    this = (IMPORTS.c.id == import_id) & IMPORTS.c.taken_back_at.is_(None)
    transaction.execute(
        update(IMPORTS).where(this).values(taken_back_by=by[:_LONGEST_BY], taken_back_at=at)
    )


def numbers_since(transaction: Transaction, moment: datetime) -> set[int]:
    """Return the imports of all communes since then."""
    return set(transaction.scalars(select(IMPORTS.c.id).where(IMPORTS.c.at >= moment)))


def note_added(transaction: Transaction, import_id: int) -> None:
    """Note the customers whom an import has just added."""
    rows = select(literal(import_id), CUSTOMERS.c.number, false())
    columns = ("import_id", "number", "was_known")
    added = rows.where(CUSTOMERS.c.import_id == import_id)
    transaction.execute(insert(CUSTOMER_CHANGES).from_select(columns, added))


def note_changed(transaction: Transaction, import_id: int, customer_ids: Iterable[int]) -> None:
    """Note customers as they are, whom an import is about to change."""
    noted = literal(import_id), true(), CUSTOMERS.c.import_id
    rows = readers.rows_of_customers(("number", "address", *_BEFORE)).add_columns(*noted)
    columns = ("number", "address", *_BEFORE, "import_id", "was_known", "last_import_id")
    for some in statements.chunks(customer_ids):
        these = rows.where(CUSTOMERS.c.id.in_(some))
        transaction.execute(insert(CUSTOMER_CHANGES).from_select(columns, these))


class Written(NamedTuple):
    """What an import wrote of a customer: the row before it, and as it is now.

    `id` is None where the customer is gone. An import that added it has nothing before.
    """

    number: str
    was_known: bool
    name_before: str | None
    address_before: str | None
    removed_before: datetime | None
    second_before: str | None  # as the list had said
    id: int | None
    name: str | None
    address: str | None
    removed_at: datetime | None
    second: str | None
    is_untouched: bool  # since this import
    has_invoices: bool


def written(transaction: Transaction, portal: str, import_id: int) -> list[Written]:
    """Return what an import wrote and that was not taken back, by number."""
    then, now = CUSTOMER_CHANGES.c, CUSTOMERS.c
    has_invoices = exists().where(INVOICES.c.customer_id == now.id)
    question = (
        select(
            *(then.number, then.was_known, then.name, then.address, then.removed_at),
            then.file_second_address,
            *(now.id, now.name, READERS.c.address, now.removed_at),
            now.file_second_address,
            func.coalesce(now.import_id == import_id, false()),
            has_invoices,
        )
        .outerjoin_from(
            CUSTOMER_CHANGES, CUSTOMERS, (now.portal == portal) & (now.number == then.number)
        )
        .outerjoin(READERS, readers.FIRST)
        .where(then.import_id == import_id)
        .order_by(then.number)
    )
    return asking.every(transaction, Written, question)


def take_back(
    transaction: Transaction, import_id: int, *, changed: Iterable[int], added: Iterable[int]
) -> None:
    """Give customers whom an import changed the row of before it, and delete those it added.

    Their readers are not moved: `readers.replace`.
    """
    mine = CUSTOMER_CHANGES.c.import_id == import_id
    before = {name: CUSTOMER_CHANGES.c[name] for name in _BEFORE}
    restore = (
        update(CUSTOMERS)
        .values(**before, import_id=CUSTOMER_CHANGES.c.last_import_id)
        .where(CUSTOMER_CHANGES.c.number == CUSTOMERS.c.number, mine)
    )
    for some in statements.chunks(changed):
        transaction.execute(restore.where(CUSTOMERS.c.id.in_(some)))
        transaction.execute(delete(CUSTOMER_CHANGES).where(mine, _is_of(some)))
    for some in statements.chunks(added):
        transaction.execute(delete(CUSTOMER_CHANGES).where(mine, _is_of(some)))
        transaction.execute(delete(CUSTOMERS).where(CUSTOMERS.c.id.in_(some)))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Forget some of what imports of before changed; returns how many rows, 0: none left."""
    old = select(IMPORTS.c.id).where(IMPORTS.c.at < moment)
    oldest = select(func.min(CUSTOMER_CHANGES.c.import_id)).where(
        CUSTOMER_CHANGES.c.import_id.in_(old)
    )
    mine = CUSTOMER_CHANGES.c.import_id == oldest.scalar_subquery()
    some = select(CUSTOMER_CHANGES.c.number).where(mine).limit(statements.A_FEW)
    return statements.reached(
        transaction, delete(CUSTOMER_CHANGES).where(mine, CUSTOMER_CHANGES.c.number.in_(some))
    )


def _is_of(customer_ids: Sequence[int]) -> ColumnElement[bool]:
    numbers = select(CUSTOMERS.c.number).where(CUSTOMERS.c.id.in_(customer_ids))
    return CUSTOMER_CHANGES.c.number.in_(numbers)
