"""Active, not active yet, suspended; who may log in, and what a new password ends."""

from enum import Enum

from domain import clock, history
from domain.accounts.links import SETS_PASSWORD, Dead, Link, Purpose
from domain.accounts.passwords import Hasher
from domain.history import Kind, Visit
from store import Store, Transaction, accounts, customers, events, sessions
from store.models import Account

BY_SERVICE = "par le service"  # what the history says of a change made at the terminal


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


def check_password(
    store: Store, hasher: Hasher, portal: str, address: str | None, password: str
) -> Account | None:
    """Return the account this password opens; one hash is verified whatever the answer."""
    with store.read() as transaction:
        account = accounts.by_address(transaction, portal, address) if address else None
    kept = account.password_hash if account and state(account) is State.ACTIVE else None
    if not hasher.verify(kept, password):
        return None
    assert account is not None
    assert kept is not None
    if hasher.is_outdated(kept):
        fresh = hasher.hash(password)
        with store.write() as transaction:
            accounts.rehash(transaction, account.id, old_hash=kept, new_hash=fresh)
        account.password_hash = fresh
    return account


def note_login(transaction: Transaction, account: Account, visit: Visit) -> bool:
    """Note a log-in; False where the password changed while it was being verified."""
    assert account.password_hash is not None
    noted = accounts.note_login(
        transaction, account.id, password_hash=account.password_hash, at=clock.now()
    )
    if noted:
        history.record(transaction, Kind.LOGGED_IN, visit, account=account)
    return noted


def note_failure(
    transaction: Transaction, portal: str, address: str | None, visit: Visit, details: str = ""
) -> None:
    """Note a password that was refused, whether or not the address has an account."""
    account = accounts.by_address(transaction, portal, address) if address else None
    history.record(
        transaction,
        Kind.LOGIN_FAILED,
        visit,
        account=account,
        portal=portal,
        address=address,
        details=details,
    )


def for_link(
    transaction: Transaction, link: Link | None, purposes: tuple[Purpose, ...] = SETS_PASSWORD
) -> Account | Dead:
    """Return the account whose password (or what `purposes` say) the link may set, or why not."""
    account = accounts.by_id(transaction, link.account_id) if link else None
    if link is None or account is None or link.purpose not in purposes:
        return Dead.ALTERED
    if state(account) is State.PENDING and not customers.at_address(
        transaction, account.portal, account.address
    ):
        return Dead.ALTERED  # the address left the register before it was ever used
    return link.death(account) or account


def kept_its_address(transaction: Transaction, link: Link) -> bool:
    """Whether the account still has the address that the link was mailed to.

    An old mailbox must not learn the new address.
    """
    return not events.has_happened(
        transaction, link.account_id, Kind.ADDRESS_CHANGED, since=link.made_at
    )


def set_password(
    transaction: Transaction, link: Link, password_hash: str, visit: Visit
) -> Dead | Account:
    """Set the password once: the first one wins, all links and sessions of before are dead."""
    account = for_link(transaction, link)
    if isinstance(account, Dead):
        return account
    was_active = account.password_hash is not None
    changed = accounts.set_password(
        transaction,
        link.account_id,
        version=link.version,
        password_hash=password_hash,
        at=clock.now(),
    )
    if not changed:
        return Dead.USED
    sessions.end_all(transaction, account.id)
    history.record(
        transaction,
        Kind.PASSWORD_CHANGED if was_active else Kind.ACTIVATED,
        visit,
        account=account,
        details=Purpose(link.purpose).value,
    )
    return account


def change_password(
    transaction: Transaction, account: Account, new_hash: str, visit: Visit
) -> bool:
    """Replace the password that was just verified; every session and link of before ends.

    False where it was changed meanwhile: nothing is done then.
    """
    assert account.password_hash is not None
    changed = accounts.change_password(
        transaction, account.id, old_hash=account.password_hash, new_hash=new_hash
    )
    if changed:
        sessions.end_all(transaction, account.id)
        history.record(
            transaction, Kind.PASSWORD_CHANGED, visit, account=account, details="mon compte"
        )
        account.password_hash = new_hash
    return changed


def set_announcements(
    transaction: Transaction, account: Account, visit: Visit, *, wanted: bool
) -> None:
    """Note whether the owner wants to be mailed when new invoices are there."""
    accounts.set_announcements(transaction, account.id, wanted=wanted)
    history.record(
        transaction, Kind.ANNOUNCEMENTS, visit, account=account, details="oui" if wanted else "non"
    )


def suspend(transaction: Transaction, account: Account) -> bool:
    """Stop log-in, sessions and links at once; False where that is done already."""
    if not accounts.suspend(transaction, account.id, clock.now()):
        return False
    sessions.end_all(transaction, account.id)
    history.record(
        transaction, Kind.SUSPENDED, history.NO_VISIT, account=account, details=BY_SERVICE
    )
    return True


def resume(transaction: Transaction, account: Account) -> bool:
    """Allow log-in again; False where the account is not suspended. Old links stay dead."""
    if not accounts.resume(transaction, account.id):
        return False
    history.record(transaction, Kind.RESUMED, history.NO_VISIT, account=account, details=BY_SERVICE)
    return True
