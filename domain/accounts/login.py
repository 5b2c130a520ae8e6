"""A password is tried here and nowhere else: within the limits, one hash, and failures noted."""

from dataclasses import dataclass

from domain.accounts import states
from domain.accounts.passwords import Hasher
from domain.history import Visit
from domain.limits import Limits
from store import Store
from store.models import Account


@dataclass(frozen=True, slots=True)
class Gate:
    """What trying a password needs."""

    store: Store
    hasher: Hasher
    limits: Limits

    def try_password(
        self, portal: str, address: str | None, password: str, visit: Visit, where: str = ""
    ) -> Account | None:
        """Return the account that the password opens, None (and noted) where it opens none.

        Raises `TooOften`. The limit is checked again with the answer in hand: of many tries at
        once, only as many as are allowed learn anything.
        """
        with self.store.read() as transaction:
            self.limits.check_login(transaction, portal, address)
        found = states.check_password(self.store, self.hasher, portal, address, password)
        if found is None:
            self.note_failure(portal, address, visit, where)
            return None
        with self.store.read() as transaction:
            self.limits.check_login(transaction, portal, address)
        return found

    def note_failure(self, portal: str, address: str | None, visit: Visit, where: str = "") -> None:
        """Note a refused password, whether or not the address has an account."""
        with self.store.write() as transaction:
            self.limits.check_login(transaction, portal, address)
            states.note_failure(transaction, portal, address, visit, where)
