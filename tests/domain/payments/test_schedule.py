"""When PayFiP is asked again, and how long a payment without a result stands in the way."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.payments import schedule

BEGAN = datetime(2026, 11, 12, 14, 32, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_payment_without_result_is_asked_for_at_the_promised_moments() -> None:
    asked = []
    now: datetime | None = BEGAN
    while now is not None:
        now = schedule.next_question(BEGAN, now)
        if now:
            asked.append((now - BEGAN) // MINUTE)

    assert asked[:6] == [1, 3, 10, 20, 60, 120]
    assert asked[6:28] == [60 * hour for hour in range(3, 25)]
    assert asked[28:] == [24 * 60 * day for day in range(2, 8)]


def test_a_host_that_slept_asks_once_and_goes_on() -> None:
    assert schedule.next_question(BEGAN, BEGAN + 500 * MINUTE) == BEGAN + 540 * MINUTE
    assert schedule.next_question(BEGAN, BEGAN + timedelta(days=8)) is None


@pytest.mark.parametrize(("minutes", "stands"), [(0, True), (119, True), (120, False), (-5, True)])
def test_a_second_payment_waits_for_two_hours_of_the_first(minutes: int, *, stands: bool) -> None:
    assert schedule.stands_in_the_way(BEGAN, BEGAN + minutes * MINUTE) is stands


def test_hints_in_a_row_are_one_question() -> None:
    assert schedule.may_be_asked(None, BEGAN)
    assert not schedule.may_be_asked(BEGAN, BEGAN + timedelta(seconds=9))
    assert schedule.may_be_asked(BEGAN, BEGAN + timedelta(seconds=10))


def test_a_clock_that_was_set_back_stops_no_question() -> None:
    assert schedule.may_be_asked(BEGAN, BEGAN - timedelta(hours=1))
