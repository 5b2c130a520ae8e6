"""What time it is, in one place."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# Clocks jump back: a moment from up to an hour ahead is new, one from further was never ours.
LEADING = timedelta(hours=1)
SKEW = timedelta(minutes=1)  # two hosts on one database never agree to the second


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """Return the present day as a commune's calendar shows it."""
    return datetime.now(ZoneInfo(timezone)).date()
