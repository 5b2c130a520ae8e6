"""What is counted by client address and by commune: in memory, or in Redis for several processes.

Where Redis is gone, forms go on: this process counts in memory until it is back, and the log says so.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from domain import clock, networks
from domain.faults import Fault
from domain.limits import Limit, TooOften

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.storage import MemoryStorage
    from limits.strategies import MovingWindowRateLimiter as Strategy

    Item = tuple[RateLimitItem, str]  # a figure, and what it is counted under

log = logging.getLogger(__name__)

REDIS_SECONDS = 1  # a page never waits longer for it
MANY_KEYS = 20_000  # 5 MB; a look at them takes some milliseconds
AWAY_SECONDS = 10  # until it is asked again

Answer = TypeVar("Answer")


class Counters:
    """Counts of what was tried lately; none where an administrator turned limits off.

    `whose` is one key, or what `networks.of` says of a client address, the narrowest first.
    """

    def __init__(self, uri: str = "memory://", *, are_on: bool = True) -> None:
        """Take PORTAIL_RATELIMIT_STORAGE_URI; nothing is opened before it is needed."""
        self._uri = uri
        self._are_on = are_on
        self._is_away = False
        self._look_at = MANY_KEYS
        self._ask_again_at = 0.0
        self._wall = clock.WallClock()

    def open(self) -> None:
        """Raise `Fault` where the place to count does not exist."""
        from limits.errors import ConfigurationError

        try:
            self._shared  # noqa: B018 - looking at it opens it
        except (ConfigurationError, ValueError):
            raise Fault(
                "PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable : il faut « memory:// » ou une "
                "adresse comme « redis://127.0.0.1:6379 », avec requirements-redis.txt installé."
            ) from None

    def count(self, name: str, figures: tuple[Limit, ...], *whose: str) -> None:
        """Count one more; raises `TooOften`: of many at once, no more than allowed get past."""
        self.check(name, figures, *whose)  # first, so that what is refused counts nowhere
        self._forget_the_expired()
        self._raise_if_reached(_items(name, figures, whose), is_counted=True)

    def check(self, name: str, figures: tuple[Limit, ...], *whose: str) -> None:
        """Raise `TooOften` where one more would be too many; count nothing."""
        self._raise_if_reached(_items(name, figures, whose), is_counted=False)

    def _raise_if_reached(self, items: "list[Item]", *, is_counted: bool) -> None:
        waits = [
            wait
            for figure, key in items
            if self._are_on and (wait := self._wait(figure, key, is_counted=is_counted))
        ]
        if waits:
            raise TooOften(max(waits))

    def _wait(self, figure: "RateLimitItem", key: str, *, is_counted: bool) -> timedelta | None:
        """Return how long until one more is allowed; None where it is, and counted if wanted."""

        def is_allowed(strategy: "Strategy") -> bool:
            return (strategy.hit if is_counted else strategy.test)(figure, key)

        if self._ask(is_allowed):
            return None
        until = self._ask(lambda strategy: strategy.get_window_stats(figure, key).reset_time)
        return timedelta(seconds=max(1, until - clock.now().timestamp()))

    def _ask(self, question: "Callable[[Strategy], Answer]") -> Answer:
        if self._shared is not None and time.monotonic() >= self._ask_again_at:
            from limits.errors import StorageError

            try:
                answer = question(self._shared)
            except StorageError:
                self._note(is_away=True)
                self._ask_again_at = time.monotonic() + AWAY_SECONDS
            else:
                self._note(is_away=False)
                return answer
        elif self._shared is None and self._wall.was_set_back():
            # Else what a clock that was ahead has counted would hold for as long. Only what one
            # process counts: one machine's clock must not end what others have counted.
            self._memory.reset()
        return question(self._own)

    def _forget_the_expired(self) -> None:
        """Let go of those who tried nothing lately: the library keeps a key for each, for ever."""
        kept = self._memory.events
        if len(kept) < self._look_at:
            return
        for key in [key for key, moments in list(kept.items()) if not moments]:
            with self._memory.locks[key]:
                if not kept.get(key):
                    kept.pop(key, None)
                    self._memory.locks.pop(key, None)
        self._look_at = max(MANY_KEYS, 2 * len(kept))

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
    def _memory(self) -> "MemoryStorage":
        from limits.storage import MemoryStorage

        return MemoryStorage()

    @cached_property
    def _own(self) -> "Strategy":
        from limits.strategies import MovingWindowRateLimiter

        return MovingWindowRateLimiter(self._memory)

    @cached_property
    def _shared(self) -> "Strategy | None":
        if urlsplit(self._uri).scheme == "memory":
            return None
        return _strategy(
            self._uri, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )


def _strategy(uri: str, **options: int) -> "Strategy":
    from limits.storage import storage_from_string
    from limits.strategies import MovingWindowRateLimiter

    return MovingWindowRateLimiter(storage_from_string(uri, wrap_exceptions=True, **options))


def _items(name: str, figures: tuple[Limit, ...], whose: tuple[str, ...]) -> "list[Item]":
    """Return what is counted for whom; the widest first, so that few keys are ever kept."""
    from limits import RateLimitItemPerSecond

    return [
        (
            RateLimitItemPerSecond(each.count * times, int(each.per.total_seconds())),
            f"{name}/{key}",
        )
        for key, times in reversed(list(zip(whose, networks.WIDER, strict=False)))
        for each in figures
    ]
