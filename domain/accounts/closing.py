"""Closing an account: it and its sessions are erased; the register and the history stay.

The billing service still has its customer, who may activate anew. What happened is kept as long
as the history is, then erased like the rest of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import choices, clock, history, outbox
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, accounts, messages, sessions
from store.records import Account

AFTER_WARNING = timedelta(days=30)
AT_ONCE = 50  # accounts in one transaction: others want to write too
MONTH = timedelta(days=365.25 / 12)


def close(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    *,
    visit: Visit,
    reason: str,
) -> None:
    """Erase the account, end its sessions and links, and tell the address it had."""
    on_line = choices.online_numbers(transaction, account)
    history.record(transaction, history.Kind.CLOSED, visit, account=account, details=reason)
    messages.cancel(transaction, account.id)
    sessions.of_accounts.end_all(transaction, account.id)
    accounts.remove(transaction, account.id)
    kind, details = outbox.Kind.ACCOUNT_CLOSED, {"numbers": on_line}
    outbox.put(transaction, portal, None, kind, recipient=account.address, details=details)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of unused accounts."""

    warned: int
    closed: int


def review_unused(transaction: Transaction, portal: Portal, *, months: int) -> Reviewed:
    """Warn accounts unused for `months`, and close those warned a month ago; 0 months: never.

    A suspended account is left alone: closing it would let its owner activate anew.
    """
    if months == 0:
        return Reviewed(0, 0)
    now = clock.now()
    unused = accounts.unused_since(transaction, portal.code, now - months * MONTH, AT_ONCE)
    for account in unused:
        accounts.warn(transaction, account.id, now)
        history.record(transaction, history.Kind.WARNED, history.NO_VISIT, account=account)
        outbox.put(transaction, portal, account, outbox.Kind.ACCOUNT_UNUSED)
    told = [
        account
        for account in accounts.warned_before(
            transaction, portal.code, now - AFTER_WARNING, AT_ONCE
        )
        if messages.waiting(transaction, account.id, outbox.Kind.ACCOUNT_UNUSED) is None
    ]
    for account in told:
        close(
            transaction,
            portal,
            account,
            visit=history.NO_VISIT,
            reason="faute d'usage",
        )
    return Reviewed(len(unused), len(told))


def closes_at(account: Account) -> datetime | None:
    """Return when a warned account will be closed, None where it was used since."""
    return account.warned_at + AFTER_WARNING if account.warned_at else None
