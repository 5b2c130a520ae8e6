"""Limits by account, over HTTP: what is refused, until when, and that the owner still gets in."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain.accounts.links import Purpose
from domain.history import Visit
from domain.limits import TooOften
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.pages import (
    ask,
    ask_for_address,
    fail,
    knock,
    logged_in,
    seconds_to_wait,
    try_to_log_in,
)
from tests.people import ALICE, BOE, BRUNO, PASSWORD, ZOE
from tests.town import Town, running
from tests.turns import taken

MINUTES = re.compile(r"dans (une|\d+) minutes?")


@pytest.mark.parametrize("address", [ALICE.address, ZOE.address])
def test_the_eleventh_password_waits_whether_or_not_there_is_an_account(
    town: Town, at_noon: time_machine.Traveller, address: str
) -> None:
    fail(town, 10, address)

    page = try_to_log_in(town.visitor(), address, PASSWORD, status=429).page

    assert seconds_to_wait(page) == 15 * 60
    assert MINUTES.search(page.text)
    assert page.link("J'ai oublié mon mot de passe")


def test_after_a_quarter_of_an_hour_the_right_password_works(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 10)

    at_noon.shift(timedelta(minutes=15, seconds=1))

    logged_in(town)


def test_what_is_refused_by_the_limit_does_not_prolong_it(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 10)
    at_noon.shift(timedelta(minutes=14))
    for number in range(20):
        try_to_log_in(town.visitor(f"203.0.113.{number}"), ALICE.address, "non", status=429)

    at_noon.shift(timedelta(minutes=1, seconds=1))

    logged_in(town)


def test_capital_letters_are_no_second_try(town: Town, at_noon: time_machine.Traveller) -> None:
    fail(town, 10)

    try_to_log_in(town.visitor(), ALICE.address.upper(), PASSWORD, status=429)


def test_a_log_in_clears_the_count_of_its_account(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 9)
    at_noon.shift(1)
    logged_in(town)

    at_noon.shift(1)
    fail(town, 9)

    logged_in(town)


def test_the_mailed_link_works_at_the_limit_and_clears_it(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fail(town, 10)
    at_noon.shift(1)

    visitor = town.visitor()
    visitor.get(town.link(ALICE, Purpose.RECOVERY))
    visitor.fill("Mot de passe", "une autre pluie").press("Enregistrer")

    visitor.log_in(BOE, ALICE.address, "une autre pluie")


def test_the_present_password_is_tried_within_the_same_limit(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    visitor = logged_in(town)
    at_noon.shift(1)
    for number in range(11):
        visitor.get("/compte/fermer")
        visitor.fill("Mot de passe actuel", f"essai {number}")
        visitor.press("Fermer mon compte", status=422 if number < 10 else 429)


def test_a_try_that_is_beyond_the_limit_is_not_noted(town: Town) -> None:
    fail(town, 10)

    with pytest.raises(TooOften):
        town.services.login.note_failure(BOE, ALICE.address, visit=Visit())


def test_of_two_tries_at_once_only_the_one_that_is_left_learns_its_answer(town: Town) -> None:
    fail(town, 9)
    visitors = [town.visitor(f"203.0.113.{number}") for number in (1, 2)]
    for visitor in visitors:
        visitor.get(f"/?LIEN={BOE}")
        visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", "pas le bon")

    turns = town.services.hasher.turns
    with ThreadPoolExecutor(2) as pool, taken(turns):
        answers = [pool.submit(each.press_raw, "Se connecter") for each in visitors]
        until(lambda: turns.waiting() == 2, 20)  # both are past the first look at the limit

    assert sorted(each.result().status_code for each in answers) == [422, 429]


def test_a_right_password_that_waited_while_the_limit_was_reached_is_not_learned(
    town: Town,
) -> None:
    visitor = town.visitor("203.0.113.1")
    visitor.get(f"/?LIEN={BOE}")
    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)

    turns = town.services.hasher.turns
    with ThreadPoolExecutor(1) as pool:
        with taken(turns):
            answer = pool.submit(visitor.press_raw, "Se connecter")
            until(lambda: turns.waiting() == 1, 20)  # it is past the first look at the limit
            for number in range(10):
                town.services.login.note_failure(BOE, ALICE.address, Visit(f"203.0.113.{number}"))

        assert answer.result().status_code == 429
    assert "logged_in" not in town.kinds_of_events(ALICE)


def test_three_mails_an_hour_for_an_account(
    town: Town, inbox: Inbox, at_noon: time_machine.Traveller
) -> None:
    for number in range(3):
        ask(town.visitor(), "activation", BRUNO.address)
        at_noon.shift(60 * (number + 1))

    page = ask(town.visitor(), "activation", BRUNO.address, status=429)

    assert seconds_to_wait(page) == 3600 - 360
    assert len(inbox.mails) == 3
    town.visitor().get(inbox.last().link().removeprefix("http://127.0.0.1:8000"))


def test_six_mails_a_day_for_an_account(
    town: Town, inbox: Inbox, at_noon: time_machine.Traveller
) -> None:
    for _ in range(6):
        ask(town.visitor(), "activation", BRUNO.address)
        at_noon.shift(timedelta(hours=1))

    page = ask(town.visitor(), "activation", BRUNO.address, status=429)

    assert seconds_to_wait(page) == 18 * 3600
    assert page.says("le 03/03/2090")


def test_mails_of_every_kind_are_counted_together(
    town: Town, inbox: Inbox, at_noon: time_machine.Traveller
) -> None:
    visitor = logged_in(town)
    for number in range(2):
        ask_for_address(visitor, f"alice{number}@nouvelle.fr")
    ask(town.visitor(), "mot-de-passe-oublie", ALICE.address)

    ask_for_address(visitor, "alice3@nouvelle.fr", status=429)


@pytest.mark.parametrize("address", [ALICE.address, BRUNO.address, ZOE.address])
def test_the_forgotten_password_stops_for_every_address_alike(
    town: Town, at_noon: time_machine.Traveller, address: str
) -> None:
    for _ in range(3):
        ask(town.visitor(), "mot-de-passe-oublie", address)

    page = ask(town.visitor(), "mot-de-passe-oublie", address, status=429)

    assert seconds_to_wait(page) == 3600


def test_an_account_mailed_too_often_is_answered_as_ever_and_not_mailed(
    town: Town, inbox: Inbox, at_noon: time_machine.Traveller
) -> None:
    for _ in range(3):
        ask(town.visitor(), "activation", BRUNO.address)
    before = len(inbox.mails)

    page = ask(town.visitor(), "mot-de-passe-oublie", BRUNO.address)

    assert page.says("Si un compte correspond à cette adresse mail")
    town.send_what_is_due()
    assert len(inbox.mails) == before


def test_new_addresses_can_not_be_tried_against_the_portal(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    visitor = logged_in(town)
    for _ in range(10):
        ask_for_address(visitor, ALICE.address, status=422)

    ask_for_address(visitor, BRUNO.address, status=429)


def test_one_setting_turns_every_limit_off(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, RATELIMIT_ENABLED="false") as town:
        fail(town, 11, client="192.0.2.1")
        assert knock(town, "/connexion", 35) == {422}
        assert knock(town, "/activation", 25) == {422}
        for _ in range(4):
            ask(town.visitor(), "mot-de-passe-oublie", ALICE.address)
        logged_in(town)


def test_limits_by_account_survive_a_restart(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database) as town:
        fail(town, 10)

    with running(folder, inbox, cast=()) as town:
        try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429)
