"""A mail is a row first, in the same transaction as what causes it; it leaves afterwards."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from domain import clock
from domain.mailboxes import Mailbox
from domain.portals import Portal
from store import Transaction, messages, readers
from store.records import Account, Message


class Kind(StrEnum):
    """Every kind of mail; also the name of its text. What each is: `mail/messages.py`."""

    ACTIVATION = "activation"
    RECOVERY = "recovery"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name, not a secret
    LINK_GIVEN = "link_given"
    LETTER_PRINTED = "letter_printed"
    INVITATION = "invitation"
    ADDRESS_CONFIRM = "address_confirm"
    ADDRESS_CHANGED = "address_changed"
    ACCOUNT_UNUSED = "account_unused"
    ACCOUNT_CLOSED = "account_closed"
    ADDRESS_MOVED = "address_moved"
    CODE_LINK = "code_link"
    READER_INVITED = "reader_invited"
    READER_JOINED = "reader_joined"
    READER_ENDED = "reader_ended"
    PROPOSED = "proposed"
    PROPOSED_BESIDE = "proposed_beside"
    PROPOSAL_ANSWERED = "proposal_answered"
    PROPOSAL_SETTLED = "proposal_settled"
    NEW_INVOICES = "new_invoices"
    BILLS_WITHDRAWN = "bills_withdrawn"
    CHOICE_MADE = "choice_made"
    PAPER_AGAIN = "paper_again"
    DROP_REPORT = "drop_report"
    AGENT_LINK = "agent_link"
    AGENT_CHANGED = "agent_changed"
    AGENT_EXPORT = "agent_export"
    ALARM = "alarm"


# What a person can have sent by pressing a button: counted by `domain/limits`.
ASKED_FOR = (Kind.ACTIVATION, Kind.RECOVERY, Kind.ADDRESS_CONFIRM)

# Growing pauses between tries; the last one goes on until the mail server is back.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60))


def put(
    transaction: Transaction,
    portal: Portal,
    account: Account | None,
    kind: Kind,
    *,
    recipient: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Message:
    """Put a mail for an account into the outbox, or return the same one that still waits.

    `recipient`: where it is not the account's address on record; needed once that is gone.
    `details`: what its text needs besides.
    """
    waiting = messages.waiting(transaction, account.id, kind, recipient) if account else None
    if waiting is not None:
        return waiting
    now = clock.now()
    return messages.add(
        transaction,
        {
            "portal": portal.code,
            "kind": kind,
            "account_id": account.id if account else None,
            "recipient": recipient,
            "details": dict(details or {}),
            "message_id": message_id(portal.sender),
            "created_at": now,
            "next_try_at": now,
        },
    )


def put_many(
    transaction: Transaction,
    portal: Portal,
    account_ids: Iterable[int],
    kind: Kind,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Put one mail of a kind for each of many accounts into the outbox, without asking what waits."""
    now = clock.now()
    messages.add_many(
        transaction,
        [
            {
                "portal": portal.code,
                "kind": kind,
                "account_id": account_id,
                "details": dict(details or {}),
                "message_id": message_id(portal.sender),
                "created_at": now,
                "next_try_at": now,
            }
            for account_id in account_ids
        ],
    )


def to_correct(transaction: Transaction, portal: str) -> set[str]:
    """Return the addresses that their mail server refuses for good and that read a customer still."""
    return readers.among(transaction, portal, messages.refused(transaction, portal))


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many tries (1 or more)."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]


def message_id(sender: Mailbox) -> str:
    """Return a Message-ID of its own, in the sender's domain."""
    return f"<{uuid4().hex}@{sender.domain}>"
