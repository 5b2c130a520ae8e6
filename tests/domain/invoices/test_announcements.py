"""Who is told of new bills, and how it is turned off."""

from domain import clock
from domain.accounts import states
from domain.history import NO_VISIT
from domain.invoices import announcements
from store import Store, accounts, messages
from tests.ground import BOE, again, an_account, journal

OLD, NEW = ("la clé d'avant",), ("la clé de maintenant", "la clé d'avant")


def test_an_active_account_wants_them_until_it_says_no(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        assert announcements.is_wanted(transaction, alice)

        announcements.set_wanted(transaction, BOE, alice, NO_VISIT, wanted=False)

    alice = again(store, alice)
    with store.read() as transaction:
        assert not announcements.is_wanted(transaction, alice)
        assert journal(transaction) == [("announcements", "non")]


def test_nobody_who_is_not_active_or_whose_server_refuses_us_is_told(store: Store) -> None:
    with store.write() as transaction:
        pending = an_account(transaction, "b@courriel.fr", password="")
        stopped, refused = (an_account(transaction, f"{name}@courriel.fr") for name in "cd")
        states.suspend(transaction, BOE, stopped, NO_VISIT)
        messages.mark_refused(transaction, BOE.code, refused.address, clock.now(), "550")

        for each in (pending, refused):
            assert not announcements.is_wanted(transaction, each)
        stopped_now = accounts.by_id(transaction, stopped.id)
        assert stopped_now is not None
        assert not announcements.is_wanted(transaction, stopped_now)


def test_the_address_that_turns_them_off_outlives_passwords_and_keys(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        token = announcements.off_token(OLD, alice)
        accounts.want_address(transaction, alice.id, "x@courriel.fr")

        found = announcements.account_of(transaction, NEW, token)

        assert found is not None
        assert found.id == alice.id
        assert announcements.account_of(transaction, ("une autre",), token) is None
        assert announcements.account_of(transaction, OLD, f"{token}x") is None


def test_what_it_opens_can_do_that_alone(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        announcements.turn_off(transaction, BOE, alice)

    after = again(store, alice)
    assert after == alice._replace(announcements=False)
