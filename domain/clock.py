"""What time it is, in one place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """Return the present day as a commune's calendar shows it."""
    return datetime.now(ZoneInfo(timezone)).date()
