"""How passwords are kept, and that the memory they take is given back."""

import subprocess
import sys

import pytest

from domain.accounts.passwords import Hasher
from tests.commands.flask import ROOT
from tests.ground import SMALL
from tests.people import PASSWORD

# Made by argon2-cffi 25.1.0, which made them until 0.9.0.
EARLIER = "$argon2id$v=19$m=19456,t=2,p=1$nZ/DmT2JLUWBvEI703nmJg$O8LnPijzh+67V0kkQvK97d7yNx+eIIYrA5BTIlA7rOY"

SCRIPT = """
import threading
from domain.accounts.passwords import Hasher

hasher = Hasher()
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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process holds")
def test_threads_that_hashed_keep_nothing_of_it() -> None:
    command = [sys.executable, "-c", SCRIPT]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30)

    assert int(told.stdout) < 60 * 1024  # argon2-cffi, whose blocks glibc keeps: 170 MiB


def test_a_hash_of_earlier_versions_opens_what_it_opened() -> None:
    hasher = Hasher()

    assert hasher.verify(EARLIER, PASSWORD)
    assert not hasher.verify(EARLIER, f"{PASSWORD}x")
    assert not hasher.is_outdated(EARLIER)


@pytest.mark.parametrize("kept", ["$argon2id$v=19$m=8,t=1,p=1$", "é", EARLIER * 2])
def test_what_is_no_hash_opens_nothing(kept: str) -> None:
    assert not SMALL.verify(kept, PASSWORD)
    assert SMALL.is_outdated(kept.replace("m=8,", "m=9,"))
