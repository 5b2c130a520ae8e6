"""Codes in letters: one row a customer, which says what the code is derived from, and since when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection as Transaction
from sqlalchemy import Select, bindparam, exists, func, or_, select, update

from store import asking, database, readers, statements
from store.models import ACCOUNTS, CODES, CUSTOMERS, READERS


class Coded(NamedTuple):
    """A customer of the register, and the code's row; None where there never was one, or it ended."""

    id: int
    number: str
    name: str
    postal_address: str
    serial: int | None
    key_id: str | None
    issued_at: datetime | None


_EVERY = (
    select(
        *(CUSTOMERS.c[name] for name in Coded._fields[:4]),
        *(CODES.c[name] for name in Coded._fields[4:]),
    )
    .outerjoin_from(CUSTOMERS, CODES)
    .where(CUSTOMERS.c.removed_at.is_(None), CUSTOMERS.c.portal == bindparam("portal"))
    .order_by(CUSTOMERS.c.number)
)
# Whose bills somebody reads, or read until the service suspended the account.
_READ = exists(
    select(ACCOUNTS.c.id)
    .select_from(
        READERS.join(
            ACCOUNTS,
            (ACCOUNTS.c.address == READERS.c.address) & (ACCOUNTS.c.portal == CUSTOMERS.c.portal),
        )
    )
    .where(
        readers.NOW,
        or_(ACCOUNTS.c.password_hash.is_not(None), ACCOUNTS.c.suspended_at.is_not(None)),
    )
    .correlate(CUSTOMERS)
)


def of_portal(transaction: Transaction, portal: str, *, without_account: bool) -> list[Coded]:
    """Return the customers of a commune by number; `without_account`: those that no account reads."""
    return _asked(transaction, _EVERY.where(~_READ) if without_account else _EVERY, portal)


def count_unread(transaction: Transaction, portal: str) -> int:
    """Return how many customers of a commune no account reads."""
    unread = _EVERY.where(~_READ).order_by(None).with_only_columns(func.count())
    return transaction.scalar(unread, {"portal": portal}) or 0


def of_numbers(transaction: Transaction, portal: str, numbers: Iterable[str]) -> list[Coded]:
    """Return those of these customers (a few) who are in the register."""
    return _asked(transaction, _EVERY.where(CUSTOMERS.c.number.in_(list(numbers))), portal)


def _asked(transaction: Transaction, question: Select[Any], portal: str) -> list[Coded]:
    return asking.every(transaction, Coded, question, {"portal": portal})


def issue(
    transaction: Transaction, serials: Sequence[tuple[int, int]], *, key_id: str, at: datetime
) -> None:
    """Give customers (id, serial) a code from now on, in the place of any they had."""
    put = database.of(transaction).insert(CODES)
    statement = put.on_conflict_do_update(
        index_elements=["customer_id"],
        set_={name: put.excluded[name] for name in ("serial", "key_id", "issued_at")},
    )
    if serials:
        rows = [
            {"customer_id": customer, "serial": serial, "key_id": key_id, "issued_at": at}
            for customer, serial in serials
        ]
        transaction.execute(statement, rows)


def end(transaction: Transaction, customer_ids: Iterable[int]) -> None:
    """End the codes of customers: a letter that lies somewhere opens nothing more."""
    for some in statements.chunks(customer_ids):
        theirs = update(CODES).where(CODES.c.customer_id.in_(some))
        transaction.execute(theirs.values(issued_at=None))


def counts(transaction: Transaction, since: datetime) -> dict[str, int]:
    """Return how many codes issued after then come from which of the portal's keys."""
    counted = (
        select(CODES.c.key_id, func.count())
        .join(CUSTOMERS, CUSTOMERS.c.id == CODES.c.customer_id)
        .where(CODES.c.issued_at > since, CUSTOMERS.c.removed_at.is_(None))
        .group_by(CODES.c.key_id)
    )
    return {row[0]: row[1] for row in transaction.execute(counted)}
