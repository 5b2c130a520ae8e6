"""When the mail server counts as away: after three failures in a row, for a minute."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FAILURES_IN_A_ROW = 3  # one mail may be at fault, three mean the server
AWAY_SECONDS = 60.0
WAITING_AT_ONCE = 24  # requests, as many as there are threads for forms (`jobs/lanes.py`)


class Availability:
    """Counts failures in a row, and lets few requests at once wait for the server."""

    def __init__(self) -> None:
        """Begin with a server that answers."""
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING_AT_ONCE)
        self._failures = 0
        self._until = 0.0

    def note(self, *, reached: bool) -> None:
        """Count a failure; one answer ends the count."""
        with self._lock:
            self._failures = 0 if reached else self._failures + 1
            self._until = time.monotonic() + AWAY_SECONDS

    def is_away(self) -> bool:
        """Whether the server should not be asked for now."""
        with self._lock:
            return self._failures >= FAILURES_IN_A_ROW and time.monotonic() < self._until

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Yield whether a request may wait for the server in this block."""
        has_place = not self.is_away() and self._places.acquire(blocking=False)
        try:
            yield has_place
        finally:
            if has_place:
                self._places.release()
