"""Whose password is hashed next: as many at once as there are cores for it, and the others wait.

Few may wait for one account or one client address, and not many in all: who comes later is told at
once to try again. While that queue had no end, 200 log-ins of one customer kept all others waiting
for 15 seconds.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from domain import networks
from domain.cores import Cores
from domain.limits import WAITING, WAITING_OF_ACCOUNT, WAITING_OF_CLIENT
from domain.places import Places


class Crowded(Exception):
    """Too many wait already. Nothing was hashed or noted."""


class Turns:
    """The turns to hash of one process."""

    def __init__(
        self, at_once: int = 0, *, cores: Cores | None = None, are_bounded: bool = True
    ) -> None:
        """Let so many hash at once (0: as many as there are cores); `are_bounded`: whether only a few may wait."""
        self._cores = cores or Cores()
        self.at_once = at_once or self._cores.count_for_hashes()
        self._hashing = Places(self.at_once)
        self._lock = threading.Lock()
        self._waiting: Counter[str] = Counter()
        self._are_bounded = are_bounded

    @contextmanager
    def turn(self, account: str = "", client: str = "") -> Iterator[None]:
        """Wait for a turn, and hold it in the block; raises `Crowded`.

        `account` stands for whose password it is, `client` is the address it was typed at. What is
        empty is not counted.
        """
        if not self._hashing.take(0):
            with self._waits(_bounds(account, client)):
                self._hashing.take()
        try:
            with self._cores.elsewhere():
                yield
        finally:
            self._hashing.give()

    def waiting(self) -> int:
        """Return how many wait now."""
        return self._waiting["all"]

    @contextmanager
    def _waits(self, bounds: dict[str, int]) -> Iterator[None]:
        with self._lock:
            if self._are_bounded and any(self._waiting[key] >= bounds[key] for key in bounds):
                raise Crowded
            self._waiting.update(bounds.keys())
        try:
            yield
        finally:
            with self._lock:
                self._waiting.subtract(bounds.keys())
                self._waiting += Counter()  # those that are nobody's any more are forgotten


def _bounds(account: str, client: str) -> dict[str, int]:
    """Return how many may wait, by what they are counted by."""
    bounds = {"all": WAITING}
    if account:
        bounds[f"account {account}"] = WAITING_OF_ACCOUNT
    if client:
        bounds |= {
            f"client {network}": bound
            for network, bound in zip(networks.of(client), WAITING_OF_CLIENT, strict=False)
        }
    return bounds
