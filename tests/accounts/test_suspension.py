"""A suspended account: nothing opens it until the service resumes it."""

from datetime import timedelta
from pathlib import Path

from domain import accounts, visits
from domain.accounts import State, Visit, state
from domain.links import Dead, Purpose
from domain.visits import Lifetimes
from store import events
from tests.accounts.ground import BOE, LINKS, PASSWORD, SMALL, a_store, again, an_account

HOUR = Lifetimes(timedelta(hours=1), timedelta(hours=12))


def test_suspending_ends_sessions_links_and_log_in(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        alice = an_account(session)
        cookie = visits.begin(session, alice, Visit())
    link = LINKS.read(LINKS.make(alice, Purpose.RECOVERY))

    with store.write() as session:
        assert accounts.suspend(session, alice)

    assert visits.find(store, cookie, HOUR) is None
    assert accounts.check_password(store, SMALL, BOE.code, alice.address, PASSWORD) is None
    with store.read() as session:
        assert isinstance(accounts.for_link(session, link), Dead)


def test_resuming_lets_the_password_work_and_leaves_old_links_dead(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        alice = an_account(session)
    before = LINKS.read(LINKS.make(alice, Purpose.RECOVERY))
    with store.write() as session:
        accounts.suspend(session, alice)
    during = LINKS.read(LINKS.make(again(store, alice), Purpose.RECOVERY))

    with store.write() as session:
        assert accounts.resume(session, alice)

    assert accounts.check_password(store, SMALL, BOE.code, alice.address, PASSWORD) is not None
    with store.read() as session:
        assert accounts.for_link(session, before) is Dead.USED
        assert accounts.for_link(session, during) is Dead.USED


def test_suspending_twice_says_so_and_is_noted_once(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        alice = an_account(session)
        accounts.suspend(session, alice)

    with store.write() as session:
        assert not accounts.suspend(session, alice)

    with store.read() as session:
        kinds = [event.kind for event in events.of_account(session, alice.id)]
    assert kinds == ["suspended"]
    assert state(again(store, alice)) is State.SUSPENDED


def test_resuming_an_account_that_is_not_suspended_changes_nothing(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.write() as session:
        alice = an_account(session)

    with store.write() as session:
        assert not accounts.resume(session, alice)

    assert again(store, alice).version == alice.version
