"""« Courriels »: what waits and what was refused, in the words that the terminal uses."""

import pytest

from domain import returns
from tests import bills
from tests.commands.flask import run
from tests.inbox import Mood
from tests.pages import ask
from tests.people import ALICE, BOE, BRUNO, CHLOE, NADIA, OLIVIER
from tests.returned import a_return
from tests.town import Town
from views.mairie import mails


def refuse(town: Town) -> None:
    """Nobody is at Bruno's address, Chloé's server asks to come again."""
    town.inbox.replies[BRUNO.address] = "550 5.1.1 no such user"
    town.inbox.moods = {CHLOE.address: Mood.REFUSES_FOR_NOW}
    ask(town.visitor(), "activation", BRUNO.address)
    ask(town.visitor(), "activation", CHLOE.address)


def test_what_waits_and_what_was_refused_is_said_as_in_the_terminal(town: Town) -> None:
    refuse(town)

    page = town.at_work(NADIA).get("/mairie/courriels")

    listed = " ".join(run(town.app, "courriels", "list").said.split())
    for words in ("refusé pour de bon : cette adresse n'existe pas", "attend (1 essai)"):
        assert page.says(words)
        assert words in listed
    assert page.says(f"{BRUNO.address}, activation à corriger")
    assert not page.says(f"{CHLOE.address}, activation à corriger")


def test_a_refused_address_waits_for_somebody_until_it_is_corrected(town: Town) -> None:
    refuse(town)
    nadia = town.at_work(NADIA)

    before = nadia.get("/mairie")
    nadia.click("1 adresse mail refusée, à corriger")
    bills.change_customers(town, BRUNO, address="bruno@exemple.fr")
    after = nadia.get("/mairie")

    assert before.says("1 adresse mail refusée, à corriger")
    assert after.says("Rien à faire.")
    assert not nadia.get("/mairie/courriels").says("activation à corriger")


def test_another_communes_mails_are_not_there(town: Town) -> None:
    refuse(town)

    page = town.at_work(OLIVIER).get("/mairie/courriels")

    assert page.says("Aucun courriel n'a été refusé.")
    assert page.says("Aucun courriel n'attend.")
    assert not page.says(BRUNO.address)


def test_a_full_mailbox_is_no_wrong_address(town: Town) -> None:
    town.inbox.replies[BRUNO.address] = "552 5.2.2 mailbox full"
    ask(town.visitor(), "activation", BRUNO.address)
    nadia = town.at_work(NADIA)

    assert nadia.get("/mairie").says("Rien à faire.")
    page = nadia.get("/mairie/courriels")
    assert page.says("attend (1 essai), prochain essai le ")
    assert page.says("la boîte aux lettres est pleine")


def test_only_the_newest_are_listed_and_the_page_says_of_how_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "SHOWN", 1)
    run(town.app, "comptes", "inviter", "--tous", "--lien", BOE)

    page = town.at_work(NADIA).get("/mairie/courriels")

    assert page.says("Ce sont les 1 plus récents, sur 2.")
    assert page.text.count("invitation") == 1


def test_a_mail_that_came_back_is_shown_and_its_address_is_to_correct(town: Town) -> None:
    town.queue_mail(ALICE)
    town.send_what_is_due()
    message_id = town.inbox.last().header("Message-ID") or ""
    with town.services.store.write() as transaction:
        returns.take(transaction, a_return(message_id))
    visitor = town.at_work(NADIA)

    page = visitor.get("/mairie/courriels")
    sheet = visitor.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")

    assert page.says("Partis, puis renvoyés par un autre serveur.")
    assert page.says("revenu : cette adresse n'existe pas")
    assert visitor.get("/mairie").says("1 adresse mail refusée, à corriger")
    assert sheet.says("refuse cette adresse : cette adresse n'existe pas")
