"""When something was tried lately, by key: what one process counts in its memory."""

from collections import deque
from threading import Lock

from domain import clock
from domain.limits import Limit

MANY_KEYS = 20_000  # 5 MB; a look at them takes some milliseconds


class Moments:
    """The last moments of each key, as many as are allowed; those who try nothing any more are forgotten."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lock = Lock()
        self._kept: dict[tuple[str, float], deque[float]] = {}
        self._look_at = MANY_KEYS

    def __len__(self) -> int:
        """Return how many keys are kept."""
        return len(self._kept)

    def wait(self, figure: Limit, key: str, *, is_counted: bool) -> float | None:
        """Return how many seconds until one more is allowed; None where it is, and counted if wanted."""
        now, per = clock.now().timestamp(), figure.per.total_seconds()
        with self._lock:
            tried = self._kept.get((key, per))
            if tried is not None and len(tried) == figure.count and now - tried[0] <= per:
                return tried[0] + per - now
            if is_counted:
                self._forget_the_expired(now)
                tried = self._kept.setdefault((key, per), deque(maxlen=figure.count))
                tried.append(now)
        return None

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()

    def _forget_the_expired(self, now: float) -> None:
        if len(self._kept) < self._look_at:
            return
        self._kept = {who: tried for who, tried in self._kept.items() if now - tried[-1] <= who[1]}
        self._look_at = max(MANY_KEYS, 2 * len(self._kept))
