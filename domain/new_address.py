"""A customer's new address: asked for in « Mon compte », in force once its own mailbox confirms it.

The register follows, so that invoices stay with the person, and the old address is told.
"""

from enum import Enum

from domain import accounts, clock, history, outbox
from domain.accounts import State, Visit
from domain.limits import Limits
from domain.links import Dead, Link, Purpose
from domain.portals import Portal
from store import Session, changes, customers, messages, sessions
from store import accounts as rows
from store.models import Account, Message


class Refusal(Enum):
    """Why an address can't be an account's new one; the value names the page's text."""

    SAME = "same"
    TAKEN = "taken"
    CUSTOMERS = "customers"
    UNREACHABLE = "unreachable"


def ask(
    session: Session,
    portal: Portal,
    account: Account,
    address: str,
    *,
    sender: str,
    visit: Visit,
    limits: Limits,
) -> Message | Refusal:
    """Put the mail with the link that confirms `address` (folded) into the outbox.

    Raises `TooOften`.
    """
    changes.one_at_a_time(session, f"{portal.code} {account.address}")
    limits.check_new_address(session, account)
    # Refused ones are noted too: `domain/limits` counts them, or this would answer for a whole list.
    history.record(
        session,
        history.Kind.ADDRESS_ASKED,
        portal=portal.code,
        account=account,
        client=visit.client,
    )
    refusal = _refusal(session, account, address)
    if refusal is not None:
        return refusal
    limits.check_mail(session, account)
    rows.want_address(session, account.id, address)
    return outbox.put(
        session,
        portal,
        account,
        outbox.Kind.ADDRESS_CONFIRM,
        sender,
        recipient=address,
        by_request=True,
    )


def for_link(session: Session, link: Link | None) -> Account | Dead:
    """Return the account whose wanted address the link may confirm, or why it may not."""
    return accounts.for_link(session, link, (Purpose.ADDRESS,))


def confirm(
    session: Session, portal: Portal, link: Link, *, sender: str, visit: Visit
) -> Account | Dead | Refusal:
    """Put the new address in force: register and history follow, sessions and links end.

    Returns the account as it was before.
    """
    account = for_link(session, link)
    if isinstance(account, Dead):
        return account
    old, new = account.address, account.wanted_address or ""
    refusal = _refusal(session, account, new)
    if refusal is not None:
        return refusal
    _make_room(session, account, new)
    if not rows.take_wanted_address(session, account.id, version=link.version, address=new):
        return Refusal.TAKEN
    customers.follow(session, portal.code, old, new, clock.now())
    sessions.end_all(session, account.id)
    history.record(
        session,
        history.Kind.ADDRESS_CHANGED,
        portal=portal.code,
        account=account,
        client=visit.client,
        details=f"de {old} à {new}",
    )
    outbox.put(session, portal, account, outbox.Kind.ADDRESS_CHANGED, sender, recipient=old)
    return account


def _refusal(session: Session, account: Account, address: str) -> Refusal | None:
    if address == account.address:
        return Refusal.SAME
    other = rows.by_address(session, account.portal, address)
    if other is not None and accounts.state(other) is not State.PENDING:
        return Refusal.TAKEN
    if customers.at_address(session, account.portal, address):
        # Else this account's password would open the bills of whoever presses the mailed button.
        return Refusal.CUSTOMERS
    if messages.is_refused(session, account.portal, address):
        return Refusal.UNREACHABLE
    return None


def _make_room(session: Session, account: Account, address: str) -> None:
    """Drop an activation that was asked for and never finished: its mailbox has just decided."""
    rows.remove_pending(session, account.portal, address)
