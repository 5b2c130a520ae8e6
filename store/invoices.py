"""Invoices: questions and changes.

`_OF_ADDRESS` is the only query that a page, a PDF, a mail or an export may use: it finds what
belongs to one address, and nothing else. All the others are for the service's own imports.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session as Transaction

from store import changes, database
from store.dialects import AdvisoryLock
from store.models import Account, Customer, Import, Invoice, RefusedAddress

T = TypeVar("T")
_AT_ONCE = 500  # SQLite takes 32,766 variables in one statement, PostgreSQL 65,535


class Owned(NamedTuple):
    """One invoice as its customer may see it, with the customer whose it is."""

    key: str
    number: str
    customer_number: str
    customer_name: str
    subject: str
    issued_on: date
    due_on: date | None
    amount_cents: int
    remaining_cents: int | None
    state: str | None
    state_on: date
    reference: str | None
    document: str
    document_size: int
    document_pages: int
    created_at: datetime


_OWNED = (
    Invoice.key,
    Invoice.number,
    Customer.number,
    Customer.name,
    Invoice.subject,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.amount_cents,
    Invoice.remaining_cents,
    Invoice.state,
    Invoice.state_on,
    Invoice.reference,
    Invoice.document,
    Invoice.document_size,
    Invoice.document_pages,
    Invoice.created_at,
)


# Made once: to build them costs as much as to carry them out.
_OF_ADDRESS = (
    select(*_OWNED)
    .join(Customer, Customer.id == Invoice.customer_id)
    .where(
        Customer.portal == bindparam("portal"),
        Customer.address == bindparam("address"),
        Customer.removed_at.is_(None),
    )
    .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
)
_OF_KEY = _OF_ADDRESS.where(Invoice.key == bindparam("key"))
_OF_IMPORT = _OF_ADDRESS.where(Invoice.import_id == bindparam("import_id"))


def owned(transaction: Transaction, portal: str, address: str) -> list[Owned]:
    """Return the invoices of the customers who have this address now, newest first."""
    # Plain rows, past the ORM's loading, which takes a fifth more and has nothing to load here.
    rows = transaction.connection().execute(_OF_ADDRESS, {"portal": portal, "address": address})
    return [Owned._make(row) for row in rows]


def owned_one(transaction: Transaction, portal: str, address: str, key: str) -> Owned | None:
    """Return the one of them that has this key."""
    wanted = {"portal": portal, "address": address, "key": key}
    row = transaction.execute(_OF_KEY, wanted).one_or_none()
    return None if row is None else Owned._make(row)


def owned_of_import(
    transaction: Transaction, portal: str, address: str, import_id: int
) -> list[Owned]:
    """Return those of them that an import brought."""
    wanted = {"portal": portal, "address": address, "import_id": import_id}
    return [Owned._make(row) for row in transaction.execute(_OF_IMPORT, wanted)]


class Known(NamedTuple):
    """One invoice as it is kept: what an import compares with."""

    id: int
    number: str
    customer_id: int
    import_id: int
    subject: str
    issued_on: date
    due_on: date | None
    amount_cents: int
    remaining_cents: int | None
    state: str | None
    reference: str | None
    document: str


def known(transaction: Transaction, portal: str, numbers: Iterable[str]) -> dict[str, Known]:
    """Return those of these invoices that are kept, by number."""
    columns = [getattr(Invoice, name) for name in Known._fields]
    found: dict[str, Known] = {}
    for some in _batches(numbers, _AT_ONCE):
        rows = transaction.execute(
            select(*columns).where(Invoice.portal == portal, Invoice.number.in_(some))
        )
        found.update((row[1], Known._make(row)) for row in rows)
    return found


def add(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add invoices, a mapping of columns each."""
    if rows:
        transaction.execute(insert(Invoice), rows)


CHANGED = (
    "customer_id",
    "subject",
    "issued_on",
    "due_on",
    "amount_cents",
    "remaining_cents",
    "state",
    "state_on",
    "reference",
    "document",
    "document_size",
    "document_pages",
)


