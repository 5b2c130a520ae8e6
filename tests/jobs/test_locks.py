"""One portal a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.faults import Fault
from jobs import locks
from tests.commands.flask import ROOT

HOLDER = """
import sys, time
from pathlib import Path
from jobs import locks
with locks.one_portal(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(20)
"""


def test_a_second_portal_refuses_and_names_the_first_until_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as first:
        assert first.stdout
        first.stdout.readline()

        with pytest.raises(Fault, match=rf"tourne déjà.*processus\s{first.pid}\b"):
            locks.one_portal(tmp_path).__enter__()
        first.send_signal(signal.SIGKILL)

    with locks.one_portal(tmp_path):
        assert (tmp_path / locks.FILE).read_text() == f"{os.getpid()}\n"


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    with locks.one_portal(tmp_path):
        assert (tmp_path / locks.FILE).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="ne peut pas être verrouillé"):
        locks.one_portal(tmp_path / "absent").__enter__()


def test_servers_that_share_a_folder_keep_out_only_who_wants_it_alone(tmp_path: Path) -> None:
    with (
        locks.one_portal(tmp_path, among_others=True),
        locks.one_portal(tmp_path, among_others=True),
    ):
        assert locks.is_served(tmp_path)
        assert locks.holder(tmp_path) is None
        with pytest.raises(Fault, match="tourne déjà sur ce dossier"):
            locks.one_portal(tmp_path).__enter__()

    assert not locks.is_served(tmp_path)


def test_a_child_that_inherits_a_lock_holds_it_longer_than_we_do(tmp_path: Path) -> None:
    with locks.alone(tmp_path / "depot.lock") as lock:
        assert lock is not None
        child = subprocess.Popen(["sleep", "60"], pass_fds=(lock,))

    with locks.alone(tmp_path / "depot.lock") as taken:
        assert taken is None
    child.kill()
    child.wait()
    with locks.alone(tmp_path / "depot.lock") as free:
        assert free is not None
