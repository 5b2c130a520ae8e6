"""`flask courriels`: what a clerk reads of mails, sending what waits, one mail as a trial."""

import json
from pathlib import Path

import pytest

from domain import clock, outbox
from domain.replies import in_words
from store import accounts
from tests.commands.flask import a_data_folder, flask, run
from tests.inbox import Inbox, Mood
from tests.people import ALICE, BRUNO, CHLOE, Person
from tests.town import Town


def put(town: Town, *people: Person) -> None:
    with town.services.store.write() as transaction:
        for person in people:
            portal = town.services.portals.all()[person.portal]
            account = accounts.get_or_add(transaction, person.portal, person.address, clock.now())
            kind = outbox.Kind.RECOVERY if person.is_active else outbox.Kind.ACTIVATION
            outbox.put(transaction, portal, account, kind)


def test_what_waits_leaves_at_once_whatever_its_hour(town: Town) -> None:
    put(town, ALICE, BRUNO)

    answer = run(town.app, "courriels", "send")

    assert (answer.status, answer.said) == (
        0,
        "2 courriels envoyés, 0 refusé, 0 reste en attente.\n",
    )
    assert {mail.to for mail in town.inbox.mails} == {ALICE.address, BRUNO.address}


def test_what_did_not_leave_is_listed_with_the_reason_in_plain_words(town: Town) -> None:
    put(town, ALICE, BRUNO, CHLOE)
    town.inbox.moods = {
        BRUNO.address: Mood.REFUSES_FOR_EVER,
        CHLOE.address: Mood.REFUSES_FOR_NOW,
    }

    answer = run(town.app, "courriels", "send")

    assert answer.status == 1
    assert "1 courriel envoyé, 1 refusé, 1 reste en attente." in answer.said
    lines = answer.said.splitlines()
    assert any(BRUNO.address in line and "n'existe pas" in line for line in lines)
    assert any(CHLOE.address in line and "réessayer plus tard" in line for line in lines)


def test_when_nothing_could_be_sent_the_status_says_so(town: Town) -> None:
    put(town, ALICE)
    town.inbox.mood = Mood.REFUSES_FOR_NOW

    assert run(town.app, "courriels", "send").status == 2


def test_the_list_shows_first_what_waits_then_what_was_refused(town: Town) -> None:
    put(town, ALICE, BRUNO)
    town.inbox.moods[BRUNO.address] = Mood.REFUSES_FOR_EVER
    run(town.app, "courriels", "send")
    put(town, CHLOE)

    said = run(town.app, "courriels", "list").said
    rows = json.loads(run(town.app, "courriels", "list", "--json").said)

    assert said.startswith("1 courriel attend, 1 a été refusé, 1 a été envoyé")
    assert said.index(CHLOE.address) < said.index(BRUNO.address) < said.index(ALICE.address)
    assert [row["etat"] for row in rows] == ["waiting", "refused", "sent"]


def test_a_trial_shows_each_answer_of_the_server_and_no_secret(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")
    with Inbox(login=("boe", "motdepasse-secret")) as inbox:
        answer = flask(
            *("courriels", "test", "maire@ville-boe.fr"),
            folder=folder,
            PORTAIL_MAIL_PORT=str(inbox.port),
            PORTAIL_MAIL_USE_TLS="true",
            PORTAIL_MAIL_USERNAME="boe",
            PORTAIL_MAIL_PASSWORD="motdepasse-secret",
        )

    assert answer.status == 0
    for line in ("→ STARTTLS", "← 235", "→ RCPT TO:<maire@ville-boe.fr>", "← 250 2.0.0 Taken"):
        assert line in answer.said
    # « boe » and the password in base64, alone and together
    for secret in ("motdepasse", "bW90ZGVwYXNzZ", "AGJvZQBtb3RkZXBh"):
        assert secret not in answer.said + answer.told
    assert inbox.last().header("Auto-Submitted") == "auto-generated"


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        (Mood.REFUSES_FOR_EVER, "550 5.1.1 No such user here (cette adresse n'existe pas)"),
        (Mood.HANGS, "le serveur n'a pas répondu en 1 s"),
        (Mood.CLOSES_IN_THE_MIDDLE, "le serveur a coupé la conversation"),
    ],
)
def test_a_trial_that_fails_says_why_and_which_settings_to_look_at(
    tmp_path: Path, inbox: Inbox, mood: Mood, sentence: str
) -> None:
    inbox.mood = mood

    answer = flask(
        *("courriels", "test", "maire@ville-boe.fr"),
        folder=a_data_folder(tmp_path / "data"),
        PORTAIL_MAIL_PORT=str(inbox.port),
        PORTAIL_MAIL_TIMEOUT="1",
    )

    assert answer.status == 2
    assert sentence in answer.told
    assert "PORTAIL_MAIL_SERVER" in answer.told


def test_a_trial_needs_an_address_and_a_mail_server(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")

    no_address = flask("courriels", "test", "maire", folder=folder)
    demo = flask(
        *("courriels", "test", "a@ville-boe.fr"),
        folder=folder,
        PORTAIL_DEMO="true",
        PORTAIL_MAIL_SERVER="",
    )

    assert (no_address.status, demo.status) == (2, 2)
    assert "« maire » : il manque le signe « @ »" in no_address.told
    assert "démonstration" in demo.told


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 unknown", "cette adresse n'existe pas"),
        ("452 4.2.2 over quota", "la boîte aux lettres est pleine"),
        ("550 5.7.26 DMARC", "une règle du serveur refuse nos messages (courrier indésirable ?)"),
        ("535 5.7.8 Error", "le nom ou le mot de passe de messagerie n'est pas le bon"),
        ("421 later", "le serveur demande de réessayer plus tard"),
        ("le serveur refuse la connexion", "le serveur refuse la connexion"),
        (None, ""),
    ],
)
def test_what_a_server_says_is_put_in_a_clerks_words(reply: str | None, words: str) -> None:
    assert in_words(reply) == words
