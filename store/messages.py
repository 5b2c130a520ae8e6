"""The outbox: mails that wait, and what became of the others.

A row is claimed before it is sent, by one conditional UPDATE, so two processes never send one
mail twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import Connection as Transaction

from store import asking, database, statements
from store.models import ACCOUNTS, MESSAGES, REFUSED_ADDRESSES
from store.records import Message, MessageState

_EVERY = asking.rows(MESSAGES, Message)
_BY_ID = _EVERY.where(MESSAGES.c.id == bindparam("id"))
_CLAIM = (
    update(MESSAGES)
    .where(
        MESSAGES.c.id == bindparam("message"),
        MESSAGES.c.state == MessageState.WAITING,
        or_(MESSAGES.c.claimed_until.is_(None), MESSAGES.c.claimed_until <= bindparam("now")),
    )
    .values(
        claimed_by=bindparam("by"),
        claimed_until=bindparam("until"),
        attempts=MESSAGES.c.attempts + 1,
    )
)
_WAITING = _EVERY.where(
    MESSAGES.c.account_id == bindparam("account"),
    MESSAGES.c.kind == bindparam("kind"),
    MESSAGES.c.recipient.is_not_distinct_from(bindparam("recipient")),
    MESSAGES.c.state == MessageState.WAITING,
).limit(1)
_ASKED_AT = (
    select(MESSAGES.c.created_at)
    .where(
        MESSAGES.c.account_id == bindparam("account"),
        MESSAGES.c.kind.in_(bindparam("kinds", expanding=True)),
        MESSAGES.c.created_at > bindparam("since"),
    )
    .order_by(MESSAGES.c.created_at.desc())
)
_IS_REFUSED = select(REFUSED_ADDRESSES.c.address).where(
    REFUSED_ADDRESSES.c.portal == bindparam("portal"),
    REFUSED_ADDRESSES.c.address == bindparam("address"),
)
_NEWEST_FIRST = (MESSAGES.c.created_at.desc(), MESSAGES.c.id.desc())


def add(transaction: Transaction, columns: Mapping[str, Any]) -> Message:
    """Put a mail into the outbox."""
    found = by_id(transaction, statements.add(transaction, MESSAGES, columns))
    assert found is not None
    return found


def add_many(transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put many mails into the outbox, a mapping of columns each."""
    if rows:
        transaction.execute(insert(MESSAGES), rows)


def by_id(transaction: Transaction, message_id: int) -> Message | None:
    """Return one mail."""
    return asking.first(transaction, Message, _BY_ID, {"id": message_id})


def by_message_ids(transaction: Transaction, message_ids: Iterable[str]) -> Message | None:
    """Return the first mail of ours among these Message-IDs."""
    for one in message_ids:
        found = asking.first(transaction, Message, _EVERY.where(MESSAGES.c.message_id == one))
        if found is not None:
            return found
    return None


def set_details(transaction: Transaction, message_id: int, details: Mapping[str, Any]) -> None:
    """Say anew what a mail that waits is about."""
    statements.reached(
        transaction, update(MESSAGES).where(MESSAGES.c.id == message_id).values(details=details)
    )


def waiting(
    transaction: Transaction, account_id: int, kind: str, recipient: str | None = None
) -> Message | None:
    """Return a mail of this kind to this recipient (None: on record) that has not left yet."""
    values = {"account": account_id, "kind": kind, "recipient": recipient}
    return asking.first(transaction, Message, _WAITING, values)


def asked_at(
    transaction: Transaction, account_id: int, kinds: Iterable[str], since: datetime
) -> list[datetime]:
    """Return when mails of these kinds were put into the outbox since then, newest first."""
    values = {"account": account_id, "kinds": list(kinds), "since": since}
    return list(transaction.scalars(_ASKED_AT, values))


def newest_at(transaction: Transaction, portal: str, kind: str) -> datetime | None:
    """Return when the newest mail of a kind was put into the outbox in a commune."""
    of_kind = select(MESSAGES.c.created_at).where(
        MESSAGES.c.portal == portal, MESSAGES.c.kind == kind
    )
    newest: datetime | None = transaction.scalar(of_kind.order_by(*_NEWEST_FIRST).limit(1))
    return newest


def cancel(transaction: Transaction, account_id: int) -> None:
    """Give up the mails of an account that have not left yet."""
    statements.reached(
        transaction,
        update(MESSAGES)
        .where(MESSAGES.c.account_id == account_id, MESSAGES.c.state == MessageState.WAITING)
        .values(state=MessageState.CANCELLED),
    )


def of_account(transaction: Transaction, account_id: int) -> list[Message]:
    """Return the mails of an account, newest first."""
    theirs = _EVERY.where(MESSAGES.c.account_id == account_id)
    return asking.every(transaction, Message, theirs.order_by(*_NEWEST_FIRST))


def due(
    transaction: Transaction, now: datetime, limit: int, kinds: Iterable[str] = ()
) -> list[int]:
    """Return the ids of mails to try now, the one that waits longest first."""
    query = select(MESSAGES.c.id).where(
        MESSAGES.c.state == MessageState.WAITING,
        MESSAGES.c.next_try_at <= now,
        or_(MESSAGES.c.claimed_until.is_(None), MESSAGES.c.claimed_until <= now),
    )
    wanted = list(kinds)
    if wanted:
        query = query.where(MESSAGES.c.kind.in_(wanted))
    return list(
        transaction.scalars(query.order_by(MESSAGES.c.next_try_at, MESSAGES.c.id).limit(limit))
    )


