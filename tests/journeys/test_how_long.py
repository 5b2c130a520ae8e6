"""Whoever is told of a link is told for how long it works."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from domain.accounts.links import Purpose
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import ask, ask_for_address, logged_in
from tests.people import ALICE, BOE, BRUNO, ZOE, Person
from tests.town import Town, running

ACTIVATION, RECOVERY = "fonctionne pendant 2 jours", "fonctionne pendant 90 minutes"


@pytest.fixture
def town(tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase) -> Iterator[Town]:
    """A portal whose links work as long as nobody else's."""
    ages = {"ACTIVATION_MAX_AGE": "172800", "RESET_MAX_AGE": "5400"}
    with running(tmp_path / "data", inbox, empty_database=empty_database, **ages) as town:  # type: ignore[arg-type]
        yield town


def test_the_activation_says_it_before_and_after(town: Town) -> None:
    visitor = town.visitor()

    assert visitor.get(f"/activation?LIEN={BOE}").says(ACTIVATION)
    assert ask(visitor, "activation", BRUNO.address).says(ACTIVATION)


@pytest.mark.parametrize("who", [ALICE, BRUNO, ZOE])
def test_the_forgotten_password_says_the_same_to_everybody(town: Town, who: Person) -> None:
    visitor = town.visitor()

    assert visitor.get(f"/mot-de-passe-oublie?LIEN={BOE}").says(RECOVERY)
    assert ask(visitor, "mot-de-passe-oublie", who.address).says(RECOVERY)


def test_a_new_address_is_told_so_and_so_is_its_mail(town: Town, inbox: Inbox) -> None:
    visitor = ask_for_address(logged_in(town), "ailleurs@exemple.fr")

    assert visitor.page.says(ACTIVATION)
    assert "Ce lien fonctionne pendant 2\u00a0jours." in inbox.last().text
    assert visitor.get("/compte").says(ACTIVATION)


def test_a_link_whose_time_is_over_says_how_long_that_was(town: Town) -> None:
    link = town.link(ALICE, Purpose.RECOVERY)

    with time_machine.travel(clock.now() + timedelta(minutes=91)):
        page = town.visitor().get(link, status=410)

    assert page.says("Ce lien a fonctionné pendant 90 minutes.")
