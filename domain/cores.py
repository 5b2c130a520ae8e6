"""On which cores of this machine the portal computes.

The interpreter lets one thread compute at a time. Threads that hand it from one core to another pay
for it: « Mes factures » takes 3.5 ms of two cores with eight at once, 1.3 ms of one
(docs/decisions/0015-speed.md). So all stay on one core, and only what needs no interpreter, the
passwords' hashes, runs on the others.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Cores:
    """The cores that this process may use."""

    def __init__(self) -> None:
        """Look at them; where the system does not tell (macOS), or there is one, nothing is ever done."""
        every = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
        self._every = sorted(every)
        # By the process's number, so that two portals of one machine seldom meet.
        self._home = {self._every[os.getpid() % len(every)]} if len(every) > 1 else set()
        self._others = every - self._home if self._home else set()

    def count_for_hashes(self) -> int:
        """Return how many hashes may run at once."""
        return len(self._others) or os.cpu_count() or 1

    def gather(self) -> None:
        """Let this thread, and all that it begins, compute on one core."""
        _use(0, self._home)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Let what is in the block run on the other cores, where the thread was gathered."""
        is_gathered = bool(self._home) and os.sched_getaffinity(0) == self._home
        if is_gathered:
            _use(0, self._others)
        try:
            yield
        finally:
            if is_gathered:
                _use(0, self._home)

    def give_all(self, process_id: int) -> None:
        """Let another process, which one of ours began, use every core."""
        if self._home:
            _use(process_id, self._every)


def _use(who: int, cores: "set[int] | list[int]") -> None:
    if cores:
        with suppress(OSError):  # a core was taken away meanwhile, or a sandbox forbids it
            os.sched_setaffinity(who, cores)