def change(transaction: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change invoices: each mapping has `id` and every column of `CHANGED`."""
    batch = [{f"new_{name}": value for name, value in row.items()} for row in rows]
    if batch:
        table = Invoice.__table__
        statement = (
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("new_id"))
            .values({name: bindparam(f"new_{name}") for name in CHANGED})
        )
        transaction.connection().execute(statement, batch)


def remove(transaction: Transaction, ids: Iterable[int]) -> None:
    """Delete invoices; their PDFs go later, when nothing names them any more."""
    for some in _batches(ids, _AT_ONCE):
        changes.rows(transaction, delete(Invoice).where(Invoice.id.in_(some)))


def of_import(transaction: Transaction, import_id: int) -> list[Known]:
    """Return the invoices that an import brought and that are still there."""
    columns = [getattr(Invoice, name) for name in Known._fields]
    rows = transaction.execute(
        select(*columns).where(Invoice.import_id == import_id).order_by(Invoice.id)
    )
    return [Known._make(row) for row in rows]


def announced_to(transaction: Transaction, portal: str, customer_ids: Iterable[int]) -> list[int]:
    """Return the accounts of these customers that are active, want such mails and get mail."""
    accounts: set[int] = set()
    for some in _batches(customer_ids, _AT_ONCE):
        accounts.update(
            transaction.scalars(
                select(Account.id)
                .join(
                    Customer,
                    (Customer.portal == Account.portal) & (Customer.address == Account.address),
                )
                .outerjoin(
                    RefusedAddress,
                    (RefusedAddress.portal == Account.portal)
                    & (RefusedAddress.address == Account.address),
                )
                .where(
                    Account.portal == portal,
                    Customer.id.in_(some),
                    Customer.removed_at.is_(None),
                    Account.password_hash.is_not(None),
                    Account.suspended_at.is_(None),
                    Account.announcements,
                    RefusedAddress.address.is_(None),
                )
            )
        )
    return sorted(accounts)


def accounts_of_import(transaction: Transaction, import_id: int) -> list[int]:
    """Return the accounts that see an invoice which an import brought."""
    return list(
        transaction.scalars(
            select(Account.id)
            .join(
                Customer,
                (Customer.portal == Account.portal) & (Customer.address == Account.address),
            )
            .join(Invoice, Invoice.customer_id == Customer.id)
            .where(Invoice.import_id == import_id, Customer.removed_at.is_(None))
            .distinct()
        )
    )


def add_import(transaction: Transaction, row: Import) -> Import:
    """Add an import and give it its number N."""
    transaction.add(row)
    transaction.flush()
    return row


def imports(transaction: Transaction, portal: str) -> list[tuple[Import, int]]:
    """Return the imports of a commune, newest first, with how many of its invoices are left."""
    left = (
        select(func.count())
        .where(Invoice.import_id == Import.id)
        .correlate(Import)
        .scalar_subquery()
    )
    rows = transaction.execute(
        select(Import, left).where(Import.portal == portal).order_by(Import.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def import_by_id(transaction: Transaction, portal: str, import_id: int) -> Import | None:
    """Return one import of a commune."""
    found = transaction.get(Import, import_id)
    return found if found is not None and found.portal == portal else None


def documents(
    transaction: Transaction, first: str = "", last: str = "g"
) -> Iterator[tuple[str, str]]:
    """Yield each kept SHA-256 in this range, with the number of an invoice that needs it."""
    rows = transaction.execute(
        select(Invoice.document, func.min(Invoice.number))
        .where(Invoice.document >= first, Invoice.document < last)
        .group_by(Invoice.document)
    )
    for row in rows:
        yield row[0], row[1]


def lock(transaction: Transaction) -> None:
    """Let no import and no removal of PDFs begin before this transaction ends."""
    connection = transaction.connection()
    database.of(connection).hold(connection, AdvisoryLock.INVOICES)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
