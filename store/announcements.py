"""The announcements of imports in the outbox, and who wants them."""

from collections.abc import Iterable

from sqlalchemy import Connection as Transaction
from sqlalchemy import func, select, update

from store import statements
from store.models import MESSAGES
from store.records import MessageState

KIND = "new_invoices"


def cancel(transaction: Transaction, import_id: int, *, except_accounts: Iterable[int] = ()) -> int:
    """Cancel the mails of an import that have not left; returns how many."""
    spared = list(except_accounts)
    condition = [
        MESSAGES.c.kind == KIND,
        MESSAGES.c.state == MessageState.WAITING,
        MESSAGES.c.details["import"].as_integer() == import_id,
    ]
    if spared:
        condition.append(MESSAGES.c.account_id.not_in(spared))
    return statements.reached(
        transaction, update(MESSAGES).where(*condition).values(state=MessageState.CANCELLED)
    )


def waiting(transaction: Transaction, import_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return, for these imports, the accounts whose announcement has not left yet."""
    import_id = MESSAGES.c.details["import"].as_integer()
    asked = select(import_id, MESSAGES.c.account_id).where(
        MESSAGES.c.kind == KIND,
        MESSAGES.c.state == MessageState.WAITING,
        MESSAGES.c.account_id.is_not(None),
    )
    found: dict[int, set[int]] = {}
    for some in statements.chunks(import_ids):
        for number, account_id in transaction.execute(asked.where(import_id.in_(some))):
            found.setdefault(number, set()).add(account_id)
    return {number: frozenset(accounts) for number, accounts in found.items()}


def progress(transaction: Transaction, only: int | None = None) -> dict[int, dict[str, int]]:
    """Return, for each import with mails, or for one, how many are in which state."""
    import_id = MESSAGES.c.details["import"].as_integer()
    counted = select(import_id, MESSAGES.c.state, func.count()).where(MESSAGES.c.kind == KIND)
    if only is not None:
        counted = counted.where(import_id == only)
    rows = transaction.execute(counted.group_by(import_id, MESSAGES.c.state))
    found: dict[int, dict[str, int]] = {}
    for number, state, count in rows:
        found.setdefault(number, {})[state] = count
    return found
