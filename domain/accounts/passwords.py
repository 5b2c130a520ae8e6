"""What a password may be, how it is kept, and what a new one ends.

Kept as argon2id, 19 MiB, 2 passes, 1 lane (OWASP). Every session and link of before ends.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from domain import clock, history
from domain.accounts import common_passwords, links
from domain.accounts.links import Dead, Link
from domain.accounts.turns import Turns
from domain.history import Kind, Visit
from domain.portals import Portal
from store import Transaction, accounts, readers, sessions
from store.records import Account

LONGEST = 256
ADVISED_LENGTH = 8  # CNIL, délibération 2022-100: where tries are limited


class Hasher:
    """Hashes and verifies, each in its turn.

    `account` and `client` say whose password it is and where it was typed: see `turns`, whose
    `Crowded` is raised.
    """

    def __init__(
        self, turns: Turns | None = None, *, memory_kib: int = 19_456, passes: int = 2
    ) -> None:
        """Take the parameters; those of the portal unless a test makes them small."""
        self._memory_bytes, self._passes = 1024 * memory_kib, passes
        self._begins = f"$argon2id$v=19$m={memory_kib},t={passes},p=1$"
        self.turns = turns or Turns()
        self._dummy = self._hash("personne n'a ce mot de passe")

    def hash(self, password: str, account: str = "", client: str = "") -> str:
        """Return the hash to keep."""
        with self.turns.turn(account, client):
            return self._hash(password)

    def verify(self, kept: str | None, password: str, account: str = "", client: str = "") -> bool:
        """Whether the password is right; takes as long where there is none (`kept` is None)."""
        may_fit = bool(kept) and len(password) <= LONGEST
        with self.turns.turn(account, client):
            try:
                argon2id.verify((kept or self._dummy).encode(), _normal(password).encode())
            except (CryptoError, ValueError):  # another password; what is no hash at all
                return False
            return may_fit

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made under other parameters than today's."""
        return not kept.startswith(self._begins)

    def _hash(self, password: str) -> str:
        # libsodium gives the memory back to the system by itself (docs/decisions/0015-speed.md).
        plain = _normal(password).encode()
        hashed: bytes = argon2id.str(plain, opslimit=self._passes, memlimit=self._memory_bytes)
        return hashed.decode()


@dataclass(frozen=True, slots=True)
class Policy:
    """The procedure's rule (5 signs at least), and what everybody would try first."""

    min_length: int = 5

    def refusal(self, password: str, address: str, own_words: Iterable[str] = ()) -> str | None:
        """Return why this password can't be taken, in a sentence; None where it can.

        `own_words`: what others know of its owner, see `own_words`.
        """
        if len(password) < self.min_length:
            return f"Choisissez un mot de passe de {self.min_length}\u00a0caractères minimum."
        if len(password) > LONGEST:
            return f"Choisissez un mot de passe de {LONGEST}\u00a0caractères au plus."
        plain = _normal(password).casefold().strip()
        if plain in (address, address.partition("@")[0]):
            return "Votre adresse mail ne peut pas servir de mot de passe : choisissez-en un autre."
        own = (*own_words, address.partition("@")[0])
        if common_passwords.is_common(password) or common_passwords.is_made_of(password, own):
            return "Ce mot de passe est trop facile à deviner : choisissez-en un autre."
        return None


def own_words(transaction: Transaction, portal: Portal, account: Account) -> list[str]:
    """Return what a neighbour would try: the customers' names and numbers, the commune."""
    theirs = readers.of_address(transaction, portal.code, account.address)
    return [portal.name, *(word for each in theirs for word in (each.name, each.number))]


def set_by_link(
    transaction: Transaction, link: Link, password_hash: str, visit: Visit
) -> Dead | Account:
    """Set the password once: of two uses of links the first one wins."""
    account = links.account_of(transaction, link)
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
    sessions.of_accounts.end_all(transaction, account.id)
    history.record(
        transaction,
        Kind.PASSWORD_CHANGED if was_active else Kind.ACTIVATED,
        visit,
        account=account,
        details=link.purpose.value,
    )
    return account


def change(transaction: Transaction, account: Account, new_hash: str, visit: Visit) -> bool:
    """Replace the password that was just verified.

    False where it was changed meanwhile: nothing is done then.
    """
    assert account.password_hash is not None
    changed = accounts.change_password(
        transaction, account.id, old_hash=account.password_hash, new_hash=new_hash
    )
    if changed:
        sessions.of_accounts.end_all(transaction, account.id)
        history.record(
            transaction, Kind.PASSWORD_CHANGED, visit, account=account, details="mon compte"
        )
    return changed


def _normal(password: str) -> str:
    # One person, two keyboards: é may come as one sign or as two (NFKC makes them one).
    return unicodedata.normalize("NFKC", password[:LONGEST])
