"""The threads that answer, in two groups: what people send may wait, what they look at never does.

A form may wait for a password to be hashed or for a mail server. However many of them come, the
threads for pages stay free.
"""

from typing import TYPE_CHECKING

from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from jobs.connections import Channel


FORMS, PAGES = 24, 8


class Lanes:
    """Waitress's dispatcher, twice."""

    def __init__(self, forms: int = FORMS, pages: int = PAGES) -> None:
        """Start so many threads for forms, and so many for all else."""
        self._forms, self._pages = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self._forms.set_thread_count(forms)
        self._pages.set_thread_count(pages)

    def add_task(self, channel: "Channel") -> None:
        """Let the request that is next on this connection be answered."""
        # A refused request has an error in place of a method; a connection cut meanwhile, nothing.
        is_form = any(not each.error and each.command == "POST" for each in channel.requests[:1])
        (self._forms if is_form else self._pages).add_task(channel)

    def shutdown(self, *, cancel_pending: bool = True, timeout: float = 5) -> None:
        """End the threads, those in the middle of an answer after `timeout` seconds at most."""
        for lane in (self._forms, self._pages):
            lane.shutdown(cancel_pending, timeout)
