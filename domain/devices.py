"""A browser that an account's owner has used: what is tried from it is counted apart.

It logged in before, or came by a link of the account. Whatever strangers try elsewhere, its owner gets in
from it (OWASP's device cookie). It opens nothing: the password is asked all the same.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

KEPT_FOR = timedelta(days=400)  # the longest that browsers keep a cookie (RFC 6265bis)
MOST_OWNERS = 5  # of one browser; the newest stay
_SIGNS = 16  # of the key that stands for an owner's address


@dataclass(frozen=True, slots=True)
class Device:
    """A browser's own random name, and what stands for the owners who have used it."""

    name: str = ""
    owners: tuple[str, ...] = ()

    def key_for(self, address_key: str) -> str:
        """Return what tries for an address are counted under, when they come from here."""
        if address_key[:_SIGNS] not in self.owners:
            return address_key
        return hashlib.sha256(f"{address_key} {self.name}".encode()).hexdigest()[:32]

    def is_used_by(self, address_key: str) -> bool:
        """Whether the owner of this address has used it."""
        return self.key_for(address_key) != address_key

    def with_owner(self, address_key: str) -> "Device":
        """Return the same browser once an owner has used it."""
        others = [owner for owner in self.owners if owner != address_key[:_SIGNS]]
        owners = (*others, address_key[:_SIGNS])[-MOST_OWNERS:]
        return Device(self.name or secrets.token_urlsafe(16), owners)


UNKNOWN = Device()


class Devices:
    """Writes and reads the cookie, under the portal's keys (the newest signs, all verify)."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, the newest first."""
        self._signed = URLSafeSerializer([*reversed(keys)], salt="portail-appareil")

    def write(self, device: Device) -> str:
        """Return the cookie's value."""
        return str(self._signed.dumps([device.name, *device.owners]))

    def read(self, cookie: str) -> Device:
        """Return the browser that a cookie names, an unknown one where it was not made here."""
        try:
            name, *owners = self._signed.loads(cookie)
        except BadData:
            return UNKNOWN
        return Device(name, tuple(owners))
