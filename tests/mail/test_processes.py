"""Who holds a mail: a process that was killed holds none, even where another has its number now."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain import clock
from mail import claimer, processes
from mail.sender import Result
from store import messages
from tests.town import Town

MINE = processes.name(os.getpid())


def test_this_process_lives_and_one_that_has_ended_does_not() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        named = processes.name(other.pid)
        lived = processes.is_running(named)
        other.communicate(b"\n")

    assert processes.is_running(MINE)
    assert lived
    assert not processes.is_running(named)


@pytest.mark.skipif("@" not in MINE, reason="this system does not tell when a process began")
def test_another_process_with_the_same_number_is_told_apart() -> None:
    number, _, began = MINE.partition("@")

    assert not processes.is_running(f"{number}@{int(began) - 1}")


def test_where_nothing_tells_its_beginning_the_number_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PROC", tmp_path / "absent")

    assert processes.name(os.getpid()) == str(os.getpid())
    assert processes.is_running(str(os.getpid()))
    assert processes.is_running(MINE)


@pytest.mark.parametrize("named", ["", "x", "-1", "99999999999999999999", "4194305@1"])
def test_what_names_no_process_lives_nowhere(named: str) -> None:
    assert not processes.is_running(named)


def test_a_mail_of_a_killed_portal_leaves_though_its_number_was_given_again(town: Town) -> None:
    town.queue_mail()
    host, process, thread = claimer.name().split(":")
    before = f"{host}:{process.partition('@')[0]}@1:{thread}"
    with town.services.store.write() as transaction:
        (number,) = messages.unclaimed(transaction, clock.now())
        messages.claim(transaction, number, by=before, now=clock.now(), until=clock.now().max)

    town.services.sender.release_abandoned()

    assert town.send_what_is_due() == [Result.SENT]
