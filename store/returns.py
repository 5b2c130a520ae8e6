"""Mails that came back, and how far the mailbox that they come to was read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection as Transaction
from sqlalchemy import func, insert, select, update

from store import asking, database, statements
from store.models import ACCOUNTS, MAILBOXES, MESSAGES, NOTICES, RETURNS
from store.records import MessageState


class Return(NamedTuple):
    """One mail of ours that came back."""

    portal: str
    message_id: str
    address: str
    sent_at: datetime
    at: datetime
    reason: str
    status: str
    text: str


class Mailbox(NamedTuple):
    """How far a mailbox was read."""

    uid_validity: int
    last_uid: int
    read_at: datetime | None
    fault: str


def is_known(transaction: Transaction, message_id: str) -> bool:
    """Whether this mail of ours has come back before."""
    found = select(RETURNS.c.id).where(RETURNS.c.message_id == message_id)
    return transaction.scalar(found) is not None


def add(transaction: Transaction, one: Return, *, mail_id: int, reply: str) -> None:
    """Keep a return: with the mail in the outbox, and with the bills that it announced."""
    transaction.execute(insert(RETURNS).values(**one._asdict()))
    statements.reached(
        transaction,
        update(MESSAGES)
        .where(MESSAGES.c.id == mail_id)
        .values(state=MessageState.RETURNED, reply=reply),
    )
    statements.reached(
        transaction, update(NOTICES).where(NOTICES.c.mail_id == mail_id).values(returned_at=one.at)
    )


def count_since(transaction: Transaction, portal: str, address: str, since: datetime) -> int:
    """Return how many mails have come back from an address since then, for being late."""
    theirs = RETURNS.c.portal == portal, RETURNS.c.address == address, RETURNS.c.at >= since
    counted = select(func.count()).where(*theirs, RETURNS.c.reason == "late")
    return transaction.scalar(counted) or 0


def since(transaction: Transaction, moment: datetime) -> list[Return]:
    """Return what has come back since then, the newest first."""
    asked = asking.rows(RETURNS, Return).where(RETURNS.c.at >= moment)
    return asking.every(transaction, Return, asked.order_by(RETURNS.c.at.desc(), RETURNS.c.id))


def note_undelivered(
    transaction: Transaction, portal: str, address: str, at: datetime | None
) -> None:
    """Note when a mail left that its account could not be given; None: the address works again."""
    theirs = ACCOUNTS.c.portal == portal, ACCOUNTS.c.address == address
    statements.reached(transaction, update(ACCOUNTS).where(*theirs).values(undelivered_at=at))


def mailbox(transaction: Transaction, name: str) -> Mailbox | None:
    """Return how far this mailbox was read, None where it never was."""
    asked = asking.rows(MAILBOXES, Mailbox).where(MAILBOXES.c.name == name)
    return asking.first(transaction, Mailbox, asked)


def note_mailbox(transaction: Transaction, name: str, **said: Any) -> None:
    """Note how far a mailbox was read, or what stopped it: some fields of `Mailbox`."""
    usual: Mapping[str, Any] = {"uid_validity": 0, "last_uid": 0, "fault": ""}
    added = database.of(transaction).insert(MAILBOXES).values(name=name, **{**usual, **said})
    transaction.execute(added.on_conflict_do_update(index_elements=["name"], set_=said))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Erase some returns of before; returns how many, 0 once none is left."""
    return statements.erase_a_few(transaction, RETURNS, RETURNS.c.at < moment)
