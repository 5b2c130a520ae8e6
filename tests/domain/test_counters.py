"""Limits by client address and by commune, over HTTP; whose address it is that counts."""

from contextlib import suppress
from pathlib import Path

import pytest
import time_machine

from domain.limits import FORMS_OF_PORTAL, TooOften
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import (
    ask,
    knock,
    logged_in,
    seconds_to_wait,
    try_to_log_in,
)
from tests.people import ALICE, BOE, BRUNO, PASSWORD, ZOE
from tests.town import Town, running


def test_a_client_address_may_fail_thirty_times_a_minute(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    assert knock(town, "/connexion", 30) == {422}

    page = try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429).page

    assert 0 < seconds_to_wait(page) <= 61
    logged_in(town, "198.51.100.1")


def test_a_log_in_never_clears_the_count_of_its_client_address(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    knock(town, "/connexion", 29)
    logged_in(town)

    try_to_log_in(town.visitor(), ZOE.address, "non")

    try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429)


def test_a_client_address_may_fail_two_hundred_times_an_hour(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    visitor = town.visitor()
    for _ in range(8):
        assert knock(town, "/connexion", 25) == {422}
        at_noon.shift(61)

    page = try_to_log_in(visitor, ALICE.address, PASSWORD, status=429).page

    assert seconds_to_wait(page) > 60


def test_the_addresses_of_one_ipv6_subscriber_are_one(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for number in range(30):
        knock(town, "/connexion", 1, f"2001:db8:0:1::{number + 1:x}")

    try_to_log_in(town.visitor("2001:db8:0:1:ffff::9"), ALICE.address, PASSWORD, status=429)

    logged_in(town, "2001:db8:0:2::1")


def test_a_forged_forwarded_address_changes_nothing(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    visitor = town.visitor()
    for number in range(31):
        form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
        typed = visitor.sent_by(form) | {"address": f"p{number}@exemple.fr", "password": "non"}
        status = 422 if number < 30 else 429
        visitor.post("/connexion", typed, status=status, **{"X-Forwarded-For": f"10.0.0.{number}"})


def test_behind_a_trusted_proxy_each_client_counts_for_itself(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase, at_noon: time_machine.Traveller
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, TRUSTED_PROXIES="1") as town:
        visitor = town.visitor()
        for number in range(31):
            form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
            typed = visitor.sent_by(form) | {"address": f"p{number}@exemple.fr", "password": "non"}
            # What the client wrote itself stands to the left of what the proxy adds.
            client = f"10.9.9.9, 10.0.0.{number}"
            visitor.post("/connexion", typed, status=422, **{"X-Forwarded-For": client})


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("203.0.113.1:{}", "203.0.113.1"),
        ("[2001:db8::1]:{}", "2001:db8::1"),
        ("[2001:db8::{:x}]", "[2001:db8::ffff]:443"),
        ("203.0.113.1:{}", "203.0.113.1:http"),
    ],
)
def test_the_port_that_a_proxy_writes_makes_no_other_client(
    tmp_path: Path,
    inbox: Inbox,
    empty_database: EmptyDatabase,
    at_noon: time_machine.Traveller,
    first: str,
    again: str,
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, TRUSTED_PROXIES="1") as town:
        visitor = town.visitor()
        form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
        typed = visitor.sent_by(form) | {"password": "non"}
        clients = [first.format(40_000 + number) for number in range(30)]
        for client in clients:
            wrong = typed | {"address": f"p{client[-3:].strip('.:[]')}@exemple.fr"}
            visitor.post("/connexion", wrong, status=422, **{"X-Forwarded-For": client})

        visitor.post("/connexion", typed, status=429, **{"X-Forwarded-For": again})


def test_a_client_address_may_send_twenty_forms_a_minute(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    knock(town, "/activation", 10)
    knock(town, "/mot-de-passe-oublie", 10)

    ask(town.visitor(), "activation", BRUNO.address, status=429)
    ask(town.visitor(), "mot-de-passe-oublie", BRUNO.address, status=429)
    ask(town.visitor("198.51.100.1"), "activation", BRUNO.address)


def test_looking_at_the_forms_is_never_limited(town: Town) -> None:
    visitor = town.visitor()
    for _ in range(40):
        visitor.get(f"/activation?LIEN={BOE}")


def fill_the_commune(town: Town) -> None:
    with suppress(TooOften):
        while True:
            town.services.counters.count("commune", FORMS_OF_PORTAL, BOE)


def test_forms_that_are_none_close_a_commune_to_nobody(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for number in range(120):
        knock(town, "/activation", 1, f"198.51.100.{number}")

    ask(town.visitor("203.0.113.1"), "activation", BRUNO.address)


def test_a_commune_answers_so_many_forms_to_who_met_unknown(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    ask(town.visitor("203.0.113.1"), "activation", ZOE.address)
    fill_the_commune(town)

    for page in ("activation", "mot-de-passe-oublie"):
        ask(town.visitor("203.0.113.1"), page, BRUNO.address, status=429)
        ask(town.visitor("203.0.113.2"), page, BRUNO.address)


def test_who_tries_addresses_in_a_full_commune_learns_of_one(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    fill_the_commune(town)

    ask(town.visitor("203.0.113.1"), "activation", ZOE.address)

    ask(town.visitor("203.0.113.1"), "activation", ALICE.address, status=429)


def test_a_valid_form_counts_for_its_commune(town: Town, at_noon: time_machine.Traveller) -> None:
    ask(town.visitor("203.0.113.1"), "activation", ZOE.address)
    for _ in range(119):
        town.services.counters.count("commune", FORMS_OF_PORTAL, BOE)

    ask(town.visitor("203.0.113.1"), "activation", ZOE.address, status=429)


def test_an_account_downloads_three_hundred_files_an_hour(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    visitor = logged_in(town)
    for _ in range(300):
        visitor.raw("GET", "/factures/nulle-part")

    page = visitor.get("/factures/nulle-part", status=429)

    assert seconds_to_wait(page) > 3500
    visitor.get("/factures")
