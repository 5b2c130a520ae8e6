"""Sessions: a browser that has logged in, until it logs out, is unused for too long or too old."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from domain import clock, history
from domain.accounts.states import State, state
from domain.history import Visit
from store import Store, Transaction, Unavailable
from store.records import Account
from store.records import LoginSession as Row
from store.sessions import Owner, Sessions, of_accounts

MOST = 20  # browsers of one account at once: those that began last stay
# How often a use is noted, at most: else every page would take SQLite's write lock.
TOUCH_EVERY = timedelta(seconds=55)


class Ended(Enum):
    """Why a session has ended by itself."""

    UNUSED = "unused"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"  # on another device, by a new password, by the service, or long ago


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """When a session ends: unused for `idle`, or after `longest` at all."""

    idle: timedelta
    longest: timedelta

    @property
    def touch_every(self) -> timedelta:
        """How much older than its last use a session may seem."""
        return min(TOUCH_EVERY, self.idle / 10)

    @property
    def longest_unused(self) -> timedelta:
        """How old the last noted use of a session that goes on may be."""
        return self.idle + self.touch_every

    def end_of(self, row: Row) -> Ended | None:
        """Return why nobody may use this session any more, None where its owner may."""
        unused, old = clock.age(row.used_at), clock.age(row.began_at)
        if unused is None or old is None or old > self.longest:
            return Ended.TOO_OLD
        return Ended.UNUSED if unused > self.longest_unused else None


def begin(transaction: Transaction, account: Account, visit: Visit) -> str:
    """Begin a session of an account; returns the random value for the cookie."""
    return begin_for(transaction, of_accounts, account.id, visit)


def begin_for(transaction: Transaction, kept: Sessions[Any], owner_id: int, visit: Visit) -> str:
    """Begin a session; returns the random value for the cookie, kept here only as a hash.

    Beyond `MOST` the oldest one ends.
    """
    token = secrets.token_urlsafe(32)
    kept.add(
        transaction,
        token_hash=hashed(token),
        owner_id=owner_id,
        at=clock.now(),
        browser=visit.browser[:80],
    )
    kept.end_all_but_newest(transaction, owner_id, MOST)
    return token


def find(store: Store, token: str, lifetimes: Lifetimes) -> Account | None:
    """Return the account that a cookie's value opens, None where the session has ended."""
    account = owner(store, of_accounts, token, lifetimes)
    return account if account and state(account) is State.ACTIVE else None


def owner(store: Store, kept: Sessions[Owner], token: str, lifetimes: Lifetimes) -> Owner | None:
    """Return whose session a cookie's value opens, None where it has ended; note that it is used."""
    with store.read() as transaction:
        found = kept.find(transaction, hashed(token))
    if found is None or lifetimes.end_of(found[0]):
        return None
    row, whose = found
    if abs(clock.now() - row.used_at) >= lifetimes.touch_every:
        # A full disk must not keep anybody from reading their bills.
        with suppress(Unavailable), store.write() as transaction:
            kept.touch(transaction, row.id, clock.now())
    return whose


def why_ended(
    transaction: Transaction, kept: Sessions[Any], token: str, lifetimes: Lifetimes
) -> Ended:
    """Return why a cookie's value opens nothing any more."""
    found = kept.find(transaction, hashed(token))
    return (lifetimes.end_of(found[0]) if found else None) or Ended.UNKNOWN


def end(transaction: Transaction, kept: Sessions[Any], token: str) -> None:
    """End one session."""
    kept.end(transaction, hashed(token))


def end_all(transaction: Transaction, account: Account, visit: Visit) -> None:
    """End every session of an account, the present one too."""
    of_accounts.end_all(transaction, account.id)
    history.record(transaction, history.Kind.SESSIONS_ENDED, visit, account=account)


def of_account(transaction: Transaction, account: Account, lifetimes: Lifetimes) -> list[Row]:
    """Return the sessions that are open now, the one used last first."""
    theirs = of_accounts.of_owner(transaction, account.id)
    return [row for row in theirs if lifetimes.end_of(row) is None]


def hashed(token: str) -> str:
    """Return what the database keeps of a cookie's value."""
    return sha256(token.encode()).hexdigest()
