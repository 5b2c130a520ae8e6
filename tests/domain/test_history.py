"""The history: what is noted, what never is, when it is erased; and accounts nobody uses."""

from datetime import timedelta

import time_machine

from domain import clock, french, history, outbox
from domain.accounts import closing, login, states
from domain.accounts.states import State, state
from domain.history import Visit
from jobs import housekeeping
from store import Store, accounts, events, messages, sessions
from store.models import EVENTS
from store.records import Account
from tests import tables
from tests.commands.flask import run
from tests.ground import BOE, again, an_account
from tests.inbox import Inbox
from tests.pages import ask_for_address, fail, logged_in, try_to_log_in
from tests.people import ALICE, PASSWORD
from tests.town import Town

MONTHS = 24
LONG_AGO = timedelta(days=MONTHS * 31)


def reviewed(store: Store, months: int = MONTHS) -> closing.Reviewed:
    with store.write() as transaction:
        return closing.review_unused(transaction, BOE, months=months)


def mails(store: Store, account: Account) -> list[str]:
    with store.read() as transaction:
        return [each.kind for each in messages.of_account(transaction, account.id)]


def test_every_step_of_an_account_is_noted_with_its_client_address(town: Town) -> None:
    try_to_log_in(town.visitor("203.0.113.5"), ALICE.address, "non")
    visitor = logged_in(town)
    ask_for_address(visitor, "alice@nouvelle.fr")
    visitor.get("/compte")
    visitor.press("Me déconnecter")

    with town.services.store.read() as transaction:
        lines = events.of_account(transaction, town.account(ALICE).id)

    noted = {(line.kind, line.client) for line in lines}
    assert {("login_failed", "203.0.113.5"), ("logged_in", "192.0.2.1")} <= noted
    assert {("address_asked", "192.0.2.1"), ("logged_out", "192.0.2.1")} <= noted


def test_no_secret_is_noted(town: Town, inbox: Inbox) -> None:
    visitor = logged_in(town)
    ask_for_address(visitor, "alice@nouvelle.fr")
    token = inbox.last().link().partition("LIEN=")[2]

    with town.services.store.read() as transaction:
        lines = tables.rows(transaction, EVENTS, account_id=town.account(ALICE).id)

    kept = " ".join(f"{line.details} {line.client} {line.address_key}" for line in lines)
    assert PASSWORD not in kept
    assert token not in kept


def test_failures_in_a_row_are_one_line_that_counts_them(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 7, client="203.0.113.5")
    fail(town, 1, client="203.0.113.6")
    at_noon.shift(61)
    fail(town, 1, client="203.0.113.5")

    with town.services.store.read() as transaction:
        lines = events.of_account(transaction, town.account(ALICE).id)
    failed = [(line.client, line.times) for line in lines if line.kind == "login_failed"]
    assert failed == [("203.0.113.5", 1), ("203.0.113.6", 1), ("203.0.113.5", 7)]

    with town.app.app_context():
        said = run(town.app, "comptes", "show", ALICE.address, "--lien", BOE.code).said
    assert "mot de passe refusé (7 fois)" in said


def test_each_of_failures_in_a_row_counts_for_the_limit(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 10, client="203.0.113.5")

    try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429)


def test_every_kind_has_its_words() -> None:
    assert set(history.SENTENCES) == set(history.Kind)


def test_the_running_portal_erases_history_after_a_year(town: Town) -> None:
    logged_in(town)

    with time_machine.travel(clock.now() + timedelta(days=366)), town.app.app_context():
        housekeeping.run()

    with town.services.store.read() as transaction:
        kinds = [line.kind for line in events.of_account(transaction, town.account(ALICE).id)]
        assert "logged_in" not in kinds
        assert sessions.of_accounts.of_owner(transaction, town.account(ALICE).id) == []


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
        states.suspend(transaction, an_account(transaction), history.NO_VISIT)

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
