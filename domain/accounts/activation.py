"""Which address can be activated, and what asking leads to (step 4 of the procedure).

An address that reads at least one customer's bills in this commune, and has no password yet, gets a
mail with a link. One whose account is active or suspended is told that it is activated already; any
other, that it is unknown; one that the mail server refused for good, that no mail reaches it.
"""

from dataclasses import dataclass
from enum import Enum

from domain import clock, history, outbox
from domain.accounts.states import State, state
from domain.history import Visit
from domain.limits import Limits
from domain.portals import Portal
from store import Transaction, accounts, messages, readers, statements
from store.records import Message


class Outcome(Enum):
    """The procedure's answers, and what can become of the mail; the value names the page's text."""

    UNKNOWN = "unknown"
    ALREADY = "already"
    SENT = "sent"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome; `message` is the mail to send now, None where there is none."""

    outcome: Outcome
    message: Message | None = None


def request(
    transaction: Transaction,
    portal: Portal,
    address: str,
    *,
    visit: Visit,
    limits: Limits,
) -> Answer:
    """Answer who asks to activate `address` (folded).

    Raises `TooOften` where this account was mailed too often already.
    """
    statements.one_at_a_time(transaction, f"{portal.code} {address}")
    account = accounts.by_address(transaction, portal.code, address)
    if account is not None and state(account) is not State.PENDING:
        return Answer(Outcome.ALREADY)
    if not readers.has_customers(transaction, portal.code, address):
        history.record(
            transaction, history.Kind.UNKNOWN_ADDRESS, visit, portal=portal.code, address=address
        )
        return Answer(Outcome.UNKNOWN)
    if messages.is_refused(transaction, portal.code, address):
        return Answer(Outcome.REFUSED)
    account = accounts.get_or_add(transaction, portal.code, address, clock.now())
    limits.check_mail(transaction, account)
    history.record(transaction, history.Kind.ACTIVATION_ASKED, visit, account=account)
    message = outbox.put(transaction, portal, account, outbox.Kind.ACTIVATION)
    return Answer(Outcome.KEPT, message)
