"""Payments on line: questions and changes."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection as Transaction
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from store import asking, statements
from store.models import PAYMENTS


class Payment(NamedTuple):
    """One payment of one bill, as it is kept."""

    id: int
    portal: str
    invoice_id: int | None  # None: the bill was removed since
    invoice_number: str
    customer_number: str
    account_id: int
    service: str
    numcli: str
    mode: str
    reference: str
    amount_cents: int
    state: str
    created_at: datetime
    id_op: str | None
    asked_at: datetime | None
    next_question_at: datetime | None
    ended_at: datetime | None
    is_debit: bool | None
    number: str | None
    paid_at: datetime | None
    trouble: str | None
    seen_at: datetime | None


_EVERY = asking.rows(PAYMENTS, Payment)
_OPEN = ("created", "open")


def begin(transaction: Transaction, **columns: Any) -> int | None:
    """Add a payment; return its id, None where the bill has an open one already."""
    try:
        with transaction.begin_nested():
            return statements.add(transaction, PAYMENTS, columns)
    except IntegrityError:
        return None


def change(transaction: Transaction, payment_id: int, *, from_state: str, **columns: Any) -> bool:
    """Change a payment that is still in this state; whether it was."""
    one = update(PAYMENTS).where(PAYMENTS.c.id == payment_id, PAYMENTS.c.state == from_state)
    return statements.reached(transaction, one.values(**columns)) == 1


def note_asked(transaction: Transaction, payment: Payment, at: datetime) -> bool:
    """Note that PayFiP is asked for a payment now; False where it was asked since this was read."""
    is_as_read = PAYMENTS.c.asked_at.is_not_distinct_from(payment.asked_at)
    one = update(PAYMENTS).where(PAYMENTS.c.id == payment.id, is_as_read)
    return statements.reached(transaction, one.values(asked_at=at)) == 1


def open_of(transaction: Transaction, invoice_id: int) -> Payment | None:
    """Return the payment of a bill that has no result yet."""
    this = _EVERY.where(PAYMENTS.c.invoice_id == invoice_id, PAYMENTS.c.state.in_(_OPEN))
    return asking.first(transaction, Payment, this)


def of_operation(transaction: Transaction, id_op: str) -> Payment | None:
    """Return the payment that PayFiP knows by this identifier."""
    return asking.first(transaction, Payment, _EVERY.where(PAYMENTS.c.id_op == id_op))


def by_id(transaction: Transaction, payment_id: int) -> Payment | None:
    """Return one payment."""
    return asking.first(transaction, Payment, _EVERY.where(PAYMENTS.c.id == payment_id))


def due(transaction: Transaction, now: datetime, limit: int) -> list[Payment]:
    """Return payments whose result is to be asked for, the longest due first."""
    these = _EVERY.where(PAYMENTS.c.next_question_at <= now)
    return asking.every(
        transaction, Payment, these.order_by(PAYMENTS.c.next_question_at).limit(limit)
    )


def of_account(transaction: Transaction, account_id: int) -> list[Payment]:
    """Return what an account paid or tried to, the newest first."""
    mine = _EVERY.where(PAYMENTS.c.account_id == account_id).order_by(PAYMENTS.c.id.desc())
    return asking.every(transaction, Payment, mine)


def of_portal(
    transaction: Transaction,
    portal: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> list[Payment]:
    """Return a commune's payments, the newest first; those made from `since` on and before `until`."""
    here = _EVERY.where(PAYMENTS.c.portal == portal)
    if since:
        here = here.where(PAYMENTS.c.created_at >= since)
    if until:
        here = here.where(PAYMENTS.c.created_at < until)
    return asking.every(transaction, Payment, here.order_by(PAYMENTS.c.id.desc()).limit(limit))


def mark_seen(
    transaction: Transaction, portal: str, payment_id: int, *, at: datetime, by: str
) -> Payment | None:
    """Note who saw to a strange payment, and return it; None where none of these waits."""
    this = PAYMENTS.c.id == payment_id
    waits = PAYMENTS.c.trouble.is_not(None) & PAYMENTS.c.seen_at.is_(None)
    one = update(PAYMENTS).where(this, PAYMENTS.c.portal == portal, waits)
    if not statements.reached(transaction, one.values(seen_at=at, seen_by=by)):
        return None
    return by_id(transaction, payment_id)


def troubled(transaction: Transaction, portal: str) -> list[Payment]:
    """Return those of them that somebody of the service should look at, the oldest first."""
    these = _EVERY.where(
        PAYMENTS.c.portal == portal, PAYMENTS.c.trouble.is_not(None), PAYMENTS.c.seen_at.is_(None)
    )
    return asking.every(transaction, Payment, these.order_by(PAYMENTS.c.id))


def last_paid(transaction: Transaction, portal: str) -> dict[str, datetime]:
    """Return when each `numcli` of a commune had its last real payment."""
    rows = transaction.execute(
        select(PAYMENTS.c.numcli, PAYMENTS.c.ended_at)
        .where(PAYMENTS.c.portal == portal, PAYMENTS.c.state == "paid", PAYMENTS.c.mode == "W")
        .order_by(PAYMENTS.c.ended_at)
    )
    return {numcli: ended_at for numcli, ended_at in rows}  # noqa: C416 - rows are no pairs for mypy
