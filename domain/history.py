"""The history of each account: what happened, when, from where. Never a secret in it."""

import hashlib
from datetime import datetime
from enum import StrEnum

from domain import clock
from store import Session, events
from store.models import Account, Event


class Kind(StrEnum):
    """What can happen to an account; kept in the database under these names."""

    UNKNOWN_ADDRESS = "unknown_address"
    ACTIVATION_ASKED = "activation_asked"
    RECOVERY_ASKED = "recovery_asked"
    MAIL_SENT = "mail_sent"
    MAIL_REFUSED = "mail_refused"
    ACTIVATED = "activated"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name, not a secret
    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"


def record(
    session: Session,
    kind: Kind,
    *,
    portal: str,
    account: Account | None = None,
    address: str | None = None,
    client: str = "",
    details: str = "",
) -> None:
    """Add a line; `address` (folded) where there may be no account: only its hash is kept."""
    known = address or (account.address if account else None)
    events.add(
        session,
        Event(
            at=clock.now(),
            portal=portal,
            kind=kind,
            account_id=account.id if account else None,
            address_key=address_key(portal, known) if known else None,
            client=client,
            details=details,
        ),
    )


def address_key(portal: str, address: str) -> str:
    """Return what stands for an address in the history."""
    return hashlib.sha256(f"{portal} {address}".encode()).hexdigest()[:32]


def erase_before(session: Session, moment: datetime) -> int:
    """Erase some of what is older than the commune keeps; returns how many lines, 0: none left."""
    return events.erase_before(session, moment)
