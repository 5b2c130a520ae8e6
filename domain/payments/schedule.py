"""When PayFiP is asked again what became of a payment, and how long one stands in the way of another.

Nothing that PayFiP sends or that a browser brings back is proof: only its answer to a question is.
A result can come up to 120 minutes after the payer's page was opened.
"""

from datetime import datetime, timedelta

MINUTES = (1, 3, 10, 20, 60, 120)
HOURLY_FOR = timedelta(hours=24)
DAILY_FOR = timedelta(days=7)
RESULT_WITHIN = timedelta(minutes=120)
OPENING_TIME = timedelta(minutes=15)  # an identifier older than that opens no page any more
HINTS_APART = timedelta(seconds=10)  # a notification and a return may come at once, or a flood


def next_question(created_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask next, None once a week has passed without a result."""
    for minutes in MINUTES:
        due = created_at + timedelta(minutes=minutes)
        if due > now:
            return due

    step = timedelta(hours=1) if now - created_at < HOURLY_FOR else timedelta(days=1)
    due = created_at + ((now - created_at) // step + 1) * step
    return due if due - created_at <= DAILY_FOR else None


def stands_in_the_way(created_at: datetime, now: datetime) -> bool:
    """Whether a payment without a result may still come through, so that a second one must wait.

    A clock that was set back counts as no time passed.
    """
    return now - created_at < RESULT_WITHIN


def may_be_asked(asked_at: datetime | None, now: datetime) -> bool:
    """Whether a hint is worth a question: not right behind the last one."""
    return asked_at is None or not timedelta(0) <= now - asked_at < HINTS_APART
