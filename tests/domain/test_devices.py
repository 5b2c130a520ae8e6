"""Whatever strangers try, an owner gets in from a browser that they have used."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import devices
from domain.accounts.links import Purpose
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import ask, ask_for_address, fail, logged_in, try_to_log_in
from tests.people import ALICE, BOE, DENIS, PASSWORD
from tests.town import ORIGIN, Town, running
from tests.visitor import Visitor

NEW = "une autre pluie de mars"


def logged_out(town: Town, client: str = "192.0.2.1") -> Visitor:
    """A browser from which Alice has logged in, and out again."""
    visitor = logged_in(town, client)
    visitor.get("/compte")
    visitor.press("Me déconnecter")
    return visitor


def test_strangers_keep_nobody_out_of_a_browser_they_have_used(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    hers = logged_out(town)
    at_noon.shift(1)
    fail(town, 10)
    try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429)

    hers.log_in(BOE, ALICE.address, PASSWORD)


def test_nor_out_of_the_browser_in_which_a_link_was_used(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    hers = town.visitor()
    hers.get(town.link(ALICE, Purpose.RECOVERY))
    hers.fill("Mot de passe", NEW).press("Enregistrer")
    at_noon.shift(1)
    fail(town, 10)

    hers.log_in(BOE, ALICE.address, NEW)


def test_what_is_tried_from_a_known_browser_has_the_same_limit_and_is_no_strangers(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    hers = logged_out(town)
    at_noon.shift(1)
    for _ in range(10):
        hers.log_in(BOE, ALICE.address, "pas le bon", status=422)

    hers.log_in(BOE, ALICE.address, PASSWORD, status=429)

    logged_in(town, "198.51.100.1")


def test_a_known_browser_helps_its_own_owner_alone(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    with_denis = town.visitor()
    with_denis.log_in(DENIS.portal, DENIS.address, PASSWORD)
    with_denis.get("/compte")
    with_denis.press("Me déconnecter")
    fail(town, 10)

    with_denis.log_in(BOE, ALICE.address, PASSWORD, status=429)


def test_a_forged_cookie_helps_nobody(town: Town, at_noon: time_machine.Traveller) -> None:
    hers = logged_out(town)
    [cookie] = [each for each in hers.all_cookies() if each.key == "appareil"]
    at_noon.shift(1)
    fail(town, 10)
    stranger = town.visitor()
    *begins, altered, _, _ = cookie.value  # not the last sign: some of its bits count for nothing
    other = "A" if altered != "A" else "B"
    stranger.carry("appareil", "".join(begins) + other + cookie.value[-2:])

    stranger.log_in(BOE, ALICE.address, PASSWORD, status=429)


def test_the_link_that_confirms_an_address_makes_no_browser_known(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), "alice@nouvelle.fr")
    elsewhere = town.visitor("203.0.113.9")

    elsewhere.get(inbox.last().link().removeprefix(ORIGIN))

    assert not [each for each in elsewhere.all_cookies() if each.key == "appareil"]


@pytest.mark.parametrize("address", [ALICE.address, "personne@exemple.fr"])
def test_a_stranger_uses_up_nobody_elses_forgotten_passwords(
    town: Town, at_noon: time_machine.Traveller, address: str
) -> None:
    stranger = town.visitor("203.0.113.5")
    for _ in range(3):
        ask(stranger, "mot-de-passe-oublie", address)
    ask(stranger, "mot-de-passe-oublie", address, status=429)

    ask(town.visitor(), "mot-de-passe-oublie", address)


def test_many_strangers_reach_the_bound_of_an_address(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for number in range(12):
        ask(town.visitor(f"203.0.113.{number}"), "mot-de-passe-oublie", ALICE.address)

    ask(town.visitor(), "mot-de-passe-oublie", ALICE.address, status=429)


def test_a_known_browser_is_mailed_whatever_strangers_asked_for(
    town: Town, inbox: Inbox, at_noon: time_machine.Traveller
) -> None:
    hers = logged_out(town)
    for number in range(12):
        ask(town.visitor(f"203.0.113.{number}"), "mot-de-passe-oublie", ALICE.address)
        town.send_what_is_due()
        at_noon.shift(1)
    mailed = len(inbox.mails)

    ask(hers, "mot-de-passe-oublie", ALICE.address)
    town.send_what_is_due()

    assert (mailed, len(inbox.mails)) == (3, 4)


def test_the_cookie_opens_nothing_and_stays_for_400_days(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    origin, folder = "https://factures.ville-boe.fr", tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, PUBLIC_URL=origin) as town:
        visitor = Visitor(town.app, origin)
        visitor.log_in(BOE, ALICE.address, PASSWORD)
        [cookie] = [each for each in visitor.all_cookies() if each.key == "__Host-appareil"]
        other = Visitor(town.app, origin)
        other.carry(cookie.key, cookie.value)

        page = other.get(f"/compte?LIEN={BOE}")

    assert page.path == "/"
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
    assert cookie.max_age == timedelta(days=400).total_seconds()


def test_a_browser_is_known_to_the_five_owners_who_used_it_last() -> None:
    keys = [f"{number:032}" for number in range(6)]
    keys = [key[::-1] for key in keys]
    device = devices.UNKNOWN
    for key in keys:
        device = device.with_owner(key)

    assert [device.is_used_by(key) for key in keys] == [False, *5 * [True]]
