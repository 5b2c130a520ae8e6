"""Accounts that nobody uses: warned, then closed, unless their owner comes back."""

from datetime import timedelta

import time_machine

from domain import clock, french, history, outbox
from domain.accounts import closing, login, states
from domain.accounts.states import State, state
from domain.history import Visit
from store import Store, accounts, messages
from store.records import Account
from tests.ground import BOE, again, an_account
from tests.inbox import Inbox
from tests.people import ALICE, VILLE_DE_BOE
from tests.town import Town

MONTHS = 24
LONG_AGO = timedelta(days=MONTHS * 31)


def reviewed(store: Store, months: int = MONTHS) -> closing.Reviewed:
    with store.write() as transaction:
        return closing.review_unused(transaction, BOE, months=months)


def mails(store: Store, account: Account) -> list[str]:
    with store.read() as transaction:
        return [each.kind for each in messages.of_account(transaction, account.id)]


def test_an_unused_account_is_warned_and_stays_for_a_month(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)

    with time_machine.travel(clock.now() + LONG_AGO):
        assert reviewed(store) == closing.Reviewed(warned=1, closed=0)
        assert reviewed(store) == closing.Reviewed(warned=0, closed=0)

    assert state(again(store, alice)) is State.ACTIVE
    assert mails(store, alice) == [outbox.Kind.ACCOUNT_UNUSED]


def test_a_month_after_the_warning_it_is_closed_and_told(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
    with time_machine.travel(clock.now() + LONG_AGO):
        reviewed(store)
        warned = clock.now()
    with store.write() as transaction:
        messages.cancel(transaction, alice.id)  # as if it had left

    with time_machine.travel(warned + timedelta(days=31)):
        assert reviewed(store) == closing.Reviewed(warned=0, closed=1)

    with store.read() as transaction:
        assert accounts.by_id(transaction, alice.id) is None


def test_it_is_not_closed_before_the_warning_has_left(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)
    with time_machine.travel(clock.now() + LONG_AGO):
        reviewed(store)
        warned = clock.now()

    with time_machine.travel(warned + timedelta(days=31)):
        assert reviewed(store).closed == 0


def test_a_log_in_after_the_warning_keeps_the_account(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
    with time_machine.travel(clock.now() + LONG_AGO):
        reviewed(store)
        warned = clock.now()
        with store.write() as transaction:
            login.note_success(transaction, again(store, alice), Visit())

    with time_machine.travel(warned + timedelta(days=31)):
        assert reviewed(store) == closing.Reviewed(0, 0)


def test_a_suspended_account_is_left_alone(store: Store) -> None:
    with store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, an_account(transaction), history.NO_VISIT)

    with time_machine.travel(clock.now() + LONG_AGO):
        assert reviewed(store) == closing.Reviewed(0, 0)


def test_zero_months_mean_never(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)

    with time_machine.travel(clock.now() + 10 * LONG_AGO):
        assert reviewed(store, months=0) == closing.Reviewed(0, 0)


def test_the_warning_says_until_when_and_where(town: Town, inbox: Inbox) -> None:
    late_in_the_evening = (clock.now() + LONG_AGO).replace(hour=23, minute=30)  # tomorrow in Paris
    with time_machine.travel(late_in_the_evening):
        with town.services.store.write() as transaction:
            portal = town.services.portals.all()[ALICE.portal]
            closing.review_unused(transaction, portal, months=MONTHS)
        end = clock.now() + timedelta(days=30)
        town.send_what_is_due()

    mail = next(each for each in inbox.mails if each.to == ALICE.address)
    assert mail.subject == "Votre compte va être fermé"
    assert french.long_day(clock.day(end, portal.timezone)) in mail.text
    assert f"/?LIEN={ALICE.portal}" in mail.text
