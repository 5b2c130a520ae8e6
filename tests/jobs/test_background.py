"""What runs by itself: mails leave, a server that is away is left in peace, a stop is heard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from jobs import background
from tests.inbox import Mood
from tests.people import ALICE, BRUNO, CHLOE, DENIS
from tests.town import Town


@contextmanager
def at_work(town: Town) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=background.run, args=(town.app, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_task_that_fails_is_done_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = threading.Semaphore(0)

    def fails() -> timedelta:
        calls.release()
        raise ZeroDivisionError

    monkeypatch.setattr(background, "tasks", lambda: [background.Task("essai", fails)])
    monkeypatch.setattr(background, "AFTER_AN_ERROR", timedelta(milliseconds=10))

    with at_work(town):
        again = [calls.acquire(timeout=5) for _ in range(3)]

    assert all(again)
    assert "« essai » s'est interrompu" in caplog.text


def test_mails_that_a_person_waits_for_leave_within_seconds(town: Town) -> None:
    with at_work(town):
        town.queue_mail()
        mails = town.inbox.wait(1)

    assert mails[0].to == ALICE.address


def test_a_server_that_is_away_is_left_in_peace_after_three_failures(town: Town) -> None:
    town.inbox.mood = Mood.REFUSES_FOR_NOW
    for person in (ALICE, DENIS, CHLOE, BRUNO):
        town.queue_mail(person)

    with town.app.app_context():
        rests = [background.send_awaited() for _ in range(3)]

    assert rests == [timedelta(0), timedelta(0), background.SERVER_AWAY]


def test_one_mail_at_fault_delays_no_other(town: Town) -> None:
    town.inbox.moods[ALICE.address] = Mood.REFUSES_FOR_NOW
    town.queue_mail(ALICE)
    town.queue_mail(DENIS)

    with at_work(town):
        mails = town.inbox.wait(1, seconds=3)

    assert [mail.to for mail in mails] == [DENIS.address]
