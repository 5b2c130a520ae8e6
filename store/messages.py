"""The outbox: mails that wait, and what became of the others.

A row is claimed before it is sent, by one conditional UPDATE, so two processes never send one
mail twice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session as Transaction

from store import changes
from store.models import Account, Message, MessageState, RefusedAddress


def add(transaction: Transaction, message: Message) -> Message:
    """Put a mail into the outbox and give it its id."""
    transaction.add(message)
    transaction.flush()
    return message


def by_id(transaction: Transaction, message_id: int) -> Message | None:
    """Return one mail."""
    return transaction.get(Message, message_id)


def waiting(
    transaction: Transaction, account_id: int, kind: str, recipient: str | None = None
) -> Message | None:
    """Return a mail of this kind to this recipient (None: on record) that has not left yet."""
    return transaction.scalar(
        select(Message)
        .where(
            Message.account_id == account_id,
            Message.kind == kind,
            Message.recipient == recipient,
            Message.state == MessageState.WAITING,
        )
        .limit(1)
    )


def asked_at(
    transaction: Transaction, account_id: int, kinds: Iterable[str], since: datetime
) -> list[datetime]:
    """Return when mails of these kinds were put into the outbox since then, newest first."""
    query = select(Message.created_at).where(
        Message.account_id == account_id,
        Message.kind.in_(list(kinds)),
        Message.created_at > since,
    )
    return list(transaction.scalars(query.order_by(Message.created_at.desc())))


def cancel(transaction: Transaction, account_id: int) -> None:
    """Give up the mails of an account that have not left yet."""
    changes.rows(
        transaction,
        update(Message)
        .where(Message.account_id == account_id, Message.state == MessageState.WAITING)
        .values(state=MessageState.CANCELLED),
    )


def of_account(transaction: Transaction, account_id: int) -> list[Message]:
    """Return the mails of an account, newest first."""
    return list(
        transaction.scalars(
            select(Message)
            .where(Message.account_id == account_id)
            .order_by(Message.created_at.desc(), Message.id.desc())
        )
    )


def due(
    transaction: Transaction, now: datetime, limit: int, kinds: Iterable[str] = ()
) -> list[int]:
    """Return the ids of mails to try now, the one that waits longest first."""
    query = select(Message.id).where(
        Message.state == MessageState.WAITING,
        Message.next_try_at <= now,
        or_(Message.claimed_until.is_(None), Message.claimed_until <= now),
    )
    wanted = list(kinds)
    if wanted:
        query = query.where(Message.kind.in_(wanted))
    return list(transaction.scalars(query.order_by(Message.next_try_at, Message.id).limit(limit)))


def claim(
    transaction: Transaction, message_id: int, *, by: str, now: datetime, until: datetime
) -> bool:
    """Reserve a mail for one sender; False where another was first."""
    return (
        changes.rows(
            transaction,
            update(Message)
            .where(
                Message.id == message_id,
                Message.state == MessageState.WAITING,
                or_(Message.claimed_until.is_(None), Message.claimed_until <= now),
            )
            .values(claimed_by=by, claimed_until=until, attempts=Message.attempts + 1),
        )
        == 1
    )


def settle(transaction: Transaction, message_id: int, *, by: str, **values: Any) -> bool:
    """Record what became of a mail that `by` had claimed, and give it free."""
    return (
        changes.rows(
            transaction,
            update(Message)
            .where(Message.id == message_id, Message.claimed_by == by)
            .values(claimed_by=None, claimed_until=None, **values),
        )
        == 1
    )


def claims(transaction: Transaction) -> list[str]:
    """Return who says to be sending right now."""
    claimed = Message.state == MessageState.WAITING, Message.claimed_by.is_not(None)
    found = select(Message.claimed_by).where(*claimed).distinct()
    return [claimer for claimer in transaction.scalars(found) if claimer]


def release(transaction: Transaction, by: str) -> None:
    """Give free what a sender that no longer lives had claimed."""
    changes.rows(
        transaction,
        update(Message)
        .where(Message.claimed_by == by, Message.state == MessageState.WAITING)
        .values(claimed_by=None, claimed_until=None),
    )


def shorten_waits(
    transaction: Transaction, now: datetime, *, pause: timedelta, claim: timedelta
) -> None:
    """End each wait that is longer than the longest pause, and shorten each claim to `claim`.

    Only a clock that was ahead can have set such a moment. A claim still holds, since the host that
    made it may be sending.
    """
    for column, latest, instead in (
        (Message.next_try_at, now + pause, now),
        (Message.claimed_until, now + claim, now + claim),
    ):
        changes.rows(
            transaction,
            update(Message)
            .where(Message.state == MessageState.WAITING, column > latest)
            .values({column: instead}),
        )


def listed(transaction: Transaction, state: MessageState, limit: int = 200) -> list[Message]:
    """Return mails of one state, newest first."""
    return list(
        transaction.scalars(
            select(Message)
            .where(Message.state == state)
            .order_by(Message.created_at.desc(), Message.id.desc())
            .limit(limit)
        )
    )


def with_addresses(
    transaction: Transaction, state: MessageState, limit: int = 200
) -> list[tuple[Message, str]]:
    """Return mails of one state and whom they go to ("" once that is gone), newest first."""
    query = (
        select(Message, func.coalesce(Message.recipient, Account.address, ""))
        .outerjoin(Account, Account.id == Message.account_id)
        .where(Message.state == state)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in transaction.execute(query)]


def counts(transaction: Transaction) -> dict[str, int]:
    """Return how many mails there are of each state."""
    rows = transaction.execute(select(Message.state, func.count()).group_by(Message.state))
    return {row[0]: row[1] for row in rows}


def unclaimed(transaction: Transaction, now: datetime) -> list[int]:
    """Return the ids of all mails that wait and that nobody is sending, the oldest first."""
    query = select(Message.id).where(
        Message.state == MessageState.WAITING,
        or_(Message.claimed_until.is_(None), Message.claimed_until <= now),
    )
    return list(transaction.scalars(query.order_by(Message.created_at, Message.id)))


def waiting_since(transaction: Transaction, before: datetime) -> int:
    """Return how many mails that were put in before then still wait."""
    query = select(func.count()).where(
        Message.state == MessageState.WAITING, Message.created_at < before
    )
    return transaction.scalar(query) or 0


def refused_addresses(transaction: Transaction) -> list[RefusedAddress]:
    """Return the addresses that are refused for good, the newest first."""
    return list(transaction.scalars(select(RefusedAddress).order_by(RefusedAddress.at.desc())))


def erase_settled(transaction: Transaction, before: datetime) -> int:
    """Erase some mails of before that no longer wait; returns how many, 0 once none is left."""
    settled = and_(Message.state != MessageState.WAITING, Message.created_at < before)
    return changes.erase_a_few(transaction, Message, settled)


def mark_refused(
    transaction: Transaction, portal: str, address: str, at: datetime, reply: str
) -> None:
    """Remember that an address is refused for good."""
    transaction.merge(RefusedAddress(portal=portal, address=address, at=at, reply=reply))


def refused(transaction: Transaction, portal: str) -> set[str]:
    """Return every address of a commune that is known to be refused for good."""
    found = select(RefusedAddress.address).where(RefusedAddress.portal == portal)
    return set(transaction.scalars(found))


def is_refused(transaction: Transaction, portal: str, address: str) -> bool:
    """Whether this address is known to be refused for good."""
    return transaction.get(RefusedAddress, (portal, address)) is not None
