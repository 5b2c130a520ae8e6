"""What one process counts in its memory: no more than allowed within any such time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from domain import moments
from domain.limits import Limit
from domain.moments import Moments

THREE = Limit(3, timedelta(seconds=60))


def test_one_more_is_allowed_once_the_first_is_long_enough_ago(
    at_noon: time_machine.Traveller,
) -> None:
    kept = Moments()
    for _ in range(3):
        assert kept.wait(THREE, "a", is_counted=True) is None
        at_noon.shift(10)

    assert kept.wait(THREE, "a", is_counted=True) == pytest.approx(30, abs=0.1)
    assert kept.wait(THREE, "b", is_counted=True) is None
    at_noon.shift(31)
    assert kept.wait(THREE, "a", is_counted=True) is None
    assert kept.wait(THREE, "a", is_counted=True) == pytest.approx(9, abs=0.1)


def test_a_look_counts_nothing(at_noon: time_machine.Traveller) -> None:
    kept = Moments()

    for _ in range(9):
        assert kept.wait(THREE, "a", is_counted=False) is None


def test_two_times_are_counted_apart(at_noon: time_machine.Traveller) -> None:
    kept, hour = Moments(), Limit(5, timedelta(hours=1))
    for _ in range(3):
        kept.wait(THREE, "a", is_counted=True)

    assert kept.wait(THREE, "a", is_counted=True) is not None
    assert kept.wait(hour, "a", is_counted=True) is None


def test_of_many_at_once_no_more_than_allowed_get_past() -> None:
    kept, together = Moments(), threading.Barrier(16)

    def one(_: int) -> bool:
        together.wait()
        return kept.wait(THREE, "a", is_counted=True) is None

    with ThreadPoolExecutor(16) as people:
        allowed = sum(people.map(one, range(16)))

    assert allowed == 3


def test_those_who_try_nothing_any_more_are_forgotten(
    monkeypatch: pytest.MonkeyPatch, at_noon: time_machine.Traveller
) -> None:
    monkeypatch.setattr(moments, "MANY_KEYS", 50)
    kept, figure = Moments(), Limit(3, timedelta(seconds=1))
    for number in range(40):
        kept.wait(figure, f"192.0.2.{number}", is_counted=True)
    at_noon.shift(2)
    kept.wait(figure, "203.0.113.1", is_counted=True)

    for number in range(40):
        kept.wait(figure, f"198.51.100.{number}", is_counted=True)

    assert len(kept) < 60
