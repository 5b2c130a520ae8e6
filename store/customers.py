"""The register: questions and changes. A customer taken out (`removed_at`) is seen by nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, String, bindparam, case, exists, func, null, select, update
from sqlalchemy import Connection as Transaction
from sqlalchemy.exc import IntegrityError

from store import asking, bulk, imports, readers, statements, words
from store.models import CUSTOMERS, READERS
from store.readers import Replacement
from store.records import By, Customer


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
    file_postal_address: str
    postal_address: str
    channel: str  # as the last list said
    file_second_address: str | None
    is_removed: bool


_KNOWN = readers.rows_of_customers(Known._fields[:-1]).add_columns(
    CUSTOMERS.c.removed_at.is_not(None)
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
        for some in statements.chunks(numbers)
        for row in transaction.execute(here.where(CUSTOMERS.c.number.in_(some)))
    }


def channels(transaction: Transaction, customer_ids: Iterable[int]) -> dict[int, str]:
    """Return how the last list said that bills reach these customers, by their ids."""
    asked = select(CUSTOMERS.c.id, CUSTOMERS.c.channel)
    return {
        row[0]: row[1]
        for some in statements.chunks(customer_ids)
        for row in transaction.execute(asked.where(CUSTOMERS.c.id.in_(some)))
    }


def remove(transaction: Transaction, customer_ids: Iterable[int], at: datetime) -> None:
    """Take customers out of the register; their rows, and their invoices, stay."""
    batch = [{"old_id": customer_id, "at": at} for customer_id in customer_ids]
    if batch:
        statement = update(CUSTOMERS).where(CUSTOMERS.c.id == bindparam("old_id"))
        transaction.execute(statement.values(removed_at=bindparam("at"), import_id=None), batch)


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
    postal_address: str | None = None  # None: as it was; so the next
    file_postal_address: str | None = None
    channel: str | None = None
    file_second_address: str | None = None  # "": the list says that there is none any more


class Added(NamedTuple):
    """A customer whom the register does not have yet; `file_…` is what an import said."""

    number: str
    name: str
    address: str | None
    file_name: str | None = None
    file_address: str | None = None
    file_postal_address: str = ""
    postal_address: str = ""
    channel: str = ""
    file_second_address: str | None = None


def write(
    transaction: Transaction,
    portal: str,
    added: Sequence[Added],
    changed: Sequence[Change],
    *,
    by: By,
    at: datetime,
    import_id: int | None = None,
) -> None:
    """Add customers, and change others; an import notes what it did.

    `by` says who lets their first readers in. Raises `Stale` where a number is there already, or a
    customer is not as it was planned.
    """
    readers.hold(transaction, portal)
    last_id = transaction.scalar(select(func.max(CUSTOMERS.c.id))) or 0
    rows: list[tuple[Any, ...]] = [(portal, *one[:2], *one[3:], import_id) for one in added]
    try:
        bulk.add(transaction, CUSTOMERS, _NEW, rows)
    except IntegrityError as error:
        raise Stale from error
    if all(one.address == one.file_address for one in added):
        readers.begin_as_listed(transaction, portal, after=last_id, by=by, at=at)
    else:
        firsts = [(one.number, one.address) for one in added if one.address]
        readers.begin(transaction, portal, firsts, by=by, at=at)
    words.note_new(transaction, portal, after=last_id)
    if import_id is not None:
        imports.note_added(transaction, import_id)
        imports.note_changed(transaction, import_id, (one.before.id for one in changed))
    rows = [(*one.before, *one[1:], import_id) for one in changed]
    if bulk.change(transaction, _CHANGE, _PARAMETERS, rows) != len(rows):
        raise Stale
    renamed = [(one.before.id, one.name) for one in changed if one.name != one.before.name]
    words.replace(transaction, portal, renamed)
    replaced = [Replacement(one.before.id, one.before.address, one.address) for one in changed]
    readers.replace(transaction, replaced, by=by, at=at)


_NEW = (
    *("portal", "number", "name", "file_name", "file_address", "file_postal_address"),
    *("postal_address", "channel", "file_second_address", "import_id"),
)
_PARAMETERS = (
    *(f"old_{name}" for name in Known._fields),
    *(f"new_{name}" for name in Change._fields[1:]),
    "new_import_id",
)
_ADDRESS = select(READERS.c.address).where(readers.FIRST).correlate(CUSTOMERS).scalar_subquery()
_CHANGE = (
    update(CUSTOMERS)
    .where(
        CUSTOMERS.c.id == bindparam("old_id"),
        CUSTOMERS.c.name == bindparam("old_name"),
        *(
            column.is_not_distinct_from(bindparam(f"old_{column.name}"))
            for column in (CUSTOMERS.c.file_name, CUSTOMERS.c.file_address)
        ),
        _ADDRESS.is_not_distinct_from(bindparam("old_address")),
        CUSTOMERS.c.removed_at.is_not(None) == bindparam("old_is_removed", type_=Boolean),
    )
    .values(
        **{
            name: bindparam(f"new_{name}")
            for name in ("name", "file_name", "file_address", "import_id")
        },
        **{
            name: func.coalesce(bindparam(f"new_{name}", type_=String), CUSTOMERS.c[name])
            for name in ("postal_address", "file_postal_address", "channel", "file_second_address")
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


def count(transaction: Transaction, portal: str) -> tuple[int, int, int]:
    """Return how many customers a commune has, how many with an address, how many addresses."""
    customers = func.count(CUSTOMERS.c.id.distinct())
    with_address = func.count(READERS.c.customer_id.distinct())
    addresses = func.count(READERS.c.address.distinct())
    here = CUSTOMERS.c.portal == portal, CUSTOMERS.c.removed_at.is_(None)
    counted = select(customers, with_address, addresses).outerjoin_from(
        CUSTOMERS, READERS, readers.NOW
    )
    row = transaction.execute(counted.where(*here)).one()
    return row[0], row[1], row[2]


_LISTED = (
    readers.rows_of_customers(Customer._fields)
    .where(CUSTOMERS.c.portal == bindparam("portal"), CUSTOMERS.c.removed_at.is_(None))
    .order_by(CUSTOMERS.c.number)
)


def listed(transaction: Transaction, portal: str) -> list[Customer]:
    """Return the customers of a commune, with their first reader, in the order of their numbers."""
    return asking.every(transaction, Customer, _LISTED, {"portal": portal})


_OTHERS = READERS.alias()
_LEFT_ALONE = (
    select(CUSTOMERS.c.number, CUSTOMERS.c.name)
    .join(READERS, READERS.c.customer_id == CUSTOMERS.c.id)
    .where(
        CUSTOMERS.c.portal == bindparam("portal"),
        CUSTOMERS.c.removed_at.is_(None),
        READERS.c.ended_at.is_not(None),  # few: they have an index of their own
        READERS.c.ended_by == By.CUSTOMER,
        ~exists().where(_OTHERS.c.customer_id == CUSTOMERS.c.id, _OTHERS.c.ended_at.is_(None)),
    )
    .distinct()
    .order_by(CUSTOMERS.c.number)
)


def left_alone(transaction: Transaction, portal: str) -> list[tuple[str, str]]:
    """Return the customers (number, name) whom nobody reads since a reader left by themselves."""
    return [(row[0], row[1]) for row in transaction.execute(_LEFT_ALONE, {"portal": portal})]
