"""Being asked to end: gently the first time, at once the second."""

import signal
import time
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SAME_WISH_SECONDS = 0.5  # `timeout`, systemd and terminals send one wish twice


def obey(first: Callable[[], None], again: Callable[[], None]) -> None:
    """Call `first` at the first signal that asks to end, `again` at each later one."""
    asked_at: list[float] = []

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if not asked_at:
            asked_at.append(now)
            first()
        elif now - asked_at[0] > SAME_WISH_SECONDS:
            again()

    for number in ENDING:
        signal.signal(number, on_signal)
