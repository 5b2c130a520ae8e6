"""« Mon accès »: an agent's password and printed codes, each changed with the code of the telephone."""

import pytest

from domain.agents import factor
from tests.mairie import codes_on, log_in
from tests.people import CLERKS_PASSWORD, NADIA
from tests.town import Town
from tests.visitor import Page, Visitor

NEW = "trois chats gris sur un toit"


def unused(town: Town) -> str:
    """The digits of the next step: those of now have logged in."""
    shared = factor.secret_of(town.services.keys, town.agent(NADIA))
    assert shared is not None
    return factor.code_at(shared, factor.step_now() + 1)


def change_password(
    visitor: Visitor,
    code: str,
    *,
    present: str = CLERKS_PASSWORD,
    new: str = NEW,
    status: int = 200,
) -> Page:
    visitor.get("/mairie/acces/mot-de-passe")
    visitor.fill("Mot de passe actuel", present).fill("Nouveau mot de passe", new)
    return visitor.fill("Code", code).press("Changer mon mot de passe", status=status)


def test_a_new_password_ends_every_other_session(town: Town) -> None:
    here, there = town.at_work(NADIA), town.visitor("192.0.2.3")
    log_in(there, NADIA, unused(town))
    with town.later(minutes=1):
        page = change_password(here, unused(town))

    assert page.says("Votre mot de passe est changé.")
    assert here.get("/mairie").h1 == "À faire"
    assert there.raw("GET", "/mairie").status_code == 303


def test_the_agent_is_told_of_a_new_password(town: Town) -> None:
    change_password(town.at_work(NADIA), unused(town))
    town.send_what_is_due()

    (mail,) = town.inbox.to(NADIA.address)
    assert "Le mot de passe de votre accès d'agent" in mail.text
    assert "http" not in mail.text


def test_without_the_present_password_nothing_changes(town: Town) -> None:
    page = change_password(town.at_work(NADIA), unused(town), present="autre chose", status=422)

    assert page.says("Ce n'est pas votre mot de passe actuel.")
    with town.later(minutes=2):
        assert log_in(town.visitor(), NADIA, town.digits(NADIA)).h1 == "À faire"


def test_without_a_code_nobody_has_used_nothing_changes(town: Town) -> None:
    page = change_password(town.at_work(NADIA), town.digits(NADIA), status=422)

    assert page.says("Ce code ne convient pas, ou il a déjà servi.")


@pytest.mark.parametrize("new", ["onze signes", NADIA.address])
def test_a_weak_password_is_refused_before_anything_is_tried(town: Town, new: str) -> None:
    visitor = town.at_work(NADIA)
    change_password(visitor, unused(town), new=new, status=422)

    assert change_password(visitor, unused(town)).says("Votre mot de passe est changé.")


def test_new_codes_replace_those_of_before(town: Town) -> None:
    visitor = town.at_work(NADIA)

    def printed(code: str) -> list[str]:
        visitor.get("/mairie/acces/codes")
        return codes_on(visitor.fill("Code", code).press("Voir dix nouveaux codes"))

    first = printed(unused(town))
    second = printed(first[0])

    log_in(town.visitor(), NADIA, first[1], status=422)
    assert log_in(town.visitor(), NADIA, second[1]).h1 == "À faire"
    assert visitor.get("/mairie/acces").says("Il vous en reste 9 sur 10.")


def test_wrong_codes_here_are_limited_like_a_log_in(town: Town) -> None:
    visitor = town.at_work(NADIA)
    for _ in range(10):
        visitor.get("/mairie/acces/codes")
        visitor.fill("Code", "000000").press("Voir dix nouveaux codes", status=422)

    visitor.get("/mairie/acces/codes")
    visitor.fill("Code", unused(town)).press("Voir dix nouveaux codes", status=429)
