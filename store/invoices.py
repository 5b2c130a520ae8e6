"""Invoices: questions and changes.

`_OF_ADDRESS` is the only query that a customer's page, a PDF, a mail or an export may use: it finds
what belongs to one address and can be read, and nothing else. All the others are for the service.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import Connection as Transaction

from store import asking, database, readers, statements, words
from store.dialects import AdvisoryLock
from store.models import ACCOUNTS, CUSTOMERS, INVOICES, NOTICES, READERS, REFUSED_ADDRESSES
from store.records import Invoice

_OF_CUSTOMER = {"customer_number": CUSTOMERS.c.number, "customer_name": CUSTOMERS.c.name}
_OWNED: dict[str, Column[Any]] = {
    name: _OF_CUSTOMER[name] if name in _OF_CUSTOMER else INVOICES.c[name]
    for name in Invoice._fields
}

# Made once: to build them costs as much as to carry them out.
_OF_ADDRESS = (
    select(*_OWNED.values())
    .select_from(readers.READING)
    .join(INVOICES, INVOICES.c.customer_id == CUSTOMERS.c.id)
    .where(
        CUSTOMERS.c.portal == bindparam("portal"),
        READERS.c.address == bindparam("address"),
        INVOICES.c.available_at.is_not(None),
    )
    .order_by(INVOICES.c.issued_on.desc(), INVOICES.c.id.desc())
)
_OF_SERVICE = (
    select(*_OWNED.values())
    .join_from(INVOICES, CUSTOMERS, INVOICES.c.customer_id == CUSTOMERS.c.id)
    .where(CUSTOMERS.c.portal == bindparam("portal"))
    .order_by(INVOICES.c.issued_on.desc(), INVOICES.c.id.desc())
)
_OF_KEY = _OF_ADDRESS.where(INVOICES.c.key == bindparam("key"))
_UNTOLD = _OF_ADDRESS.where(
    INVOICES.c.import_id == bindparam("import_id"),
    ~exists().where(
        NOTICES.c.invoice_id == INVOICES.c.id, NOTICES.c.account_id == bindparam("account_id")
    ),
)


def owned(transaction: Transaction, portal: str, address: str) -> list[Invoice]:
    """Return the invoices of the customers who have this address now, newest first."""
    return asking.every(transaction, Invoice, _OF_ADDRESS, {"portal": portal, "address": address})


def owned_one(transaction: Transaction, portal: str, address: str, key: str) -> Invoice | None:
    """Return the one of them that has this key."""
    wanted = {"portal": portal, "address": address, "key": key}
    return asking.first(transaction, Invoice, _OF_KEY, wanted)


def untold(
    transaction: Transaction, portal: str, address: str, account_id: int, import_id: int
) -> list[Invoice]:
    """Return those of them that an import brought and that no mail to this account has named yet."""
    wanted = {
        "portal": portal,
        "address": address,
        "import_id": import_id,
        "account_id": account_id,
    }
    return asking.every(transaction, Invoice, _UNTOLD, wanted)


def of_service(transaction: Transaction, portal: str, **fields: str | int) -> list[Invoice]:
    """Return a commune's invoices whose `fields` have these values, newest first.

    For the service: whoever may read them.
    """
    these = [INVOICES.c.portal == bindparam("portal")]
    these += [_OWNED[name] == value for name, value in fields.items()]
    return asking.every(transaction, Invoice, _OF_SERVICE.where(*these), {"portal": portal})


def searched(transaction: Transaction, portal: str, text: str) -> list[Invoice]:
    """Return what a typed text may mean, newest first: bills by their number or their customer."""
    found = words.bills(transaction, text)
    if found is None:
        return []
    # Joined, not « in »: SQLite would read all bills of the commune, one after another.
    ids = found.cte("found")
    asked = _OF_SERVICE.join(ids, ids.c.id == INVOICES.c.id)
    return asking.every(transaction, Invoice, asked, {"portal": portal})


class Kept(NamedTuple):
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
    state_on: date
    reference: str | None
    service: str | None
    document: str
    available_at: datetime | None


def known(transaction: Transaction, portal: str, numbers: Iterable[str]) -> dict[str, Kept]:
    """Return those of these invoices that are kept, by number."""
    here = asking.rows(INVOICES, Kept).where(INVOICES.c.portal == portal)
    return {
        each.number: each
        for some in statements.chunks(numbers)
        for each in asking.every(transaction, Kept, here.where(INVOICES.c.number.in_(some)))
    }


def owners_of_documents(
    transaction: Transaction, portal: str, digests: Iterable[str]
) -> dict[str, set[int]]:
    """Return the customers who can read these PDFs as their bills, by the PDF's digest.

    Not those of bills that wait: two that were exchanged are exchanged back.
    """
    found: dict[str, set[int]] = {}
    here = select(INVOICES.c.document, INVOICES.c.customer_id).where(
        INVOICES.c.portal == portal, INVOICES.c.available_at.is_not(None)
    )
    for some in statements.chunks(digests):
        for digest, owner in transaction.execute(here.where(INVOICES.c.document.in_(some))):
            found.setdefault(digest, set()).add(owner)
    return found


def add(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add invoices, a mapping of columns each."""
    if rows:
        transaction.execute(insert(INVOICES), rows)


