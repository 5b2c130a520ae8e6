"""The register: questions and changes. A customer taken out (`removed_at`) is seen by nobody."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Select, bindparam, case, func, insert, null, select, update
from sqlalchemy import Connection as Transaction
from sqlalchemy.exc import IntegrityError

from store import asking, bulk, changes, imports
from store.changes import batches
from store.models import CUSTOMERS
from store.records import Customer


class Stale(Exception):
    """The register is no longer as it was when the change was planned: plan it again."""


class Known(NamedTuple):
    """One customer as the register has it now, and as the last import said.

    `file_name` is None for a customer whom no import has named yet.
    """

    id: int
    number: str
    name: str
    address: str | None
    file_name: str | None
    file_address: str | None
    is_removed: bool


_KNOWN = select(
    *(
        CUSTOMERS.c[name]
        for name in ("id", "number", "name", "address", "file_name", "file_address")
    ),
    CUSTOMERS.c.removed_at.is_not(None),
)


def known(transaction: Transaction, portal: str) -> dict[str, Known]:
    """Return every customer of a commune by number, those taken out included."""
    rows = transaction.execute(_KNOWN.where(CUSTOMERS.c.portal == portal))
    return {row[1]: Known._make(row) for row in rows}


def among(transaction: Transaction, portal: str, numbers: Iterable[str]) -> dict[str, Known]:
    """Return those of these customers who are known, by number, those taken out included."""
    here = _KNOWN.where(CUSTOMERS.c.portal == portal)
    return {
        row[1]: Known._make(row)
        for some in batches(numbers)
        for row in transaction.execute(here.where(CUSTOMERS.c.number.in_(some)))
    }


def remove(transaction: Transaction, customer_ids: Iterable[int], at: datetime) -> None:
    """Take customers out of the register; their rows, and their invoices, stay."""
    batch = [{"old_id": customer_id, "at": at} for customer_id in customer_ids]
    if batch:
        statement = update(CUSTOMERS).where(CUSTOMERS.c.id == bindparam("old_id"))
        transaction.execute(statement.values(removed_at=bindparam("at"), import_id=None), batch)


def add(transaction: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add customers, a mapping of columns each; raises `Stale` where a number is there already."""
    batch = list(rows)
    if not batch:
        return
    try:
        transaction.execute(insert(CUSTOMERS), batch)
    except IntegrityError as error:
        raise Stale from error


class Change(NamedTuple):
    """A customer as it was when the change was planned, and what it becomes."""

    before: Known
    name: str
    address: str | None
    file_name: str | None
    file_address: str | None
    # The billing software has caught up with what the customer changed, or overruled it.
    is_settled: bool = False
    is_back: bool = False


ADDED = ("portal", "number", "name", "address", "file_name", "file_address")


def write(
    transaction: Transaction,
    added: Sequence[tuple[str | None, ...]],
    changed: Sequence[Change],
    import_id: int | None = None,
) -> None:
    """Add customers, each a tuple of `ADDED`, and change others; an import notes what it did.

    Raises `Stale` where a number is there already, or a customer is not as it was planned.
    """
    try:
        if added:
            rows = [(*row, import_id) for row in added]
            bulk.add(transaction, CUSTOMERS, (*ADDED, "import_id"), rows)
    except IntegrityError as error:
        raise Stale from error
    if import_id is not None:
        imports.note_added(transaction, import_id)
        imports.note_changed(transaction, import_id, (one.before.id for one in changed))
    rows = [(*one.before, *one[1:], import_id) for one in changed]
    if rows and bulk.change(transaction, _CHANGE, _PARAMETERS, rows) != len(rows):
        raise Stale


_PARAMETERS = (
    *(f"old_{name}" for name in Known._fields),
    *(f"new_{name}" for name in Change._fields[1:]),
    "new_import_id",
)
_CHANGE = (
    update(CUSTOMERS)
    .where(
        CUSTOMERS.c.id == bindparam("old_id"),
        CUSTOMERS.c.name == bindparam("old_name"),
        *(
            CUSTOMERS.c[name].is_not_distinct_from(bindparam(f"old_{name}"))
            for name in ("address", "file_name", "file_address")
        ),
        CUSTOMERS.c.removed_at.is_not(None) == bindparam("old_is_removed", type_=Boolean),
    )
    .values(
        **{
            name: bindparam(f"new_{name}")
            for name in ("name", "address", "file_name", "file_address", "import_id")
        },
        changed_by_customer_at=case(
            (bindparam("new_is_settled", type_=Boolean), null()),
            else_=CUSTOMERS.c.changed_by_customer_at,
        ),
        removed_at=case(
            (bindparam("new_is_back", type_=Boolean), null()), else_=CUSTOMERS.c.removed_at
        ),
    )
)


_AT_ADDRESS = (
    select(CUSTOMERS.c.id)
    .where(
        CUSTOMERS.c.portal == bindparam("portal"),
        CUSTOMERS.c.address == bindparam("address"),
        CUSTOMERS.c.removed_at.is_(None),
    )
    .limit(1)
)


def at_address(transaction: Transaction, portal: str, address: str) -> bool:
    """Whether a customer of the commune has this folded address."""
    return transaction.scalar(_AT_ADDRESS, {"portal": portal, "address": address}) is not None


def count(transaction: Transaction, portal: str) -> tuple[int, int, int]:
    """Return how many customers a commune has, how many with an address, how many addresses."""
    row = transaction.execute(
        select(
            func.count(),
            func.count(CUSTOMERS.c.address),
            func.count(CUSTOMERS.c.address.distinct()),
        ).where(CUSTOMERS.c.portal == portal, CUSTOMERS.c.removed_at.is_(None))
    ).one()
    return row[0], row[1], row[2]


def all_at(transaction: Transaction, portal: str, address: str) -> list[Customer]:
    """Return the customers of a folded address in the order of their numbers."""
    theirs = _listed(portal).where(CUSTOMERS.c.address == address)
    return asking.every(transaction, Customer, theirs)


def follow(transaction: Transaction, portal: str, old: str, new: str, at: datetime) -> int:
    """Give a new address to the customers of an old one, those taken out included.

    What the last import said stays, so that the same file again does not undo it.
    """
    return changes.rows(
        transaction,
        update(CUSTOMERS)
        .where(CUSTOMERS.c.portal == portal, CUSTOMERS.c.address == old)
        .values(address=new, changed_by_customer_at=at, import_id=None),
    )


def listed(transaction: Transaction, portal: str) -> list[Customer]:
    """Return the customers of a commune in the order of their numbers."""
    return asking.every(transaction, Customer, _listed(portal))


def _listed(portal: str) -> Select[Any]:
    here = CUSTOMERS.c.portal == portal, CUSTOMERS.c.removed_at.is_(None)
    return asking.rows(CUSTOMERS, Customer).where(*here).order_by(CUSTOMERS.c.number)
