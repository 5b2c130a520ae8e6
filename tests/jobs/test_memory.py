"""What passwords cost is given back."""

import subprocess
import sys

import pytest

from tests.jobs.portal import ROOT

SCRIPT = """
import threading
from argon2 import PasswordHasher
from jobs.memory import give_back_large_blocks

give_back_large_blocks()
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
gate = threading.Barrier(9)

def work():
    hasher.hash("motdepasse")
    gate.wait(20)
    gate.wait(20)

for _ in range(8):
    threading.Thread(target=work).start()
gate.wait(20)
lines = open("/proc/self/smaps_rollup").read().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("Pss:")))
gate.wait(20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux's")
def test_threads_that_hashed_keep_nothing_of_it() -> None:
    command = [sys.executable, "-c", SCRIPT]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30)

    assert int(told.stdout) < 60 * 1024  # with what glibc keeps: 170 MiB