def change(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change invoices: each mapping has `id` and the same columns; not whose it is, which never changes."""
    if rows:
        names = [name for name in rows[0] if name != "id"]
        statement = (
            update(INVOICES)
            .where(INVOICES.c.id == bindparam("this"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        batch = [
            {"this": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows
        ]
        transaction.execute(statement, batch)


def publish(transaction: Transaction, ids: Iterable[int], at: datetime) -> None:
    """Let the PDFs of these invoices be read from this moment on."""
    for some in statements.chunks(ids):
        these = update(INVOICES).where(INVOICES.c.id.in_(some))
        statements.reached(transaction, these.values(available_at=at))


def remove(transaction: Transaction, ids: Iterable[int]) -> None:
    """Delete invoices; their PDFs go later, when nothing names them any more."""
    for some in statements.chunks(ids):
        statements.reached(transaction, delete(INVOICES).where(INVOICES.c.id.in_(some)))


def of_ids(transaction: Transaction, ids: Iterable[int]) -> list[Kept]:
    """Return these invoices."""
    every = asking.rows(INVOICES, Kept)
    return [
        each
        for some in statements.chunks(ids)
        for each in asking.every(transaction, Kept, every.where(INVOICES.c.id.in_(some)))
    ]


def of_import(transaction: Transaction, import_id: int) -> list[Kept]:
    """Return the invoices that an import brought and that are still there."""
    brought = asking.rows(INVOICES, Kept).where(INVOICES.c.import_id == import_id)
    return asking.every(transaction, Kept, brought.order_by(INVOICES.c.id))


class Reached(NamedTuple):
    """A customer, and one address that reads its bills, with the account that was activated there."""

    customer_id: int
    number: str
    name: str
    address: str | None  # None: nobody reads them
    account_id: int | None
    is_told: bool  # the account is active, wants announcements and gets mail


def reached(transaction: Transaction, portal: str, customer_ids: Iterable[int]) -> list[Reached]:
    """Return these customers with all their readers, at least one row for each."""
    was_activated = ACCOUNTS.c.password_hash.is_not(None)
    is_told = (
        was_activated
        & ACCOUNTS.c.suspended_at.is_(None)
        & ACCOUNTS.c.announcements
        & REFUSED_ADDRESSES.c.address.is_(None)
    )
    question = (
        select(
            *(CUSTOMERS.c.id, CUSTOMERS.c.number, CUSTOMERS.c.name, READERS.c.address),
            case((was_activated, ACCOUNTS.c.id)),
            func.coalesce(is_told, false()),
        )
        .outerjoin_from(CUSTOMERS, READERS, readers.NOW)
        .outerjoin(
            ACCOUNTS,
            (ACCOUNTS.c.portal == CUSTOMERS.c.portal) & (ACCOUNTS.c.address == READERS.c.address),
        )
        .outerjoin(
            REFUSED_ADDRESSES,
            (REFUSED_ADDRESSES.c.portal == CUSTOMERS.c.portal)
            & (REFUSED_ADDRESSES.c.address == READERS.c.address),
        )
        .where(CUSTOMERS.c.portal == portal, CUSTOMERS.c.removed_at.is_(None))
        .order_by(CUSTOMERS.c.number)
    )
    return [
        row
        for some in statements.chunks(customer_ids)
        for row in asking.every(transaction, Reached, question.where(CUSTOMERS.c.id.in_(some)))
    ]


def accounts_of_import(transaction: Transaction, import_id: int) -> list[int]:
    """Return the accounts that see an invoice which an import brought."""
    return list(
        transaction.scalars(
            select(ACCOUNTS.c.id)
            .select_from(readers.ACCOUNTS_READING)
            .join(INVOICES, INVOICES.c.customer_id == CUSTOMERS.c.id)
            .where(INVOICES.c.import_id == import_id)
            .distinct()
        )
    )


def documents(
    transaction: Transaction, first: str = "", last: str = "g"
) -> Iterator[tuple[str, str]]:
    """Yield each kept SHA-256 in this range, with the number of an invoice that needs it."""
    rows = transaction.execute(
        select(INVOICES.c.document, func.min(INVOICES.c.number))
        .where(INVOICES.c.document >= first, INVOICES.c.document < last)
        .group_by(INVOICES.c.document)
    )
    for row in rows:
        yield row[0], row[1]


def lock(transaction: Transaction) -> None:
    """Let no import and no removal of PDFs begin before this transaction ends."""
    database.of(transaction).hold(transaction, AdvisoryLock.INVOICES)
