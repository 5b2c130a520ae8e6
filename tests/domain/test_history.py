"""The history: what is noted, what never is, when it is erased."""

from datetime import timedelta

import time_machine

from domain import clock, history
from jobs import housekeeping
from store import events, sessions
from store.models import EVENTS
from tests import tables
from tests.commands.flask import run
from tests.ground import BOE
from tests.inbox import Inbox
from tests.pages import ask_for_address, fail, logged_in, try_to_log_in
from tests.people import ALICE, PASSWORD
from tests.town import Town


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
