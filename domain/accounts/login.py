"""Who may log in: every customer's password is tried here (an agent's: `domain/agents/login`).

Within the limits, with one hash verified whatever the answer, and every failure noted.
"""

from dataclasses import dataclass

from domain import clock, history, networks
from domain.accounts import sessions
from domain.accounts.passwords import Hasher
from domain.accounts.states import State, state
from domain.counters import Counters
from domain.history import Kind, Visit
from domain.limits import FAILED_LOGINS_OF_CLIENT, LOGINS_OF_CLIENT, Limits
from store import Store, Transaction, accounts, statements
from store.records import Account


@dataclass(frozen=True, slots=True)
class Login:
    """What trying a password needs."""

    store: Store
    hasher: Hasher
    limits: Limits
    counters: Counters

    def log_in(
        self, portal: str, address: str | None, password: str, visit: Visit
    ) -> tuple[Account, str] | None:
        """Return the account and the value for the cookie, None (and noted) where the password opens none.

        Raises `TooOften` and `Crowded`.
        """
        found = self._opened(portal, address, password, visit)
        if found is not None:
            with self.store.write() as transaction:
                self._check_again(transaction, portal, address, visit)
                if note_success(transaction, found, visit):
                    return found, sessions.begin(transaction, found, visit)
        self.note_failure(portal, address, visit)
        return None

    def try_password(
        self, portal: str, address: str | None, password: str, visit: Visit, details: str = ""
    ) -> Account | None:
        """Return the account that the password opens, None (and noted) where it opens none.

        Raises `TooOften` and `Crowded`. `details`: where, for the history.
        """
        found = self._opened(portal, address, password, visit)
        if found is None:
            self.note_failure(portal, address, visit, details)
            return None
        with self.store.read() as transaction:
            self._check_again(transaction, portal, address, visit)
        return found

    def _opened(
        self, portal: str, address: str | None, password: str, visit: Visit
    ) -> Account | None:
        self.count_try(visit)
        with self.store.read() as transaction:
            self.limits.check_login(transaction, portal, address, visit)
            account = accounts.by_address(transaction, portal, address) if address else None
        whose = f"{portal} {address}"
        if not is_opened_by(self.hasher, account, password, whose=whose, client=visit.client):
            return None
        return self._under_todays_parameters(account, password) if account else None

    def _under_todays_parameters(self, account: Account, password: str) -> Account:
        kept = account.password_hash or ""
        if not self.hasher.is_outdated(kept):
            return account
        fresh = self.hasher.hash(password)
        with self.store.write() as transaction:
            accounts.rehash(transaction, account.id, old_hash=kept, new_hash=fresh)
        return account._replace(password_hash=fresh)

    def _check_again(
        self, transaction: Transaction, portal: str, address: str | None, visit: Visit
    ) -> None:
        """Raise `TooOften` once the answer is known: of many tries at once, only as many as are allowed learn it."""
        self.check_failures(visit)
        self.limits.check_login(transaction, portal, address, visit)

    def count_try(self, visit: Visit) -> None:
        """Count one more try of a client's, right or wrong; raises `TooOften`."""
        self.check_failures(visit)
        self.counters.count("tries", LOGINS_OF_CLIENT, *_client(visit))

    def check_failures(self, visit: Visit) -> None:
        """Raise `TooOften` where a client had too many tries refused."""
        self.counters.check("failures", FAILED_LOGINS_OF_CLIENT, *_client(visit))

    def count_failure(self, visit: Visit) -> None:
        """Count a client's try that was refused; raises `TooOften`: then nobody may learn it."""
        self.counters.count("failures", FAILED_LOGINS_OF_CLIENT, *_client(visit))

    def note_failure(
        self, portal: str, address: str | None, visit: Visit, details: str = ""
    ) -> None:
        """Note a refused password, whether or not the address has an account."""
        self.count_failure(visit)
        with self.store.write() as transaction:
            statements.one_at_a_time(transaction, f"{portal} {address}")
            self.limits.check_login(transaction, portal, address, visit)
            history.record(
                transaction,
                Kind.LOGIN_FAILED,
                visit,
                account=accounts.by_address(transaction, portal, address) if address else None,
                portal=portal,
                address=address,
                details=details,
            )


def _client(visit: Visit) -> tuple[str, ...]:
    return networks.of(visit.client)


def is_opened_by(
    hasher: Hasher, account: Account | None, password: str, *, whose: str = "", client: str = ""
) -> bool:
    """Whether this password opens the account; one hash is verified whatever the answer.

    Raises `Crowded`.
    """
    kept = account.password_hash if account and state(account) is State.ACTIVE else None
    return hasher.verify(kept, password, whose, client)


def note_success(transaction: Transaction, account: Account, visit: Visit) -> bool:
    """Note a log-in; False where the password changed while it was being verified."""
    assert account.password_hash is not None
    noted = accounts.note_login(
        transaction, account.id, password_hash=account.password_hash, at=clock.now()
    )
    if noted:
        history.record(transaction, Kind.LOGGED_IN, visit, account=account)
    return noted
