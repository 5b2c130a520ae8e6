"""How often anything may be tried: every figure, and the limits by account.

Limits by account are counted from rows that exist anyway (history, outbox): they hold across
processes and restarts. Those by client address, those by commune and an account's downloads are
counted in `domain/counters`, its files made at once in `domain/downloads`. No limit stops an
owner for good: a link that was mailed works whatever was tried at the log-in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import clock, history, networks
from domain.history import NO_VISIT, Kind, Visit
from domain.outbox import ASKED_FOR
from store import Transaction, events, messages
from store.records import Account, Event


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within any such time."""

    count: int
    per: timedelta

    def wait(self, moments: Iterable[datetime]) -> timedelta | None:
        """Return how long until one more is allowed after those (newest first); None: now."""
        ages = self._ages(moments)
        return self.per - ages[self.count - 1] if len(ages) >= self.count else None

    def left(self, moments: Iterable[datetime]) -> int:
        """Return how many more are allowed after those."""
        return max(0, self.count - len(self._ages(moments)))

    def _ages(self, moments: Iterable[datetime]) -> list[timedelta]:
        # What a clock that was ahead has noted counts no more: it would stop the owner for as long.
        return [age for at in moments if (age := _age(at)) is not None and age < self.per]


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# By account, also one that does not exist.
FAILED_LOGINS = (Limit(10, timedelta(minutes=15)), Limit(20, 2 * HOUR), Limit(30, 6 * HOUR))
FAILED_LOGINS_A_DAY = (Limit(50, DAY),)  # a log-in of the owner's does not end this one
MAILS = (Limit(3, HOUR), Limit(6, DAY))  # and « Oublié ? », for one client address
RECOVERIES = (Limit(12, HOUR), Limit(24, DAY))  # « Oublié ? », whoever asks
NEW_ADDRESSES = (Limit(10, DAY),)
DOWNLOADS = (Limit(300, HOUR),)
PAYMENTS = (Limit(20, HOUR), Limit(60, DAY))  # « Payer », for one account
DOWNLOADS_AT_ONCE = 2  # files made to be taken home: a year of bills, « mes données »
DOWNLOADS_IN_ALL = 16

# Wrong codes of letters: by customer number, by client address, by commune.
CODES_OF_NUMBER = (Limit(5, DAY),)
CODES_OF_CLIENT = (Limit(30, HOUR),)
CODES_OF_PORTAL = (Limit(200, DAY),)

# By client address: the visitors of a town hall share one. Of IPv6 twice as many for a /56 and four
# times for a /48.
LOGINS_OF_CLIENT = (Limit(60, MINUTE), Limit(600, HOUR))
FAILED_LOGINS_OF_CLIENT = (Limit(30, MINUTE), Limit(200, HOUR))
FORMS_OF_CLIENT = (Limit(20, MINUTE), Limit(100, HOUR))

UNKNOWN_OF_CLIENT = (
    Limit(1, DAY),
)  # « adresse inconnue »: then it waits where its commune is full

# By commune, whoever asks: nobody tries a list of addresses against the procedure's answers.
FORMS_OF_PORTAL = (Limit(120, MINUTE), Limit(1_000, HOUR))

# By commune, what is told to the administrator; nothing is refused for it.
FAILED_LOGINS_OF_PORTAL = (Limit(200, HOUR),)
UNKNOWN_OF_PORTAL = (Limit(60, HOUR),)
REFUSED_MAILS_OF_PORTAL = (Limit(20, HOUR),)
TOO_OFTEN_OF_PORTAL = (Limit(150, HOUR),)

# Passwords that wait to be hashed at the same moment: threads stay free for who only looks.
WAITING = 24
WAITING_OF_ACCOUNT = 2
WAITING_OF_CLIENT = (8, 8, 16)  # by what `domain/networks` says, the narrowest first

_ENDS_THE_COUNT = (Kind.LOGGED_IN, Kind.ACTIVATED, Kind.PASSWORD_CHANGED, Kind.AGENT_READY)


class TooOften(Exception):
    """A limit is reached; `wait` says for how long. Nothing was done or noted."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passwords for an address since the last right one; None `left`: as many as one likes."""

    wrong: int
    left: int | None


