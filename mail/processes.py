"""Whether a process of this host still runs, told from another that got its number later.

In a container the portal has the same number at every start: where the system tells when a process
began (Linux), that goes into its name.
"""

import os
from pathlib import Path

PROC = Path("/proc")
BEGAN = 19  # in /proc/PID/stat after the name, in ticks since the host started: proc(5)


def name(pid: int) -> str:
    """Return what stands for a process: its number, and when it began where that is known."""
    began = _began(pid)
    return f"{pid}@{began}" if began else str(pid)


def is_running(named: str) -> bool:
    """Whether the process of this name runs; without its beginning, whether any of its number."""
    number, _, began = named.partition("@")
    if not number.isdigit() or not _is_there(int(number)):
        return False
    now = _began(int(number))
    return not began or not now or began == now


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # somebody else's
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _began(pid: int) -> str:
    try:
        told = (PROC / str(pid) / "stat").read_text("ascii", "replace")
    except OSError:
        return ""
    # The name stands in brackets and may hold anything, brackets too.
    fields = told.rpartition(")")[2].split()
    return fields[BEGAN] if len(fields) > BEGAN else ""
