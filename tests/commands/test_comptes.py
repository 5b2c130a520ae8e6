"""`flask comptes`: what a clerk on the telephone sees and does."""

import json
import os
import pwd
import re

import pytest
import time_machine

from domain import own_data
from store import events
from tests import tables
from tests.commands.accounts import comptes, link_for
from tests.commands.flask import run
from tests.pages import ask
from tests.people import AGEN, ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, ZOE, Person
from tests.town import Town


def test_the_list_ends_with_the_figures_a_mayor_asks_for(town: Town) -> None:
    said = comptes(town, "list").said
    figures = json.loads(comptes(town, "list", "--json").said)["chiffres"]

    assert said.index(ALICE.address) < said.index("Chiffres") < said.index("Mois")
    assert re.search(r"compte activé +1 +33,3 %", said)
    assert figures["clients"] == 4
    assert (figures["adresses"], figures["actives"]) == (3, 1)


def test_months_are_counted_as_the_communes_clock_shows_them(town: Town) -> None:
    with time_machine.travel("2020-10-31T23:30:00Z", tick=False):  # November in Paris
        town.activate(BRUNO)

    months = json.loads(comptes(town, "list", "--json").said)["chiffres"]["par_mois"]

    assert months[0] == {"mois": "2020-11", "demandes": 1, "activations": 1}


def test_one_account_is_shown_with_its_customers_and_its_history(town: Town) -> None:
    town.activate(CHLOE)

    said = comptes(town, "show", " Chloe@Exemple.fr").said
    facts = json.loads(comptes(town, "show", CHLOE.address, "--json").said)

    assert "État : actif" in said
    assert "Clients : 47031003 CAZENAVE Chloé, 47031004 CAZENAVE Chloé" in said
    assert "compte activé" in said
    assert [each["numero"] for each in facts["clients"]] == ["47031003", "47031004"]


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (ZOE, "n'est l'adresse d'aucun client de Ville de Boé"),
        (DENIS, "n'est l'adresse d'aucun client de Ville de Boé"),
    ],
)
def test_without_an_account_the_clerk_reads_what_the_register_knows(
    town: Town, person: Person, sentence: str
) -> None:
    answer = comptes(town, "show", person.address)

    assert answer.status == 2
    assert sentence in answer.told


@pytest.mark.parametrize("who", [BRUNO.address, "0047", " 0047 ", "berard", "BÉRARD br"])
def test_who_has_no_account_yet_is_no_error_whatever_the_clerk_was_told(
    town: Town, who: str
) -> None:
    answer = comptes(town, "show", who)
    facts = json.loads(comptes(town, "show", who, "--json").said)

    told = "n'a pas encore demandé de compte. C'est l'adresse de : 0047 BÉRARD Bruno"
    assert (answer.status, answer.told) == (0, "")
    assert told in answer.said
    assert (facts["adresse"], facts["etat"]) == (BRUNO.address, None)
    assert [each["numero"] for each in facts["clients"]] == ["0047"]


def test_a_name_that_several_customers_have_asks_for_the_number(town: Town) -> None:
    another = {"portal": BOE, "number": "0048", "name": "BERGER Brigitte", "address": None}
    with town.services.store.write() as transaction:
        tables.add_customers(transaction, [another])

    answer = comptes(town, "show", "br")
    nobody = comptes(town, "show", "zzz")

    assert (answer.status, nobody.status) == (2, 2)
    assert "Lequel ? Donnez le numéro : " in answer.told
    assert "0047 BÉRARD Bruno" in answer.told
    assert "n'a « zzz » dans son numéro ou son nom" in nobody.told


def test_two_customers_of_one_address_are_one_answer(town: Town) -> None:
    assert "47031003" in comptes(town, "show", "cazenave").said


def test_the_history_says_which_mail_was_sent(town: Town) -> None:
    ask(town.visitor(), "activation", CHLOE.address)

    assert "courriel « activation » envoyé" in comptes(town, "show", CHLOE.address).said


def test_suspending_stops_log_in_and_links_and_resuming_gives_no_link_back(town: Town) -> None:
    link = link_for(town, ALICE)

    suspended = comptes(town, "suspend", ALICE.address)
    refused = town.visitor().log_in(BOE, ALICE.address, PASSWORD, status=422)
    no_link = comptes(town, "lien", ALICE.address)
    resumed = comptes(town, "resume", ALICE.address)

    assert (suspended.status, resumed.status, no_link.status) == (0, 0, 2)
    assert "flask comptes resume" in no_link.told
    assert "est rétabli" in resumed.said
    assert refused.h1 != "Mes factures"
    assert town.visitor().log_in(BOE, ALICE.address, PASSWORD).h1 == "Mes factures"
    town.visitor().get(link, status=410)


def test_doing_it_twice_is_no_mistake(town: Town) -> None:
    comptes(town, "suspend", ALICE.address)

    again = comptes(town, "suspend", ALICE.address)

    assert (again.status, "déjà suspendu" in again.said) == (0, True)


def test_with_several_communes_the_clerk_says_which(town: Town) -> None:
    unclear = run(town.app, "comptes", "list")
    agen = comptes(town, "list", lien=AGEN)

    assert unclear.status == 2
    assert "--lien" in unclear.told
    assert DENIS.address in agen.said
    assert ALICE.address not in agen.said


def test_what_a_command_does_to_an_account_is_noted_under_the_name_of_who_typed_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "jeanne")
    for words in (("suspend",), ("resume",), ("lien",)):
        comptes(town, *words, ALICE.address)
    run(town.app, "clients", "remove", ALICE.numbers[0], "--lien", BOE)

    lines = json.loads(comptes(town, "show", ALICE.address, "--json").said)["historique"]

    done_by = {each["evenement"]: each["par"] for each in lines if each["par"]}
    assert done_by == {
        "compte suspendu": "jeanne, flask comptes suspend",
        "compte rétabli": "jeanne, flask comptes resume",
        "lien remis par le service": "jeanne, flask comptes lien",
        "client retiré du registre": "jeanne, flask clients remove",
    }
    assert "jeanne, flask comptes suspend" in comptes(town, "show", ALICE.address).said


def test_without_sudo_it_is_whose_process_it_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    comptes(town, "suspend", ALICE.address)

    with town.services.store.read() as transaction:
        ((newest, _),) = events.of_staff(transaction, BOE, limit=1)

    assert newest.done_by == f"{pwd.getpwuid(os.geteuid()).pw_name}, flask comptes suspend"


def test_her_own_data_do_not_name_who_works_at_the_town_hall(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "jeanne")
    comptes(town, "suspend", ALICE.address)

    with town.services.store.read() as transaction:
        portal = town.services.portals.all()[BOE]
        data = own_data.known(transaction, portal, town.account(ALICE))

    assert "jeanne" not in json.dumps(data, default=str)
