"""The browsers in which agents work: 30 minutes unused, or 12 hours at all."""

from datetime import timedelta

import time_machine

from domain import clock
from domain.accounts.sessions import Ended
from domain.agents import sessions
from domain.history import NO_VISIT
from store import Store, agents
from tests.domain.agents.ground import in_service


def begun(store: Store) -> str:
    with store.write() as transaction:
        return sessions.begin(transaction, in_service(transaction), NO_VISIT)


def test_it_opens_until_it_is_ended(store: Store) -> None:
    cookie = begun(store)
    assert sessions.find(store, cookie) is not None

    with store.write() as transaction:
        sessions.end(transaction, cookie)

    assert sessions.find(store, cookie) is None


def test_after_half_an_hour_unused_it_has_ended(store: Store) -> None:
    cookie = begun(store)

    with time_machine.travel(clock.now() + timedelta(minutes=29)):
        assert sessions.find(store, cookie) is not None  # and is used by that
    with time_machine.travel(clock.now() + timedelta(minutes=29 + 32)):
        assert sessions.find(store, cookie) is None
        with store.read() as transaction:
            assert sessions.why_ended(transaction, cookie) is Ended.UNUSED


def test_while_a_file_comes_nobody_can_use_it_so_that_time_does_not_count(store: Store) -> None:
    cookie = begun(store)

    with time_machine.travel(clock.now() + timedelta(minutes=40)):
        assert sessions.find(store, cookie, sending=timedelta(minutes=15)) is not None


def test_after_twelve_hours_it_has_ended_however_it_was_used(store: Store) -> None:
    cookie, began = begun(store), clock.now()
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            assert sessions.find(store, cookie) is not None

    with time_machine.travel(began + timedelta(hours=12, minutes=1)):
        assert sessions.find(store, cookie) is None


def test_it_opens_nothing_once_the_password_was_taken_away(store: Store) -> None:
    cookie = begun(store)
    agent = sessions.find(store, cookie)
    assert agent is not None
    with store.write() as transaction:
        agents.reset(transaction, agent, clock.now())

    assert sessions.find(store, cookie) is None
