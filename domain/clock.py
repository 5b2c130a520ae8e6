"""What time it is, and what a noted moment is worth once a wrong clock was set right.

What such a clock may and may not do: docs/decisions/0009-clocks.md.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WRONG_BY = timedelta(hours=1)  # a link or log-in noted by a clock so far ahead is new
HOSTS_APART = timedelta(minutes=1)  # two hosts on one database never agree to the second


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """Return the present day as a commune's calendar shows it."""
    return day(now(), timezone)


def day(moment: datetime, timezone: str) -> date:
    """Return the day of a moment as a commune's calendar shows it."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def age(moment: datetime, *, ahead: timedelta = WRONG_BY) -> timedelta | None:
    """Return how long ago a noted moment was, negative where it is up to `ahead` to come.

    None where it is further ahead: the clock that noted it was wrong, and nothing may last as long.
    """
    passed = now() - moment
    return passed if passed >= -ahead else None


class WallClock:
    """The clock of this machine: compared with the monotonic one, it tells when it was set back."""

    def __init__(self) -> None:
        """Note how far apart they are."""
        self._lead = self._now()

    def was_set_back(self) -> bool:
        """Whether it was set back since the last look, by more than two hosts are apart."""
        before, self._lead = self._lead, self._now()
        return before - self._lead > HOSTS_APART.total_seconds()

    def _now(self) -> float:
        return now().timestamp() - time.monotonic()
