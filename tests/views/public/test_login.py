"""What helps somebody whose log-in is refused, and tells nobody whether there is an account."""

import pytest

from tests.pages import fail, logged_in, try_to_log_in
from tests.people import ALICE, BOE, BRUNO, PASSWORD, ZOE, Person
from tests.town import Town
from tests.visitor import Page, Visitor

CAPITALS = "Les majuscules comptent."


def refused(town: Town, address: str, times: int) -> Page:
    """The answer to the last of so many wrong passwords."""
    if times > 1:
        fail(town, times - 1, address)
    return try_to_log_in(town.visitor("203.0.113.1"), address, "pas le bon").page


@pytest.mark.parametrize("who", [ALICE, BRUNO, ZOE])
def test_from_the_third_wrong_password_on_a_hint_helps(town: Town, who: Person) -> None:
    assert not refused(town, who.address, 2).says(CAPITALS)
    assert refused(town, who.address, 1).says(CAPITALS)


@pytest.mark.parametrize("who", [ALICE, BRUNO, ZOE])
def test_from_the_seventh_on_the_tries_that_are_left_are_said(town: Town, who: Person) -> None:
    assert not refused(town, who.address, 6).says("Il vous reste")
    assert refused(town, who.address, 1).says("Il vous reste 3 essais.")
    assert refused(town, who.address, 1).says("Il vous reste 2 essais.")
    assert refused(town, who.address, 1).says("Il vous reste 1 essai.")
    assert refused(town, who.address, 1).says("C'était le dernier essai.")


def test_a_log_in_ends_the_count(town: Town) -> None:
    fail(town, 8)
    logged_in(town)

    assert not refused(town, ALICE.address, 1).says(CAPITALS)


def test_what_is_no_address_gets_no_hint_and_no_count(town: Town) -> None:
    assert not refused(town, "alice", 8).says("Il vous reste")


def test_an_empty_password_is_asked_for_and_is_no_try(town: Town) -> None:
    fail(town, 6)
    visitor = try_to_log_in(town.visitor(), ALICE.address, "")

    assert visitor.page.says("Saisissez votre mot de passe.")
    assert not visitor.page.says("Connexion impossible")
    assert refused(town, ALICE.address, 1).says("Il vous reste 3 essais.")


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/compte/mot-de-passe", "Changer mon mot de passe"),
        ("/compte/adresse", "Changer mon adresse"),
        ("/compte/fermer", "Fermer mon compte"),
    ],
)
def test_an_empty_present_password_is_asked_for(town: Town, path: str, button: str) -> None:
    visitor = logged_in(town)
    visitor.get(path)

    assert visitor.press(button, status=422).says("Saisissez votre mot de passe actuel.")
    assert town.kinds_of_events(ALICE)[-1] == "logged_in"


def test_a_browser_that_refuses_cookies_is_told_so(visitor: Visitor) -> None:
    visitor.get(f"/?LIEN={BOE}")
    for _ in range(2):
        visitor.forget_cookies()
        visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)
        page = visitor.press("Se connecter", status=422)

        assert page.says("n'a pas gardé le cookie de cette page")
        assert page.says("autorisez les cookies")


def test_a_page_that_was_open_too_long_is_not_said_to_lack_cookies(visitor: Visitor) -> None:
    form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
    typed = visitor.sent_by(form) | {"csrf_token": "x", "password": PASSWORD}

    assert visitor.post("/connexion", typed, status=422).says("ouverte depuis trop longtemps")
