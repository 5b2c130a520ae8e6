"""Active, not active yet, suspended; and how the service suspends an account."""

from enum import Enum

from domain import choices, clock, history
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, accounts, sessions
from store.records import Account

BY_SERVICE = "par le service"  # what the history tells its owner


class State(Enum):
    """What an account can do now."""

    PENDING = "pas encore activé"
    ACTIVE = "actif"
    SUSPENDED = "suspendu"


def state(account: Account) -> State:
    """Return the state of an account; it is active once it has a password."""
    if account.suspended_at is not None:
        return State.SUSPENDED
    return State.ACTIVE if account.password_hash else State.PENDING


def suspend(transaction: Transaction, portal: Portal, account: Account, visit: Visit) -> bool:
    """Stop log-in, sessions and links at once; False where that is done already.

    Who had chosen to get bills on line is told that the next ones come on paper.
    """
    if not accounts.suspend(transaction, account.id, clock.now()):
        return False
    choices.tell_of_paper(transaction, portal, account, "suspended")
    sessions.of_accounts.end_all(transaction, account.id)
    history.record(transaction, Kind.SUSPENDED, visit, account=account, details=BY_SERVICE)
    return True


def resume(transaction: Transaction, account: Account, visit: Visit) -> bool:
    """Allow log-in again; False where the account is not suspended. Old links stay dead."""
    if not accounts.resume(transaction, account.id):
        return False
    history.record(transaction, Kind.RESUMED, visit, account=account, details=BY_SERVICE)
    return True
