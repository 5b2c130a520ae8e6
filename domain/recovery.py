"""The forgotten password: the same answer for everybody, and a mail for whom it concerns."""

from domain import history, outbox
from domain.accounts import State, Visit, state
from domain.portals import Portal
from store import Session, accounts, customers, messages


def request(
    session: Session, portal: Portal, address: str | None, *, sender: str, visit: Visit
) -> None:
    """Put the mail that helps into the outbox: a new password, or the activation not done yet.

    Nothing is returned: who asks must not learn whether there is an account. The mail always
    leaves from the queue, so the answer takes the same time.
    """
    account = accounts.by_address(session, portal.code, address) if address else None
    # Recorded for unknown addresses too: both answers then take the time of one commit.
    history.record(
        session,
        history.Kind.RECOVERY_ASKED,
        portal=portal.code,
        account=account,
        address=address,
        client=visit.client,
    )
    if account is None or messages.is_refused(session, portal.code, account.address):
        return
    if state(account) is State.ACTIVE:
        outbox.put(session, portal, account, outbox.Kind.RECOVERY, sender)
    elif state(account) is State.PENDING and customers.at_address(
        session, portal.code, account.address
    ):
        outbox.put(session, portal, account, outbox.Kind.ACTIVATION, sender)
