"""An import in a process of its own, beside the pages: started afresh, never forked from their threads."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from domain.cores import Cores
from jobs.confinement import TOO_MUCH

LONGEST_SECONDS = 3600
NICE = 10  # pages come first
ROOT = Path(__file__).resolve().parents[1]
KILLED = "L'import a été interrompu avant la fin : rien n'a été changé. Déposez-le de nouveau."


# How a library ends the process that has no memory left, and the system one that takes too long.
OF_ITSELF = (signal.SIGABRT, signal.SIGSEGV, signal.SIGXCPU)


class Answer(NamedTuple):
    """How an import ended: its status, what it said, what else was told."""

    status: int
    said: str
    told: str


def run(words: list[str], lock: int, cores: Cores) -> Answer:
    """Carry a command out, « clients import FILE --json ».

    It holds the lock too: where we are killed, nobody begins again before it has ended.
    """
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        pass_fds=(lock,),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    cores.give_all(process.pid)
    try:
        said, told = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        said, told = process.communicate()
    if -process.returncode in OF_ITSELF:
        said, told = "", TOO_MUCH
    elif process.returncode < 0:
        said, told = "", f"{told}\n{KILLED}"
    return Answer(process.returncode, said.strip(), told.strip())
