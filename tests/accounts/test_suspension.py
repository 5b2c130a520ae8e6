"""A suspended account: nothing opens it until the service resumes it."""

from datetime import timedelta

from domain import accounts, visits
from domain.accounts import State, Visit, state
from domain.links import Dead, Purpose
from domain.visits import Lifetimes
from store import Store, events
from store import accounts as rows
from tests.accounts.ground import BOE, LINKS, PASSWORD, SMALL, again, an_account

HOUR = Lifetimes(timedelta(hours=1), timedelta(hours=12))


def test_suspending_ends_sessions_links_and_log_in(store: Store) -> None:
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


def test_resuming_lets_the_password_work_and_leaves_old_links_dead(store: Store) -> None:
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


def test_suspending_twice_says_so_and_is_noted_once(store: Store) -> None:
    with store.write() as session:
        alice = an_account(session)
        accounts.suspend(session, alice)

    with store.write() as session:
        assert not accounts.suspend(session, alice)

    with store.read() as session:
        kinds = [event.kind for event in events.of_account(session, alice.id)]
    assert kinds == ["suspended"]
    assert state(again(store, alice)) is State.SUSPENDED


def test_resuming_an_account_that_is_not_suspended_changes_nothing(store: Store) -> None:
    with store.write() as session:
        alice = an_account(session)

    with store.write() as session:
        assert not accounts.resume(session, alice)

    assert again(store, alice).version == alice.version


def test_an_address_that_somebody_took_in_the_same_moment_is_not_taken_twice(store: Store) -> None:
    with store.write() as session:
        alice, bruno = an_account(session), an_account(session, "bruno@courriel.fr")
        rows.want_address(session, alice.id, bruno.address)

    with store.write() as session:
        taken = rows.take_wanted_address(
            session, alice.id, version=alice.version, address=bruno.address
        )
        rows.set_announcements(session, alice.id, wanted=False)

    assert not taken
    assert not again(store, alice).announcements
