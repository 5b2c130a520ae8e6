"""Every way a mailed link can be dead, what is said then, and the forgotten password."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from domain.accounts.links import Purpose
from domain.accounts.states import State, state
from store import accounts as account_rows
from store.models import ACCOUNTS, CUSTOMERS
from tests import tables
from tests.inbox import Inbox, Mood
from tests.people import ALICE, BOE, BRUNO, PASSWORD, ZOE, Person
from tests.town import Town
from tests.visitor import Page, Visitor

RECOVERY_ANSWER = "Si un compte correspond à cette adresse mail, un message va y être envoyé."
SAVED = "Le nouveau mot de passe a été enregistré avec succès."
NEW = "une girafe à lunettes"


def forgotten(visitor: Visitor, person: Person) -> Page:
    visitor.get(f"/?LIEN={BOE}")
    visitor.click("Oublié ?")
    button = next(
        str(each.text).strip()
        for each in visitor.page.all("button")
        if each.get("type") != "button"
    )
    return visitor.fill("Adresse mail", person.address).press(button)


@pytest.fixture
def link(town: Town, visitor: Visitor, inbox: Inbox) -> str:
    visitor.get(f"/activation?LIEN={BOE}")
    visitor.fill("Adresse mail", BRUNO.address).press("Activation")
    return inbox.last().link()


def test_looking_any_number_of_times_uses_nothing_up(visitor: Visitor, link: str) -> None:
    for _ in range(5):
        visitor.get(link)

    assert visitor.fill("Mot de passe", NEW).press("Enregistrer").says(SAVED)


def test_a_used_link_leads_to_the_log_in(visitor: Visitor, link: str) -> None:
    visitor.get(link)
    visitor.fill("Mot de passe", NEW).press("Enregistrer")

    assert visitor.get(link, status=410).says("déjà")

    assert visitor.click("Me connecter").field("Adresse mail").get("value") == BRUNO.address


def test_using_one_link_ends_every_other(visitor: Visitor, inbox: Inbox, link: str) -> None:
    visitor.get(f"/activation?LIEN={BOE}")
    visitor.fill("Adresse mail", BRUNO.address).press("Activation")
    second = inbox.last().link()
    visitor.get(link)
    visitor.fill("Mot de passe", NEW).press("Enregistrer")

    visitor.get(second, status=410)


def test_an_expired_activation_leads_to_a_new_one_with_the_address_filled_in(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        visitor.get(f"/activation?LIEN={BOE}")
        visitor.fill("Adresse mail", BRUNO.address).press("Activation")
        clock.shift(72 * 3600 + 5)

        page = visitor.get(inbox.last().link(), status=410)
        assert page.title.startswith("Erreur : ")
        answer = visitor.press("Recevoir un nouveau lien")

    assert answer.says("envoyé avec succès")
    assert len(inbox.mails) == 2


def test_the_age_is_checked_again_when_the_password_is_sent(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        visitor.get(f"/activation?LIEN={BOE}")
        visitor.fill("Adresse mail", BRUNO.address).press("Activation")
        visitor.get(inbox.last().link())
        clock.shift(73 * 3600)

        visitor.fill("Mot de passe", NEW).press("Enregistrer", status=410)

    assert state(town.account(BRUNO)) is State.PENDING


BEHIND = [".", ")", ">", "!", "…", ".»", "%20)", "%C2%A0»", "%0D%0A", ">,"]


@pytest.mark.parametrize("sign", BEHIND)
def test_what_stands_behind_a_link_in_a_sentence_does_not_count(
    visitor: Visitor, town: Town, sign: str
) -> None:
    assert visitor.get(f"/?LIEN={BOE}{sign}").button("Se connecter")

    visitor.get(f"{town.link(ALICE, Purpose.RECOVERY)}{sign}")
    visitor.fill("Mot de passe", NEW)
    assert visitor.press("Enregistrer").says("enregistré avec succès")


@pytest.mark.parametrize(
    "damage",
    [
        lambda link: link[:-1],
        lambda link: link[:-10],
        lambda link: link[:-1] + ("A" if link[-1] != "A" else "E"),
        lambda link: link.replace("LIEN=X", "LIEN=Xa"),
        lambda link: link.swapcase().replace("lien=x", "LIEN=X"),
        lambda link: link + "é",
        lambda link: link.partition("X")[0] + "X",
        lambda link: link.partition("X")[0] + "X" + "A" * 3000,
        lambda link: link.partition("X")[0] + "X%00",
    ],
)
def test_an_altered_link_says_so_and_offers_the_activation(
    visitor: Visitor, link: str, damage: Callable[[str], str]
) -> None:
    page = visitor.get(damage(link), status=404)

    assert page.title.startswith("Erreur : ")
    assert page.says("lien")


def test_a_link_of_a_suspended_account_is_dead(visitor: Visitor, link: str, town: Town) -> None:
    with town.services.store.write() as transaction:
        account = account_rows.by_address(transaction, BOE, BRUNO.address)
        assert account is not None
        tables.change(transaction, ACCOUNTS, account.id, suspended_at=account.created_at)

    visitor.get(link, status=404)


def test_a_link_dies_when_the_address_has_left_the_register(
    visitor: Visitor, link: str, town: Town
) -> None:
    from sqlalchemy import delete

    with town.services.store.write() as transaction:
        transaction.execute(delete(CUSTOMERS).where(CUSTOMERS.c.number.in_(BRUNO.numbers)))

    visitor.get(link, status=404)


def test_of_eight_simultaneous_choices_one_wins(town: Town, link: str) -> None:
    together = threading.Barrier(8)
    path = link.partition("8000")[2]

    def choose(number: int) -> str:
        visitor = town.visitor()
        visitor.get(path)
        visitor.fill("Mot de passe", f"mot de passe numéro {number}")
        together.wait()
        return str(visitor.press_raw("Enregistrer").status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(choose, range(8)))

    # At most two wait for one account: who comes beyond them is told to try again (503).
    assert statuses.count("303") == 1
    assert set(statuses) <= {"303", "410", "503"}
    assert town.account(BRUNO).version == 1
    assert town.kinds_of_events(BRUNO).count("activated") == 1


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "5 caractères minimum"),
        ("ab1é", "5 caractères minimum"),
        ("x" * 300, "256 caractères au plus"),
        ("azerty", "trop facile"),
        ("zzzzzzzz", "trop facile"),
        (BRUNO.address, "adresse mail"),
        (BRUNO.address.upper(), "adresse mail"),
    ],
)
def test_a_refused_password_says_why_and_keeps_the_link(
    visitor: Visitor, link: str, password: str, words: str
) -> None:
    visitor.get(link)

    page = visitor.fill("Mot de passe", password).press("Enregistrer", status=422)

    assert page.says(words)
    assert page.title.startswith("Erreur : ")
    assert visitor.fill("Mot de passe", NEW).press("Enregistrer").says(SAVED)


def test_any_sign_may_stand_in_a_password(visitor: Visitor, link: str) -> None:
    typed = " é🦒\u00a0\t'\"<>&%5 "
    visitor.get(link)
    visitor.fill("Mot de passe", typed).press("Enregistrer")

    assert visitor.fill("Mot de passe", typed).press("Se connecter").h1 == "Mes factures"


def test_an_accent_typed_in_two_ways_is_one_password(visitor: Visitor, link: str) -> None:
    visitor.get(link)
    visitor.fill("Mot de passe", "cafe\u0301 noir").press("Enregistrer")

    page = visitor.fill("Mot de passe", "caf\u00e9 noir").press("Se connecter")

    assert page.h1 == "Mes factures"


def test_a_password_of_a_million_signs_costs_nothing(visitor: Visitor, link: str) -> None:
    visitor.get(link)

    visitor.fill("Mot de passe", "x" * 1_000_000).press("Enregistrer", status=413)


def test_the_forgotten_password_answers_everybody_the_same(town: Town, inbox: Inbox) -> None:
    answers = {
        forgotten(town.visitor(), who).text.replace(who.address, "…") for who in (ALICE, ZOE, BRUNO)
    }

    assert len(answers) == 1
    assert RECOVERY_ANSWER in answers.pop()
    assert inbox.mails == []


def test_the_forgotten_password_is_chosen_anew_and_told(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    forgotten(visitor, ALICE)
    town.send_what_is_due()
    visitor.get(inbox.last().link())

    assert visitor.fill("Mot de passe", NEW).press("Enregistrer").says(SAVED)

    town.send_what_is_due()
    assert inbox.last().to == ALICE.address
    assert "LIEN=" not in inbox.last().text
    assert visitor.log_in(BOE, ALICE.address, PASSWORD, status=422)
    assert visitor.log_in(BOE, ALICE.address, NEW).h1 == "Mes factures"


def test_the_forgotten_password_of_an_account_not_active_yet_mails_the_activation(
    visitor: Visitor, inbox: Inbox, town: Town, link: str
) -> None:
    inbox.clear()

    forgotten(visitor, BRUNO)
    town.send_what_is_due()

    assert inbox.last().subject == "Accès au portail des factures"


def test_the_forgotten_password_does_not_wait_for_the_mail_server(
    visitor: Visitor, inbox: Inbox
) -> None:
    inbox.mood = Mood.HANGS

    assert forgotten(visitor, ALICE).says(RECOVERY_ANSWER)

    assert inbox.connections == 0


def test_a_new_password_ends_every_session_of_before(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    elsewhere = town.visitor()
    elsewhere.log_in(BOE, ALICE.address, PASSWORD)
    visitor.get(town.link(ALICE, Purpose.RECOVERY))
    visitor.fill("Mot de passe", NEW).press("Enregistrer")

    assert elsewhere.get("/factures").button("Se connecter")


def test_a_link_of_one_purpose_serves_no_other(town: Town, visitor: Visitor) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        recovery = town.link(ALICE, Purpose.RECOVERY)
        activation = town.link(ALICE, Purpose.ACTIVATION)
        clock.shift(2 * 3600)

        visitor.get(recovery, status=410)
        visitor.get(activation)
