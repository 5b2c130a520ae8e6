"""« Agents »: a manager invites, begins anew and ends; the last one in service can't be ended here."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from store import agents
from store.models import AGENT_SESSIONS
from tests import tables
from tests.inbox import Mood
from tests.mairie import first_digits, invited, last_link, log_in, open_access
from tests.people import CLERKS_PASSWORD, MARTINE, NADIA, OLIVIER, Clerk
from tests.town import Town
from tests.visitor import Visitor

SECOND = replace(NADIA, is_manager=True)


def open_agents(town: Town, clerk: Clerk = MARTINE, client: str = "192.0.2.2") -> Visitor:
    visitor = town.at_work(clerk, client)
    visitor.get("/mairie/agents")
    return visitor


def leads_away(visitor: Visitor) -> bool:
    """Whether this browser is not logged in any more."""
    return visitor.raw("GET", "/mairie").status_code == 303


def path_of(town: Town, clerk: Clerk, what: str) -> str:
    return f"/mairie/agents/{town.agent(clerk).id}/{what}"


def test_a_manager_invites_an_agent_who_then_logs_in(town: Town) -> None:
    martine = open_agents(town)

    page = martine.fill("Adresse mail", " Nadia@Ville-Boe.fr ").press("Inviter")

    assert page.says("Le lien est envoyé à nadia@ville-boe.fr.")
    opened = open_access(town, town.visitor(), NADIA, last_link(town, NADIA))
    assert opened.h1 == "Votre accès est ouvert"
    assert not town.agent(NADIA).is_manager


def test_a_manager_makes_another_manager(town: Town) -> None:
    martine = open_agents(town)
    form, _ = martine.page.button("Inviter")
    data = martine.sent_by(form) | {"address": NADIA.address, "is_manager": "y"}

    martine.post("/mairie/agents", data)

    assert town.agent(NADIA).is_manager


def test_who_is_an_agent_already_is_not_invited_again(town: Town) -> None:
    town.hire(NADIA)

    page = open_agents(town).fill("Adresse mail", NADIA.address).press("Inviter", status=422)

    assert page.says("nadia@ville-boe.fr est déjà agent de Ville de Boé.")


def test_the_same_person_in_two_communes_is_two_agents(town: Town) -> None:
    town.hire(OLIVIER)

    open_agents(town).fill("Adresse mail", OLIVIER.address).press("Inviter")

    here = replace(OLIVIER, portal=MARTINE.portal)
    assert town.agent(here).id != town.agent(OLIVIER).id
    assert town.agent(here).password_hash is None


def test_a_mail_server_that_is_away_keeps_the_link_for_later(town: Town) -> None:
    martine = open_agents(town)
    town.inbox.moods[NADIA.address] = Mood.REFUSES_FOR_NOW

    page = martine.fill("Adresse mail", NADIA.address).press("Inviter")

    assert page.says("Le lien partira à nadia@ville-boe.fr dès que possible")


def test_an_agent_who_manages_nobody_finds_no_such_page(town: Town) -> None:
    nadia = town.at_work(NADIA)

    for path in ("/mairie/agents", path_of(town, NADIA, "fin"), path_of(town, NADIA, "lien")):
        nadia.get(path, status=404)
    assert "Agents" not in [str(each.text) for each in nadia.get("/mairie").all("a")]


def test_who_is_ended_is_out_at_once(town: Town) -> None:
    nadia = town.at_work(NADIA, "192.0.2.3")
    martine = open_agents(town)
    martine.get(path_of(town, NADIA, "fin"))

    page = martine.press("Mettre fin à cet accès")

    assert page.says("nadia@ville-boe.fr n'est plus un agent")
    assert leads_away(nadia)


def test_a_new_link_ends_password_telephone_and_sessions(town: Town) -> None:
    nadia = town.at_work(NADIA, "192.0.2.3")
    martine = open_agents(town)
    martine.get(path_of(town, NADIA, "lien"))

    martine.press("Envoyer le lien")

    assert leads_away(nadia)
    with town.services.store.read() as transaction:
        assert tables.count(transaction, AGENT_SESSIONS, agent_id=town.agent(NADIA).id) == 0
    refused = log_in(town.visitor("192.0.2.3"), NADIA, first_digits(town, NADIA), status=422)
    assert refused.says("Connexion impossible")
    open_access(town, town.visitor(), NADIA, last_link(town, NADIA))
    assert town.agent(NADIA).password_hash


@pytest.mark.parametrize(
    ("what", "words"), [("lien", "Envoyer le lien"), ("fin", "Mettre fin à cet accès")]
)
def test_a_page_that_was_open_too_long_does_nothing_and_says_so(
    town: Town, what: str, words: str
) -> None:
    town.hire(NADIA)
    martine = open_agents(town)
    martine.get(path_of(town, NADIA, what))

    page = martine.press_too_late(words)

    assert page.title.startswith("Erreur : ")
    assert page.says(
        "Votre demande n'a pas été faite Cette page était ouverte depuis trop longtemps."
    )
    assert town.agent(NADIA).password_hash


def test_a_manager_may_begin_their_own_access_anew(town: Town) -> None:
    martine = open_agents(town)
    martine.get(path_of(town, MARTINE, "lien"))

    page = martine.press("Envoyer le lien")

    assert page.path == "/mairie/connexion"
    assert page.says("Le lien est envoyé à martine@ville-boe.fr.")


def test_the_last_manager_in_service_can_not_be_ended(town: Town) -> None:
    invited(town, SECOND)  # a manager, but not in service yet
    martine = open_agents(town)

    page = martine.get(path_of(town, MARTINE, "fin"))

    assert page.says("C'est le dernier responsable en service")
    form, _ = martine.get("/mairie/agents").button("Inviter")
    martine.post(path_of(town, MARTINE, "fin"), martine.sent_by(form), status=422)
    assert town.agent(MARTINE)


def test_of_two_managers_who_end_each_other_at_once_one_stays(town: Town) -> None:
    people = {MARTINE: open_agents(town), SECOND: open_agents(town, SECOND, "192.0.2.3")}
    forms = {
        clerk: visitor.sent_by(visitor.page.button("Inviter")[0])
        for clerk, visitor in people.items()
    }
    paths = {
        MARTINE: path_of(town, SECOND, "fin"),
        SECOND: path_of(town, MARTINE, "fin"),
    }

    def end_the_other(clerk: Clerk) -> int:
        return people[clerk].raw("POST", paths[clerk], data=forms[clerk]).status_code

    with ThreadPoolExecutor() as pool:
        statuses = sorted(pool.map(end_the_other, people))

    assert statuses in ([303, 303], [303, 422], [303, 404])
    with town.services.store.read() as transaction:
        assert len(agents.of_portal(transaction, MARTINE.portal)) == 1


def test_an_agent_of_another_commune_is_not_there(town: Town) -> None:
    town.hire(OLIVIER)
    martine = open_agents(town)

    for what in ("fin", "lien"):
        martine.get(path_of(town, OLIVIER, what), status=404)
        form, _ = martine.get("/mairie/agents").button("Inviter")
        martine.post(path_of(town, OLIVIER, what), martine.sent_by(form), status=404)
    assert town.agent(OLIVIER).password_hash


@pytest.mark.parametrize("what", ["fin", "lien"])
def test_a_form_sent_twice_does_no_more(town: Town, what: str) -> None:
    town.hire(NADIA)
    martine = open_agents(town)
    martine.get(path_of(town, NADIA, what))
    path = path_of(town, NADIA, what)
    form, _ = martine.page.button("Mettre fin à cet accès" if what == "fin" else "Envoyer le lien")
    data = martine.sent_by(form)

    martine.post(path, data)
    again = martine.post(path, data, status=404 if what == "fin" else 200)

    assert again.h1 == ("Cette page n'existe pas" if what == "fin" else "Agents")


def test_an_invitation_that_ran_out_waits_on_the_first_page(town: Town) -> None:
    town.hire(MARTINE)
    invited(town, NADIA)

    with town.later(minutes=72 * 60 + 1):
        page = town.at_work(MARTINE).page

    assert page.says("1 invitation d'agent n'a pas servi à temps")
    assert CLERKS_PASSWORD not in page.text


def test_a_form_sent_once_the_session_has_ended_is_not_done_and_says_so(town: Town) -> None:
    martine = open_agents(town)
    martine.fill("Adresse mail", NADIA.address)

    with town.later(minutes=40):
        page = martine.press("Inviter")

    assert page.path == "/mairie/connexion"
    assert page.says("Votre dernière demande n'a pas été faite.")
    with town.services.store.read() as transaction:
        assert agents.by_address(transaction, NADIA.portal, NADIA.address) is None
