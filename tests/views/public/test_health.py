"""What whoever watches the portal is told, and how often the database is asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import event

from domain import clock
from tests.town import Town


@contextmanager
def writes(town: Town) -> Iterator[list[str]]:
    """What is asked of the database in the block, as far as it writes."""
    engine, seen = town.services.store.engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_database_is_asked_once_a_second_however_many_ask_us(town: Town) -> None:
    with writes(town) as seen, time_machine.travel(clock.now(), tick=False) as traveller:
        answers = {ask(town) for _ in range(5)}
        in_this_second = len(seen)
        traveller.shift(1)
        ask(town)
        in_the_next = len(seen)

    assert answers == {200}
    assert (in_this_second, in_the_next) == (1, 2)


def test_a_clock_that_is_set_back_keeps_no_old_answer(town: Town) -> None:
    with writes(town) as seen, time_machine.travel(clock.now(), tick=False) as traveller:
        ask(town)
        traveller.shift(-timedelta(hours=1))
        ask(town)

    assert len(seen) == 2


def ask(town: Town) -> int:
    return town.app.test_client().get("/healthz").status_code
