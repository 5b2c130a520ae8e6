"""Passwords that wait for their turn to be hashed."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from domain.accounts.turns import Turns
from tests.jobs.portal import until


@contextmanager
def taken(turns: Turns, *waiting: tuple[str, str]) -> Iterator[None]:
    """Every turn is taken in the block, and these accounts and clients wait for one."""

    def wait(account: str, client: str) -> None:
        with turns.turn(account, client):
            pass

    threads = [threading.Thread(target=wait, args=who) for who in waiting]
    with ExitStack() as held:
        for _ in range(turns.at_once):
            held.enter_context(turns.turn())
        for thread in threads:
            thread.start()
        until(lambda: turns.waiting() == len(threads))
        yield
    for thread in threads:
        thread.join(10)
