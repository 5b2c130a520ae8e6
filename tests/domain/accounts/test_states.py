"""A suspended account: nothing opens it until the service resumes it."""

from datetime import timedelta

from domain import history
from domain.accounts import login, sessions, states
from domain.accounts.links import Dead, DeadLink, Purpose
from domain.accounts.sessions import Lifetimes
from domain.accounts.states import State, state
from domain.history import Visit
from store import Store, events
from store import accounts as rows
from tests.ground import LINKS, PASSWORD, SMALL, again, an_account
from tests.people import VILLE_DE_BOE

HOUR = Lifetimes(timedelta(hours=1), timedelta(hours=12))


def test_suspending_ends_sessions_links_and_log_in(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        cookie = sessions.begin(transaction, alice, Visit())
    link = LINKS.make(alice, Purpose.RECOVERY)

    with store.write() as transaction:
        assert states.suspend(transaction, VILLE_DE_BOE, alice, history.NO_VISIT)

    assert sessions.find(store, cookie, HOUR) is None
    assert not login.is_opened_by(SMALL, again(store, alice), PASSWORD)
    with store.read() as transaction:
        assert isinstance(LINKS.open(transaction, link), DeadLink)


def test_resuming_lets_the_password_work_and_leaves_old_links_dead(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
    before = LINKS.make(alice, Purpose.RECOVERY)
    with store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, alice, history.NO_VISIT)
    during = LINKS.make(again(store, alice), Purpose.RECOVERY)

    with store.write() as transaction:
        assert states.resume(transaction, alice, history.NO_VISIT)

    assert login.is_opened_by(SMALL, again(store, alice), PASSWORD)
    with store.read() as transaction:
        for each in (before, during):
            found = LINKS.open(transaction, each)
            assert isinstance(found, DeadLink)
            assert found.reason is Dead.USED


def test_suspending_twice_says_so_and_is_noted_once(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        states.suspend(transaction, VILLE_DE_BOE, alice, history.NO_VISIT)

    with store.write() as transaction:
        assert not states.suspend(transaction, VILLE_DE_BOE, alice, history.NO_VISIT)

    with store.read() as transaction:
        kinds = [event.kind for event in events.of_account(transaction, alice.id)]
    assert kinds == ["suspended"]
    assert state(again(store, alice)) is State.SUSPENDED


def test_resuming_an_account_that_is_not_suspended_changes_nothing(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)

    with store.write() as transaction:
        assert not states.resume(transaction, alice, history.NO_VISIT)

    assert again(store, alice).version == alice.version


def test_an_address_that_somebody_took_in_the_same_moment_is_not_taken_twice(store: Store) -> None:
    with store.write() as transaction:
        alice, bruno = an_account(transaction), an_account(transaction, "bruno@courriel.fr")
        rows.want_address(transaction, alice.id, bruno.address)

    with store.write() as transaction:
        taken = rows.take_wanted_address(
            transaction, alice.id, version=alice.version, address=bruno.address
        )
        rows.set_announcements(transaction, alice.id, wanted=False)

    assert not taken
    assert not again(store, alice).announcements
