"""A few places, taken in the order in which people came.

The semaphores of the standard library let who comes at the right moment past those who wait: of fifty
customers at once, the same few waited until their time was over.
"""

from collections import deque
from threading import Lock


class Places:
    """So many at once."""

    def __init__(self, count: int) -> None:
        """Begin with all of them free."""
        self._lock = Lock()
        self._free = count
        self._waiting: deque[Lock] = deque()  # each is let go when its owner's turn has come

    def take(self, timeout_seconds: float = -1) -> bool:
        """Wait for a place, for ever unless a time is given; returns whether there was one."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout_seconds):
            return True
        with self._lock:
            if mine not in self._waiting:  # it was given at this very moment
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Leave a place, to who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
