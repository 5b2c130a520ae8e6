"""What an X… link is for, how long it works, and what ends it.

A link is the letter X and an itsdangerous timed token over the account's id and its credential
version. Choosing a password raises the version, so one use ends every link; so does a suspension.
Before the first password, one also opens nothing once its address has left the register. No table of
tokens exists, and nothing in the database or a log can be followed. How long a link works is a
setting; one that the service hands over may say its own time. A link that confirms an address is
bound to that address too: one to an address that was mistyped is dead once the right one is asked for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from domain import clock
from domain.accounts import tokens
from domain.accounts.states import State, state
from domain.history import Kind
from store import Transaction, accounts, events, readers
from store.records import Account


class Purpose(Enum):
    """What a link may do; the value is its salt, so no link serves another purpose."""

    ACTIVATION = "activation"
    RECOVERY = "recovery"
    ADDRESS = "address"


SETS_PASSWORD = (Purpose.ACTIVATION, Purpose.RECOVERY)


class Dead(Enum):
    """Why a link does not work."""

    ALTERED = "altered"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Link:
    """A link whose signature holds. Whether it still works depends on the account too."""

    purpose: Purpose
    account_id: int
    version: int
    made_at: datetime
    max_age_seconds: int
    wanted: str = ""  # stands for the one address that an ADDRESS link may confirm

    def is_expired(self) -> bool:
        """Whether its time is over."""
        age = clock.age(self.made_at)
        return age is None or age > timedelta(seconds=self.max_age_seconds)

    def why_dead(self, account: Account) -> Dead | None:
        """Return why it can't be used for `account` as it is now, None where it can."""
        if account.suspended_at is not None:
            return Dead.ALTERED
        if account.version != self.version or self.wanted != _wanted(account, self.purpose):
            return Dead.USED
        return Dead.EXPIRED if self.is_expired() else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that works, and whose it is."""

    link: Link
    account: Account


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that does not work; where it is not ours, only the reason is known."""

    reason: Dead
    link: Link | None = None
    account: Account | None = None
    address: str = ""  # the account's, where whoever has the link may read it


class Links:
    """Makes and reads links, under the portal's keys (the newest signs, all verify)."""

    def __init__(
        self, key: str, fallbacks: tuple[str, ...], *, activation_max_age: int, reset_max_age: int
    ) -> None:
        """Take the keys and the two ages in seconds."""
        self._keys = (key, *fallbacks)
        self._ages = {
            Purpose.ACTIVATION: activation_max_age,
            Purpose.RECOVERY: reset_max_age,
            Purpose.ADDRESS: activation_max_age,
        }

    def make(self, account: Account, purpose: Purpose, max_age_seconds: int | None = None) -> str:
        """Return the text of LIEN=."""
        payload: list[int | str] = [account.id, account.version]
        if purpose is Purpose.ADDRESS:
            payload.append(_wanted(account, purpose))
        elif max_age_seconds not in (None, self._ages[purpose]):
            payload.append(max_age_seconds or 0)
        return tokens.make(self._keys, purpose.value, payload)

    def age_seconds(self, purpose: Purpose) -> int:
        """Return for how long a link works that says nothing else."""
        return self._ages[purpose]

    def read(self, text: str) -> Link | None:
        """Return what a link says, None where it was not made here or was altered."""
        for purpose in Purpose:
            found = tokens.read(self._keys, purpose.value, text)
            if found is None:
                continue
            payload, made_at = found
            account_id, version, *rest = payload
            is_address = purpose is Purpose.ADDRESS
            return Link(
                purpose=purpose,
                account_id=account_id,
                version=version,
                made_at=made_at,
                max_age_seconds=rest[0] if rest and not is_address else self._ages[purpose],
                wanted=rest[0] if is_address else "",
            )
        return None

    def open(
        self, transaction: Transaction, text: str, purposes: tuple[Purpose, ...] = tuple(Purpose)
    ) -> Opened | DeadLink:
        """Return what a link opens, or why it opens nothing; opening uses nothing up."""
        link = self.read(text)
        account = accounts.by_id(transaction, link.account_id) if link else None
        if link is None or account is None:
            return DeadLink(Dead.ALTERED, link)
        reason = _why_dead(transaction, link, account, purposes)
        if reason is None:
            return Opened(link, account)
        # An old mailbox must not learn the new address.
        is_told = not events.has_happened(
            transaction, account.id, Kind.ADDRESS_CHANGED, since=link.made_at
        )
        return DeadLink(reason, link, account, account.address if is_told else "")


def account_of(
    transaction: Transaction, link: Link, purposes: tuple[Purpose, ...] = SETS_PASSWORD
) -> Account | Dead:
    """Return whose an opened link is, asked again where it is used: another may have been first."""
    account = accounts.by_id(transaction, link.account_id)
    if account is None:
        return Dead.ALTERED
    return _why_dead(transaction, link, account, purposes) or account


def _why_dead(
    transaction: Transaction, link: Link, account: Account, purposes: tuple[Purpose, ...]
) -> Dead | None:
    if link.purpose not in purposes:
        return Dead.ALTERED
    if state(account) is State.PENDING and not readers.has_customers(
        transaction, account.portal, account.address
    ):
        return Dead.ALTERED  # the address left the register before it was ever used
    return link.why_dead(account)


def is_link(lien: str) -> bool:
    """Whether a LIEN is one of our links rather than the code of a portal."""
    return lien.strip()[:1] in ("X", "x")


def _wanted(account: Account, purpose: Purpose) -> str:
    """Return what stands for the address asked for last: a link to an earlier one is dead."""
    if purpose is not Purpose.ADDRESS:
        return ""
    return sha256((account.wanted_address or "").encode()).hexdigest()[:16]
