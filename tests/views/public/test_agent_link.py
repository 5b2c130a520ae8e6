"""The link that is mailed to an agent: password and telephone are set up together, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from domain.agents import factor
from tests.mairie import codes_on, first_digits, invited, log_in, open_access
from tests.people import MARTINE, NADIA, OLIVIER
from tests.town import Town


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    """Time that moves only when a test says so."""
    with time_machine.travel("2090-03-02 12:00:00 +0100", tick=False) as traveller:
        yield traveller


def test_an_agent_sets_password_and_telephone_up_and_logs_in(
    town: Town, time: time_machine.Traveller
) -> None:
    visitor = town.visitor()

    page = open_access(town, visitor, NADIA, invited(town, NADIA))

    assert page.h1 == "Votre accès est ouvert"
    assert len(set(codes_on(page))) == 10
    time.shift(factor.STEP_SECONDS)
    assert log_in(visitor, NADIA, town.digits(NADIA)).h1 == "À faire"


def test_the_mail_says_what_the_link_is_for_and_how_long_it_works(town: Town) -> None:
    invited(town, MARTINE)

    (mail,) = town.inbox.to(MARTINE.address)
    assert mail.subject == "Votre accès d'agent au portail des factures"
    assert "Ville de Boé vous ouvre un accès de responsable" in mail.text
    assert "Ce lien fonctionne pendant 3\u00a0jours" in mail.text
    assert len(mail.link().partition("/mairie")[2]) + len("/mairie") <= 120


def test_looking_at_a_link_uses_nothing_up(town: Town) -> None:
    link = invited(town, NADIA)
    for _ in range(3):
        assert town.visitor().get(link).h1 == "Ouvrez votre accès d'agent"

    assert open_access(town, town.visitor(), NADIA, link).status == 200


def test_a_link_works_once(town: Town) -> None:
    link = invited(town, NADIA)
    open_access(town, town.visitor(), NADIA, link)

    page = town.visitor().get(link, status=410)

    assert page.h1 == "Ce lien a déjà servi"


def test_of_two_at_once_one_sets_up(town: Town) -> None:
    link = invited(town, NADIA)
    visitors = [town.visitor(f"192.0.2.{number}") for number in (1, 2)]
    for visitor in visitors:
        visitor.get(link)
        visitor.fill("Mot de passe", f"la fontaine {visitor.origin}")
        visitor.fill("Code", first_digits(town, NADIA))

    def press(number: int) -> str:
        return visitors[number].press_raw("Ouvrir mon accès").status

    with ThreadPoolExecutor() as pool:
        statuses = sorted(pool.map(press, (0, 1)))

    assert [status[:3] for status in statuses] == ["200", "410"]


def test_after_72_hours_a_link_is_dead(town: Town, time: time_machine.Traveller) -> None:
    link = invited(town, NADIA)
    time.shift(72 * 3600 + 1)

    assert town.visitor().get(link, status=410).h1 == "Ce lien n'est plus valable"


def test_a_newer_link_ends_the_one_before(town: Town) -> None:
    first = invited(town, NADIA)
    second = invited(town, NADIA)

    assert town.visitor().get(first, status=410).says("un autre lien vous a été envoyé depuis")
    assert town.visitor().get(second).status == 200


@pytest.mark.parametrize("change", ["cut", "of another kind"])
def test_an_altered_link_is_dead(town: Town, change: str) -> None:
    link = invited(town, NADIA)
    altered = link[:-9] if change == "cut" else link.replace("/mairie/lien", "/")

    assert town.visitor().get(altered, status=404).h1 == "Ce lien ne fonctionne pas"


def test_a_link_of_another_commune_shows_its_own(town: Town) -> None:
    page = town.visitor().get(invited(town, OLIVIER))

    assert page.says("Ville d'Agen")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("onze signes", "Choisissez un mot de passe de 12 caractères minimum."),
        ("nadia@ville-boe.fr", "Votre adresse mail ne peut pas servir de mot de passe"),
        ("aaaaaaaaaaaa", "Ce mot de passe est trop facile à deviner"),
        ("azertyuiop123", "Ce mot de passe est trop facile à deviner"),
        ("motdepasse2026", "Ce mot de passe est trop facile à deviner"),
        ("nadia mairie 2026", "Ce mot de passe est trop facile à deviner"),
    ],
)
def test_a_weak_password_is_refused_and_nothing_is_used_up(
    town: Town, password: str, sentence: str
) -> None:
    link = invited(town, NADIA)

    page = open_access(town, town.visitor(), NADIA, link, password=password, status=422)

    assert page.says(sentence)
    assert open_access(town, town.visitor(), NADIA, link).status == 200


def test_without_the_digits_of_the_telephone_nothing_is_set(town: Town) -> None:
    link = invited(town, NADIA)

    page = open_access(town, town.visitor(), NADIA, link, code="000000", status=422)

    assert page.says("Ce ne sont pas les six chiffres")
    assert town.agent(NADIA).password_hash is None


def test_the_digits_that_set_the_telephone_up_log_nobody_in(
    town: Town, time: time_machine.Traveller
) -> None:
    visitor = town.visitor()
    link = invited(town, NADIA)
    digits = first_digits(town, NADIA)
    open_access(town, visitor, NADIA, link, code=digits)

    log_in(visitor, NADIA, digits, status=422)


def test_who_has_not_set_the_telephone_up_logs_in_nowhere(town: Town) -> None:
    invited(town, NADIA)

    page = log_in(town.visitor(), NADIA, first_digits(town, NADIA), status=422)

    assert page.says("Connexion impossible")


def test_the_agent_is_told_that_the_access_is_open(town: Town) -> None:
    open_access(town, town.visitor(), NADIA, invited(town, NADIA))
    town.send_what_is_due()

    mail = town.inbox.to(NADIA.address)[-1]
    assert mail.subject == "Votre accès d'agent a été changé"
    assert "http" not in mail.text
