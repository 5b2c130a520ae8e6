"""`flask agents`: who may work at /mairie, from the terminal."""

import json

import pytest

from domain.history import Kind
from store import events
from tests.commands.flask import Answer, run
from tests.inbox import Mood
from tests.mairie import last_link, open_access
from tests.people import AGEN, BOE, MARTINE, NADIA, OLIVIER
from tests.town import Town


def agents(town: Town, verb: str, *words: str, lien: str = BOE) -> Answer:
    return run(town.app, "agents", verb, *words, "--lien", lien)


def test_an_invitation_is_mailed_at_once_and_opens_an_access(town: Town) -> None:
    answer = agents(town, "invite", " Martine@ville-boe.fr", "--responsable")

    assert (answer.status, answer.said) == (
        0,
        "Le lien est envoyé à martine@ville-boe.fr : il fonctionne pendant 72 heures.\n",
    )
    page = open_access(town, town.visitor(), MARTINE, last_link(town, MARTINE))
    assert page.h1 == "Votre accès est ouvert"
    assert town.agent(MARTINE).is_manager


def test_a_mail_server_that_is_away_keeps_the_link(town: Town) -> None:
    town.inbox.moods[NADIA.address] = Mood.REFUSES_FOR_NOW

    answer = agents(town, "invite", NADIA.address)

    assert answer.status == 0
    assert "partira à nadia@ville-boe.fr" in answer.said


def test_an_address_that_is_refused_for_good_is_said(town: Town) -> None:
    town.inbox.moods[NADIA.address] = Mood.REFUSES_FOR_EVER

    answer = agents(town, "invite", NADIA.address)

    assert answer.status == 1
    assert "refuse nadia@ville-boe.fr pour de bon" in answer.told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invite", NADIA.address), "nadia@ville-boe.fr est déjà agent de Ville de Boé."),
        (("invite", "nadia@"), "« nadia@ »"),
        (("reset", MARTINE.address), "martine@ville-boe.fr n'est pas un agent de Ville de Boé."),
        (("end", OLIVIER.address), "olivier@ville-agen.fr n'est pas un agent de Ville de Boé."),
    ],
)
def test_what_can_not_be_done_is_one_sentence(
    town: Town, words: tuple[str, ...], sentence: str
) -> None:
    town.hire(NADIA)
    town.hire(OLIVIER)

    answer = agents(town, *words)

    assert answer.status == 2
    assert sentence in answer.told
    assert town.agent(OLIVIER).portal == AGEN


def test_the_list_says_role_and_state(town: Town) -> None:
    town.at_work(MARTINE)
    agents(town, "invite", NADIA.address)

    said = agents(town, "list").said
    facts = json.loads(agents(town, "list", "--json").said)

    assert "invité, n'a pas encore choisi son mot de passe" in said
    assert [(each["adresse"], each["role"], each["etat"]) for each in facts] == [
        (MARTINE.address, "responsable", "en service"),
        (NADIA.address, "agent", "invité, n'a pas encore choisi son mot de passe"),
    ]
    assert facts[0]["derniere_connexion"]
    assert "n'a pas encore d'agent" in agents(town, "list", lien=AGEN).said


def test_a_link_that_ran_out_is_said(town: Town) -> None:
    agents(town, "invite", NADIA.address)

    with town.later(minutes=72 * 60 + 1):
        assert "son lien n'est plus valable" in agents(town, "list").said


@pytest.mark.parametrize("verb", ["end", "reset"])
def test_who_is_ended_or_begun_anew_is_out_at_once(town: Town, verb: str) -> None:
    nadia = town.at_work(NADIA)

    assert agents(town, verb, NADIA.address).status == 0

    assert nadia.raw("GET", "/mairie").status_code == 303


def test_the_terminal_may_end_the_last_manager_and_says_so(town: Town) -> None:
    town.hire(MARTINE)

    answer = agents(town, "end", MARTINE.address)

    assert answer.status == 0
    assert "Il n'y a plus de responsable en service" in answer.told


def test_who_did_it_stands_in_the_journal(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "jeanne")
    agents(town, "invite", NADIA.address, "--responsable")
    agents(town, "end", NADIA.address)

    with town.services.store.read() as transaction:
        lines = [each for each, _ in events.of_staff(transaction, BOE, limit=10)]

    assert [(each.kind, each.details, each.done_by) for each in lines] == [
        (Kind.AGENT_ENDED, NADIA.address, "jeanne, flask agents end"),
        (Kind.AGENT_INVITED, f"{NADIA.address}, responsable", "jeanne, flask agents invite"),
    ]
