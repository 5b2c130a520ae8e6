"""Who claims a mail: machine, process, thread; and whether that process has ended.

A process's number means something only where it was given: in one container, between two starts
of one machine. The machine's name is not enough: copies often keep it.
"""

import os
import socket
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from mail import processes


def name() -> str:
    """Return who we are: what stands in `claimed_by`."""
    return f"{_place()}:{processes.name(os.getpid())}:{threading.get_ident()}"


def has_ended(claimer: str) -> bool:
    """Whether a process of this very place has ended; False where that can't be known here."""
    place, _, rest = claimer.partition(":")
    return place == _place() and not processes.is_running(rest.partition(":")[0])


@cache
def _place() -> str:
    boot = namespace = ""
    with suppress(OSError):  # not Linux
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
        namespace = str(Path("/proc/self/ns/pid").stat().st_ino)
    return "/".join((socket.gethostname().replace(":", "")[:50], boot, namespace))
