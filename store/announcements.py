"""The announcements of imports in the outbox, and who wants them."""

from collections.abc import Iterable

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as Transaction

from store import changes
from store.models import Account, Message, MessageState

KIND = "new_invoices"


def add(transaction: Transaction, rows: Iterable[Message]) -> None:
    """Put many mails into the outbox."""
    transaction.add_all(rows)
    transaction.flush()


def cancel(transaction: Transaction, import_id: int, *, except_accounts: Iterable[int] = ()) -> int:
    """Cancel the mails of an import that have not left; returns how many."""
    spared = list(except_accounts)
    condition = [
        Message.kind == KIND,
        Message.state == MessageState.WAITING,
        Message.details["import"].as_integer() == import_id,
    ]
    if spared:
        condition.append(Message.account_id.not_in(spared))
    return changes.rows(
        transaction, update(Message).where(*condition).values(state=MessageState.CANCELLED)
    )


def progress(transaction: Transaction) -> dict[int, dict[str, int]]:
    """Return, for each import with mails, how many are in which state."""
    import_id = Message.details["import"].as_integer()
    rows = transaction.execute(
        select(import_id, Message.state, func.count())
        .where(Message.kind == KIND)
        .group_by(import_id, Message.state)
    )
    found: dict[int, dict[str, int]] = {}
    for number, state, count in rows:
        found.setdefault(number, {})[state] = count
    return found


def turn_off(transaction: Transaction, account_id: int) -> Account | None:
    """Send an account no more announcements; returns it, None where it is gone."""
    account = transaction.get(Account, account_id)
    if account is not None:
        account.announcements = False
    return account
