"""An import has so much memory and so much time: a file made to fill both stops itself alone.

The bounds of what is read are each reader's own, and come first; this is the last one. The system
counts (`setrlimit`), whatever library is reading.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from domain.faults import Fault

MEMORY_BYTES = 1 << 30  # beyond what the process holds: the largest lists took 130 MiB
CPU_SECONDS = 1800  # of the processor: 50,000 PDFs take a tenth of it
TOO_MUCH = (
    "Ce fichier demande trop de mémoire ou de temps pour être lu : rien n'a été changé. Enregistrez-le "
    "de nouveau depuis le logiciel qui l'a fait, ou faites-en plusieurs."
)


class _OutOfTime(BaseException):  # no reader may take it for a damaged file
    """The processor's time is over."""


@contextmanager
def confined() -> Iterator[None]:
    """Let the block have so much and no more; raises `Fault` beyond."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    try:
        with (
            _at_most(resource.RLIMIT_AS, _held_bytes() + MEMORY_BYTES),
            _at_most(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_SECONDS),
            _heard_in_time(),
        ):
            yield
    except (MemoryError, _OutOfTime):
        raise Fault(TOO_MUCH) from None


@contextmanager
def _at_most(kind: int, most: int) -> Iterator[None]:
    before, hard = resource.getrlimit(kind)
    with ExitStack() as undone:
        with suppress(ValueError, OSError):  # less is allowed already; macOS has no RLIMIT_AS
            resource.setrlimit(kind, (most, hard))
            undone.callback(resource.setrlimit, kind, (before, hard))
        yield


@contextmanager
def _heard_in_time() -> Iterator[None]:
    before = signal.signal(signal.SIGXCPU, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGXCPU, before)


def _end(*_: object) -> NoReturn:
    raise _OutOfTime


def _held_bytes() -> int:
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return 0
