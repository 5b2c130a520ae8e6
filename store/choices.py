"""Paper or on line: what customers chose, the texts they agreed to, and what was exported of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection as Transaction
from sqlalchemy import delete, exists, func, insert, select

from store import database, statements
from store.models import (
    ACCOUNTS,
    CHOICE_EXPORTS,
    CHOICES,
    CONSENT_TEXTS,
    CUSTOMERS,
    INVOICES,
    READERS,
)


class Choice(NamedTuple):
    """One choice for one customer; without an account it is the service's, who says why in `note`."""

    id: int
    customer_id: int
    at: datetime
    is_online: bool
    account_id: int | None
    address: str | None
    text_hash: str | None
    note: str
    done_by: str
    is_in_force: bool  # the account that chose still reads this customer's bills


_READS = (
    exists()
    .where(
        ACCOUNTS.c.id == CHOICES.c.account_id,
        READERS.c.customer_id == CHOICES.c.customer_id,
        READERS.c.address == ACCOUNTS.c.address,
        READERS.c.ended_at.is_(None),
    )
    .correlate(CHOICES)
)
_EVERY = select(
    *(CHOICES.c[name] for name in Choice._fields[:-1]), CHOICES.c.account_id.is_(None) | _READS
).order_by(CHOICES.c.id)


def add(transaction: Transaction, **columns: Any) -> None:
    """Keep a choice: all fields of `Choice` but the first and the last."""
    transaction.execute(insert(CHOICES).values(**columns))


def of_customers(transaction: Transaction, customer_ids: Iterable[int]) -> list[Choice]:
    """Return all choices for these customers, the oldest first for each."""
    return [
        Choice._make(row)
        for some in statements.chunks(customer_ids)
        for row in transaction.execute(_EVERY.where(CHOICES.c.customer_id.in_(some)))
    ]


def of_portal(transaction: Transaction, portal: str, *, after: int = 0) -> list[Choice]:
    """Return a commune's choices whose ids come after that one, the oldest first."""
    here = _EVERY.join(CUSTOMERS, CUSTOMERS.c.id == CHOICES.c.customer_id)
    asked = here.where(CUSTOMERS.c.portal == portal, CHOICES.c.id > after)
    return [Choice._make(row) for row in transaction.execute(asked)]


def keep_text(transaction: Transaction, digest: str, text: str, at: datetime) -> None:
    """Keep a text that is agreed to, by its SHA-256; once."""
    insert_text = database.of(transaction).insert(CONSENT_TEXTS)
    kept = insert_text.values(hash=digest, text=text, first_at=at)
    transaction.execute(kept.on_conflict_do_nothing(index_elements=["hash"]))


def texts(transaction: Transaction, digests: Iterable[str]) -> dict[str, str]:
    """Return kept texts by their SHA-256."""
    asked = select(CONSENT_TEXTS.c.hash, CONSENT_TEXTS.c.text)
    found = transaction.execute(asked.where(CONSENT_TEXTS.c.hash.in_(list(digests))))
    return {row[0]: row[1] for row in found}


def last_export(transaction: Transaction, portal: str) -> tuple[int, datetime | None]:
    """Return the last choice that was exported (0: none) and when."""
    asked = select(CHOICE_EXPORTS.c.last_choice_id, CHOICE_EXPORTS.c.at)
    row = transaction.execute(asked.where(CHOICE_EXPORTS.c.portal == portal)).first()
    return (row[0], row[1]) if row else (0, None)


def note_export(transaction: Transaction, portal: str, last_choice_id: int, at: datetime) -> None:
    """Note how far the choices of a commune were exported."""
    said = {"last_choice_id": last_choice_id, "at": at}
    added = database.of(transaction).insert(CHOICE_EXPORTS).values(portal=portal, **said)
    transaction.execute(added.on_conflict_do_update(index_elements=["portal"], set_=said))


def erase_unneeded(transaction: Transaction, before: datetime) -> int:
    """Erase some choices of before, of customers who had no bill since; returns how many."""
    billed = select(INVOICES.c.id).where(
        INVOICES.c.customer_id == CHOICES.c.customer_id, INVOICES.c.created_at >= before
    )
    old = (CHOICES.c.at < before) & ~billed.exists()
    some = select(CHOICES.c.id).where(old).limit(statements.A_FEW)
    return statements.reached(transaction, delete(CHOICES).where(CHOICES.c.id.in_(some)))


def newest_id(transaction: Transaction) -> int:
    """Return the id of the newest choice of all, 0 where there is none."""
    return transaction.scalar(select(func.max(CHOICES.c.id))) or 0
