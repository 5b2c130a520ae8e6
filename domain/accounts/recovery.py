"""The forgotten password: the same answer for everybody, and a mail for whom it concerns."""

from contextlib import suppress

from domain import clock, history, outbox
from domain.accounts.states import State, state
from domain.history import Visit
from domain.limits import Limits, TooOften
from domain.portals import Portal
from store import Transaction, accounts, messages, readers, statements
from store.records import Account


def request(
    transaction: Transaction,
    portal: Portal,
    address: str,
    *,
    visit: Visit,
    limits: Limits,
) -> None:
    """Put the mail that helps into the outbox: a new password, or the activation not done yet.

    Nothing is returned: who asks must not learn whether there is an account. The mail always
    leaves from the queue, so the answer takes the same time. Raises `TooOften`, for unknown
    addresses too; an account that was mailed too often otherwise gets no mail, in silence.
    """
    statements.one_at_a_time(transaction, f"{portal.code} {address}")
    limits.check_recovery(transaction, portal.code, address, visit)
    account = accounts.by_address(transaction, portal.code, address)
    # Recorded for unknown addresses too: both answers then take the time of one commit.
    history.record(
        transaction,
        history.Kind.RECOVERY_ASKED,
        visit,
        account=account,
        portal=portal.code,
        address=address,
    )
    if account is None and readers.has_customers(transaction, portal.code, address):
        account = accounts.get_or_add(transaction, portal.code, address, clock.now())
    if account is None or messages.is_refused(transaction, portal.code, account.address):
        return
    with suppress(TooOften):
        if not visit.device.is_used_by(history.address_key(portal.code, address)):
            limits.check_mail(transaction, account)
        put_mail(transaction, portal, account)


def put_mail(transaction: Transaction, portal: Portal, account: Account) -> None:
    """Put the mail that lets the owner of an account in, where there is one for its state."""
    if state(account) is State.ACTIVE:
        outbox.put(transaction, portal, account, outbox.Kind.RECOVERY)
    elif state(account) is State.PENDING and readers.has_customers(
        transaction, portal.code, account.address
    ):
        outbox.put(transaction, portal, account, outbox.Kind.ACTIVATION)
