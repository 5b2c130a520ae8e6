"""The mail that helps who rings: the invitation to activate, or the link to choose a new password.

Staff ask for it, so that it leaves also where its owner asked too often; who is told what became of it.
"""

from domain import clock, history, outbox
from domain.accounts import invitations
from domain.accounts.states import State, state
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, accounts, messages, readers, returns
from store.records import Message

NOBODYS = "Cette adresse n'est celle d'aucun client : aucun message n'est parti."
SUSPENDED = "Le compte est suspendu : rétablissez-le d'abord. Aucun message n'est parti."


def put(
    transaction: Transaction, portal: Portal, address: str, visit: Visit
) -> tuple[str, Message | None]:
    """Put the mail for a folded address into the outbox; return it, or why there is none.

    An address that its mail server refused is tried again: staff have just heard that it is right.
    """
    account = accounts.by_address(transaction, portal.code, address)
    if account is not None and state(account) is State.SUSPENDED:
        return SUSPENDED, None
    if not readers.has_customers(transaction, portal.code, address):
        return NOBODYS, None
    messages.forget_refusal(transaction, portal.code, address)
    returns.note_undelivered(transaction, portal.code, address, None)
    if account is None or state(account) is State.PENDING:
        _, invitation = invitations.invite(transaction, portal, address, visit)
        if invitation is not None:
            return "", invitation
    account = account or accounts.get_or_add(transaction, portal.code, address, clock.now())
    history.record(transaction, history.Kind.LINK_SENT, visit, account=account)
    kind = outbox.Kind.RECOVERY if state(account) is State.ACTIVE else outbox.Kind.ACTIVATION
    return "", outbox.put(transaction, portal, account, kind)
