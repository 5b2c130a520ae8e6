"""What time it is, and what a noted moment is worth once a wrong clock was set right."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from domain import clock
from domain.clock import WallClock

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_the_day_is_that_of_the_communes_calendar() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)

    assert clock.day(late, "Europe/Paris") == date(2026, 11, 27)
    assert clock.day(late, "America/Martinique") == date(2026, 11, 26)
    with time_machine.travel(late, tick=False):
        assert clock.today("Europe/Paris") == date(2026, 11, 27)


def test_a_moment_somewhat_ahead_is_new_and_one_further_ahead_is_worth_nothing() -> None:
    with time_machine.travel(NOON, tick=False):
        assert clock.age(NOON - timedelta(minutes=5)) == timedelta(minutes=5)
        assert clock.age(NOON + timedelta(minutes=59)) == timedelta(minutes=-59)
        assert clock.age(NOON + timedelta(minutes=61)) is None
        assert clock.age(NOON + timedelta(minutes=2), ahead=clock.HOSTS_APART) is None


def test_a_clock_that_was_set_back_is_noticed_once() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        wall = WallClock()
        traveller.move_to(NOON - timedelta(hours=2))

        assert wall.was_set_back()
        assert not wall.was_set_back()


def test_one_that_was_corrected_by_seconds_or_set_forward_was_not_set_back() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        wall = WallClock()
        traveller.move_to(NOON - timedelta(seconds=30))
        assert not wall.was_set_back()

        traveller.move_to(NOON + timedelta(days=1))
        assert not wall.was_set_back()
