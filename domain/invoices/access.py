"""Whose an invoice is, whether it is new to them, and what is left to pay.

The one door: pages, PDFs, the year's ZIP, the data export and the mails load invoices through
`of_account`, `document` and `announced`, which find only what belongs to the account: the
invoices of all customers that have its address among their readers, but for those that wait.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from store import Transaction, invoices
from store.documents import Documents
from store.records import Account, Invoice

__all__ = ["Invoice", "State", "Summary", "announced", "document", "is_new", "of_account"]


class State(StrEnum):
    """What the service said of an invoice; kept in the database under these names."""

    DUE = "due"
    PAID = "paid"
    DEBITED = "debited"
    CANCELLED = "cancelled"


SETTLED = frozenset({State.PAID, State.DEBITED, State.CANCELLED})


def of_account(
    transaction: Transaction, account: Account, *, year: int | None = None
) -> list[Invoice]:
    """Return the account's invoices, newest first; of one year by their date."""
    found = invoices.owned(transaction, account.portal, account.address)
    return found if year is None else [each for each in found if each.issued_on.year == year]


def document(transaction: Transaction, account: Account, key: str) -> Invoice | None:
    """Return the account's invoice of this key, None for anybody else's and for none."""
    return invoices.owned_one(transaction, account.portal, account.address, key)


def announced(transaction: Transaction, account: Account, import_id: int) -> list[Invoice]:
    """Return what an import brought to the account, as it is now, and no mail to it has named yet."""
    return invoices.untold(transaction, account.portal, account.address, account.id, import_id)


def path(data_dir: Path, invoice: Invoice) -> Path:
    """Return where the PDF of an invoice lies."""
    return Documents(data_dir).path(invoice.document)


def new_since(account: Account) -> datetime | None:
    """Return the moment since when invoices are new: the log-in before this one.

    At the first log-in, the activation: what was there then is no news. Looking writes nothing.
    """
    return account.previous_login_at or account.activated_at


def is_new(invoice: Invoice, since: datetime | None) -> bool:
    """Whether an invoice, or the PDF that took the place of its first one, came since then."""
    return since is not None and invoice.available_at is not None and invoice.available_at > since


def is_credit(invoice: Invoice) -> bool:
    """Whether the commune owes this amount to the customer."""
    return invoice.amount_cents < 0


def left_cents(invoice: Invoice) -> int | None:
    """Return what is left to pay, None where the service has not said it.

    A credit note leaves nothing to pay, and is not taken off from what others leave: which
    invoice it goes to is for the service to say.
    """
    if is_credit(invoice) or invoice.state in SETTLED:
        return 0
    if invoice.remaining_cents is not None:
        return invoice.remaining_cents
    return invoice.amount_cents if invoice.state == State.DUE else None


def asked_cents(invoice: Invoice) -> int:
    """Return what a bill asks for: what is left, or all of it where the service has not said."""
    left = left_cents(invoice)
    return invoice.amount_cents if left is None else left


def payable_cents(invoice: Invoice, today: date) -> int:
    """Return what may be paid now, 0 for nothing.

    Where the service has not said what is left, that is the whole amount until the due date.
    """
    left = left_cents(invoice)
    if left is None and invoice.due_on and invoice.due_on >= today:
        return invoice.amount_cents
    return left or 0


def is_said(invoice: Invoice) -> bool:
    """Whether the service has said anything of its state."""
    return invoice.state is not None or invoice.remaining_cents is not None


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands on top: the sum of what is left, what is due next, and what is not known."""

    left_cents: int
    next_due_on: date | None
    next_due_cents: int  # the sum of all that is due that day
    overdue: int
    unsaid: int  # invoices of which the service has not said whether they are paid
    said_on: date | None


def summary(found: Iterable[Invoice], today: date) -> Summary:
    """Sum up the invoices of one account."""
    total = unsaid = overdue = 0
    due: defaultdict[date, int] = defaultdict(int)
    said: list[date] = []
    for each in found:
        left = left_cents(each)
        if left is None:
            unsaid += 1
        else:
            total += left
        if is_said(each):
            said.append(each.state_on)
        if each.due_on and left != 0:
            if each.due_on >= today:
                due[each.due_on] += each.amount_cents if left is None else left
            elif left is not None:
                overdue += 1
    first = min(due, default=None)
    cents = due[first] if first else 0
    return Summary(total, first, cents, overdue, unsaid, max(said, default=None))