class Limits:
    """The limits by account, or none of them where an administrator turned them off.

    Each method raises `TooOften` where one more is not allowed now.
    """

    def __init__(self, *, are_on: bool) -> None:
        """Take whether limits are in force."""
        self.are_on = are_on

    def check_login(
        self, transaction: Transaction, portal: str, address: str | None, visit: Visit = NO_VISIT
    ) -> None:
        """Allow another password for this address (folded), known or not."""
        if address is None:
            return
        of_the_day, since_success = _failed_logins(transaction, portal, address, visit)
        self._check(FAILED_LOGINS_A_DAY, of_the_day)
        self._check(FAILED_LOGINS, since_success)

    def tries(self, transaction: Transaction, portal: str, address: str, visit: Visit) -> Tries:
        """Return what was tried for this address (folded), known or not."""
        of_the_day, since_success = _failed_logins(transaction, portal, address, visit)
        left = [limit.left(of_the_day) for limit in FAILED_LOGINS_A_DAY]
        left += [limit.left(since_success) for limit in FAILED_LOGINS]
        return Tries(len(since_success), min(left) if self.are_on else None)

    def check_recovery(
        self, transaction: Transaction, portal: str, address: str, visit: Visit
    ) -> None:
        """Allow this address to be said forgotten again.

        Counted for every address alike, so that it tells nothing about an account; by address and
        client first, so that a stranger uses up nobody else's.
        """
        key = visit.device.key_for(history.address_key(portal, address))
        asked = events.moments_and_clients(
            transaction, key, Kind.RECOVERY_ASKED, _since(RECOVERIES)
        )
        here = networks.of(visit.client)[0]
        self._check(MAILS, [at for at, client in asked if networks.of(client)[0] == here])
        self._check(RECOVERIES, [at for at, _ in asked])

    def check_mail(self, transaction: Transaction, account: Account) -> None:
        """Allow one more mail to be asked for, of whatever kind."""
        asked = messages.asked_at(transaction, account.id, ASKED_FOR, _since(MAILS))
        self._check(MAILS, asked)

    def check_new_address(self, transaction: Transaction, account: Account) -> None:
        """Allow another new address to be asked for."""
        key = history.address_key(account.portal, account.address)
        asked = events.moments(transaction, key, Kind.ADDRESS_ASKED, _since(NEW_ADDRESSES))
        self._check(NEW_ADDRESSES, asked)

    def check_code(self, transaction: Transaction, portal: str, number: str) -> None:
        """Allow another code of a letter for this number (as it is counted), known or not."""
        wrong = events.of_kind(transaction, portal, Kind.CODE_WRONG, _since(CODES_OF_PORTAL))
        self._check(CODES_OF_PORTAL, _each_time(wrong))
        self._check(CODES_OF_NUMBER, _each_time(one for one in wrong if one.details == number))

    def check_proposals(self, moments: list[datetime]) -> None:
        """Allow one more address to be written to for a customer, after those of these moments."""
        self._check(MAILS, moments)

    def _check(self, limits: tuple[Limit, ...], moments: list[datetime]) -> None:
        waits = [wait for limit in limits if (wait := limit.wait(moments)) is not None]
        if waits and self.are_on:
            raise TooOften(max(waits))


def _failed_logins(
    transaction: Transaction, portal: str, address: str, visit: Visit
) -> tuple[list[datetime], list[datetime]]:
    """Return when a password was refused: within the day, and since the last right one."""
    key = history.address_key(portal, address)
    own = visit.device.key_for(key)
    failed = events.moments(transaction, own, Kind.LOGIN_FAILED, _since(FAILED_LOGINS_A_DAY))
    since = _since(FAILED_LOGINS, events.last_at(transaction, key, _ENDS_THE_COUNT))
    return failed, [at for at in failed if at > since]


def _each_time(of: Iterable[Event]) -> list[datetime]:
    return [one.at for one in of for _ in range(one.times)]


def _since(limits: tuple[Limit, ...], at_least: datetime | None = None) -> datetime:
    window = clock.now() - max(limit.per for limit in limits)
    if at_least is None or _age(at_least) is None:
        return window  # a clock that was ahead would end every count until then
    return max(window, at_least)


def _age(moment: datetime) -> timedelta | None:
    return clock.age(moment, ahead=clock.HOSTS_APART)
