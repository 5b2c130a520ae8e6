"""A customer's new address: asked for in « Mon compte », in force once its own mailbox confirms it.

The register follows, so that invoices stay with the person, and the old address is told.
"""

from enum import Enum

from domain import clock, history, outbox
from domain.accounts import links
from domain.accounts.links import Dead, Link, Purpose
from domain.accounts.states import State, state
from domain.history import Visit
from domain.limits import Limits
from domain.portals import Portal
from store import Transaction, messages, readers, sessions, statements
from store import accounts as rows
from store.records import Account, Message


class Refusal(Enum):
    """Why an address can't be an account's new one; the value names the page's text."""

    SAME = "same"
    TAKEN = "taken"
    CUSTOMERS = "customers"
    UNREACHABLE = "unreachable"


def ask(
    transaction: Transaction,
    portal: Portal,
    account: Account,
    address: str,
    *,
    visit: Visit,
    limits: Limits,
) -> Message | Refusal:
    """Put the mail with the link that confirms `address` (folded) into the outbox.

    Raises `TooOften`.
    """
    statements.one_at_a_time(transaction, f"{portal.code} {account.address}")
    limits.check_new_address(transaction, account)
    # Refused ones are noted too: `domain/limits` counts them, or this would answer for a whole list.
    history.record(transaction, history.Kind.ADDRESS_ASKED, visit, account=account)
    refusal = _refusal(transaction, account, address)
    if refusal is not None:
        return refusal
    limits.check_mail(transaction, account)
    rows.want_address(transaction, account.id, address)
    return outbox.put(
        transaction,
        portal,
        account,
        outbox.Kind.ADDRESS_CONFIRM,
        recipient=address,
    )


def give_up(transaction: Transaction, account: Account, visit: Visit) -> None:
    """Forget the address asked for: its links end, and nothing else does."""
    if account.wanted_address is not None:
        rows.want_address(transaction, account.id, None)
        history.record(transaction, history.Kind.ADDRESS_GIVEN_UP, visit, account=account)


def confirm(
    transaction: Transaction, portal: Portal, link: Link, *, visit: Visit
) -> Account | Dead | Refusal:
    """Put the new address in force: register and history follow, sessions and links end.

    Returns the account as it was before.
    """
    account = links.account_of(transaction, link, (Purpose.ADDRESS,))
    if isinstance(account, Dead):
        return account
    old, new = account.address, account.wanted_address or ""
    refusal = _refusal(transaction, account, new)
    if refusal is not None:
        return refusal
    # An activation that was asked for and never finished: its mailbox has confirmed this instead.
    rows.remove_pending(transaction, portal.code, new)
    if not rows.take_wanted_address(transaction, account.id, version=link.version, address=new):
        return Refusal.TAKEN
    readers.follow(transaction, portal.code, old, new, clock.now())
    sessions.of_accounts.end_all(transaction, account.id)
    history.record(
        transaction,
        history.Kind.ADDRESS_CHANGED,
        visit,
        account=account,
        details=f"de {old} à {new}",
    )
    outbox.put(transaction, portal, account, outbox.Kind.ADDRESS_CHANGED, recipient=old)
    return account


def _refusal(transaction: Transaction, account: Account, address: str) -> Refusal | None:
    if address == account.address:
        return Refusal.SAME
    other = rows.by_address(transaction, account.portal, address)
    if other is not None and state(other) is not State.PENDING:
        return Refusal.TAKEN
    if readers.has_customers(transaction, account.portal, address):
        # Else this account's password would open the bills of whoever presses the mailed button.
        return Refusal.CUSTOMERS
    if messages.is_refused(transaction, account.portal, address):
        return Refusal.UNREACHABLE
    return None
