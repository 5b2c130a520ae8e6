"""What is counted by client address and by commune: in memory, or in Redis for several processes.

Where Redis is gone, forms go on: this process counts in memory until it is back, and the log says so.
"""

import logging
import time
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain import clock, networks
from domain.faults import Fault
from domain.limits import Limit, TooOften
from domain.moments import Moments

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)

REDIS_SECONDS = 1  # a page never waits longer for it
AWAY_SECONDS = 10  # until it is asked again


class Counters:
    """Counts of what was tried lately; none where an administrator turned limits off.

    `whose` is one key, or what `networks.of` says of a client address, the narrowest first.
    """

    def __init__(self, uri: str = "memory://", *, are_on: bool = True) -> None:
        """Take PORTAIL_RATELIMIT_STORAGE_URI; nothing is opened before it is needed."""
        self._uri = uri
        self._are_on = are_on
        self._own = Moments()
        self._is_away = False
        self._ask_again_at = 0.0
        self._wall = clock.WallClock()

    def open(self) -> None:
        """Raise `Fault` where the place to count does not exist."""
        try:
            self._shared  # noqa: B018 - looking at it opens it
        except _unusable():
            raise Fault(
                "PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable : il faut « memory:// » ou une "
                "adresse comme « redis://127.0.0.1:6379 », avec requirements-redis.txt installé."
            ) from None

    def count(self, name: str, figures: tuple[Limit, ...], *whose: str) -> None:
        """Count one more; raises `TooOften`: of many at once, no more than allowed get past."""
        self.check(name, figures, *whose)  # first, so that what is refused counts nowhere
        self._raise_if_reached(_items(name, figures, whose), is_counted=True)

    def check(self, name: str, figures: tuple[Limit, ...], *whose: str) -> None:
        """Raise `TooOften` where one more would be too many; count nothing."""
        self._raise_if_reached(_items(name, figures, whose), is_counted=False)

    def _raise_if_reached(self, items: list[tuple[Limit, str]], *, is_counted: bool) -> None:
        if not self._are_on:
            return
        waits = [self._wait(figure, key, is_counted=is_counted) for figure, key in items]
        longest = max((wait for wait in waits if wait is not None), default=None)
        if longest is not None:
            raise TooOften(timedelta(seconds=max(1.0, longest)))

    def _wait(self, figure: Limit, key: str, *, is_counted: bool) -> float | None:
        """Return how many seconds until one more is allowed; None where it is, and counted if wanted."""
        if self._shared is not None and time.monotonic() >= self._ask_again_at:
            from limits.errors import StorageError

            try:
                wait = self._shared.wait(figure, key, is_counted=is_counted)
            except StorageError:
                self._note(is_away=True)
                self._ask_again_at = time.monotonic() + AWAY_SECONDS
            else:
                self._note(is_away=False)
                return wait
        elif self._shared is None and self._wall.was_set_back():
            # Else what a clock that was ahead has counted would hold for as long. Only what one
            # process counts: one machine's clock must not end what others have counted.
            self._own.clear()
        return self._own.wait(figure, key, is_counted=is_counted)

    def _note(self, *, is_away: bool) -> None:
        if is_away and not self._is_away:
            log.warning(
                "Redis (PORTAIL_RATELIMIT_STORAGE_URI) ne répond plus : ce processus compte les "
                "essais en mémoire en attendant."
            )
        elif self._is_away and not is_away:
            log.warning("Redis (PORTAIL_RATELIMIT_STORAGE_URI) répond de nouveau.")
        self._is_away = is_away

    @cached_property
    def _shared(self) -> "_Shared | None":
        return None if urlsplit(self._uri).scheme == "memory" else _Shared(self._uri)


class _Shared:
    """The same as `Moments`, in Redis."""

    def __init__(self, uri: str) -> None:
        from limits.storage import storage_from_string
        from limits.strategies import MovingWindowRateLimiter

        seconds = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        storage = storage_from_string(uri, wrap_exceptions=True, **seconds)
        self._strategy: MovingWindowRateLimiter = MovingWindowRateLimiter(storage)

    def wait(self, figure: Limit, key: str, *, is_counted: bool) -> float | None:
        from limits import RateLimitItemPerSecond

        item = RateLimitItemPerSecond(figure.count, int(figure.per.total_seconds()))
        if (self._strategy.hit if is_counted else self._strategy.test)(item, key):
            return None
        return self._strategy.get_window_stats(item, key).reset_time - clock.now().timestamp()


def _unusable() -> tuple[type[Exception], ...]:
    """Return what says that a place to count is none: an address that is none, a package that is missing."""
    try:
        from limits.errors import ConfigurationError
    except ImportError:
        return ImportError, ValueError
    return ConfigurationError, ImportError, ValueError


def _items(
    name: str, figures: tuple[Limit, ...], whose: tuple[str, ...]
) -> list[tuple[Limit, str]]:
    """Return what is counted for whom; the widest first, so that few keys are ever kept."""
    return [
        (Limit(each.count * times, each.per), f"{name}/{key}")
        for key, times in reversed(list(zip(whose, networks.WIDER, strict=False)))
        for each in figures
    ]