def claim(
    transaction: Transaction, message_id: int, *, by: str, now: datetime, until: datetime
) -> bool:
    """Reserve a mail for one sender; False where another was first."""
    values = {"message": message_id, "by": by, "now": now, "until": until}
    return statements.reached(transaction, _CLAIM, values) == 1


def settle(transaction: Transaction, message_id: int, *, by: str, **values: Any) -> bool:
    """Record what became of a mail that `by` had claimed, and end the claim."""
    return (
        statements.reached(
            transaction,
            update(MESSAGES)
            .where(MESSAGES.c.id == message_id, MESSAGES.c.claimed_by == by)
            .values(claimed_by=None, claimed_until=None, **values),
        )
        == 1
    )


def claims(transaction: Transaction) -> list[str]:
    """Return who says to be sending right now."""
    claimed = MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.claimed_by.is_not(None)
    found = select(MESSAGES.c.claimed_by).where(*claimed).distinct()
    return [claimer for claimer in transaction.scalars(found) if claimer]


def release(transaction: Transaction, by: str) -> None:
    """Release what a sender that has ended had claimed."""
    statements.reached(
        transaction,
        update(MESSAGES)
        .where(MESSAGES.c.claimed_by == by, MESSAGES.c.state == MessageState.WAITING)
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
        (MESSAGES.c.next_try_at, now + pause, now),
        (MESSAGES.c.claimed_until, now + claim, now + claim),
    ):
        statements.reached(
            transaction,
            update(MESSAGES)
            .where(MESSAGES.c.state == MessageState.WAITING, column > latest)
            .values({column: instead}),
        )


def with_addresses(
    transaction: Transaction, state: MessageState, limit: int = 200, portal: str | None = None
) -> list[tuple[Message, str]]:
    """Return mails of one state and whom they go to ("" once that is gone), newest first.

    `portal`: only those of this commune.
    """
    question = (
        _EVERY.add_columns(func.coalesce(MESSAGES.c.recipient, ACCOUNTS.c.address, ""))
        .outerjoin(ACCOUNTS, ACCOUNTS.c.id == MESSAGES.c.account_id)
        .where(MESSAGES.c.state == state, _of(portal))
        .order_by(*_NEWEST_FIRST)
        .limit(limit)
    )
    return [(Message._make(row[:-1]), row[-1]) for row in transaction.execute(question)]


def counts(transaction: Transaction, portal: str | None = None) -> dict[str, int]:
    """Return how many mails there are of each state, in all communes or in one."""
    counted = select(MESSAGES.c.state, func.count()).where(_of(portal)).group_by(MESSAGES.c.state)
    return {row[0]: row[1] for row in transaction.execute(counted)}


def unclaimed(transaction: Transaction, now: datetime) -> list[int]:
    """Return the ids of all mails that wait and that nobody is sending, the oldest first."""
    query = select(MESSAGES.c.id).where(
        MESSAGES.c.state == MessageState.WAITING,
        or_(MESSAGES.c.claimed_until.is_(None), MESSAGES.c.claimed_until <= now),
    )
    return list(transaction.scalars(query.order_by(MESSAGES.c.created_at, MESSAGES.c.id)))


def waiting_since(transaction: Transaction, before: datetime) -> int:
    """Return how many mails that were put in before then still wait."""
    query = select(func.count()).where(
        MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.created_at < before
    )
    return transaction.scalar(query) or 0


def count_refused(transaction: Transaction) -> int:
    """Return how many addresses are refused for good."""
    return transaction.scalar(select(func.count()).select_from(REFUSED_ADDRESSES)) or 0


def erase_settled(transaction: Transaction, before: datetime) -> int:
    """Erase some mails of before that no longer wait; returns how many, 0 once none is left."""
    settled = and_(MESSAGES.c.state != MessageState.WAITING, MESSAGES.c.created_at < before)
    return statements.erase_a_few(transaction, MESSAGES, settled)


def mark_refused(
    transaction: Transaction, portal: str, address: str, at: datetime, reply: str
) -> None:
    """Remember that an address is refused for good."""
    said = {"at": at, "reply": reply}
    transaction.execute(
        database.of(transaction)
        .insert(REFUSED_ADDRESSES)
        .values(portal=portal, address=address, **said)
        .on_conflict_do_update(index_elements=["portal", "address"], set_=said)
    )


def forget_refusal(transaction: Transaction, portal: str, address: str) -> None:
    """Let an address be tried again."""
    this = REFUSED_ADDRESSES.c.portal == portal, REFUSED_ADDRESSES.c.address == address
    statements.reached(transaction, delete(REFUSED_ADDRESSES).where(*this))


def refused(transaction: Transaction, portal: str) -> set[str]:
    """Return every address of a commune that is known to be refused for good."""
    of_portal = REFUSED_ADDRESSES.c.portal == portal
    return set(transaction.scalars(select(REFUSED_ADDRESSES.c.address).where(of_portal)))


def is_refused(transaction: Transaction, portal: str, address: str) -> bool:
    """Whether this address is known to be refused for good."""
    values = {"portal": portal, "address": address}
    return transaction.scalar(_IS_REFUSED, values) is not None


def _of(portal: str | None) -> ColumnElement[bool]:
    return true() if portal is None else MESSAGES.c.portal == portal
