"""A mail server that is away for a day, hangs, or cuts: no mail is lost, given up or sent twice."""

import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from mail.sender import Result
from store.records import MessageState
from tests import tables
from tests.commands.flask import doctor, lines
from tests.databases import EmptyDatabase
from tests.inbox import Inbox, Mood
from tests.pages import KEPT, ask_to_activate, the_mail
from tests.people import BRUNO, PASSWORD
from tests.town import Town, running
from tests.visitor import Visitor

DAY = timedelta(days=1)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def try_for(town: Town, traveller: time_machine.Traveller, how_long: timedelta) -> list[timedelta]:
    """Try at each moment that the outbox says; returns the pauses between."""
    pauses: list[timedelta] = []
    until = clock.now() + how_long
    while (waiting := the_mail(town, MessageState.WAITING)).next_try_at < until:
        pauses.append(waiting.next_try_at - clock.now())
        traveller.move_to(waiting.next_try_at)
        assert town.send_what_is_due() == [Result.KEPT]
    return pauses


def test_a_mail_server_down_for_a_day_gets_the_mail_once_when_it_is_back(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    port = a_free_port()
    folder = tmp_path / "data"
    with (
        time_machine.travel(clock.now(), tick=False) as traveller,
        running(folder, inbox, empty_database=empty_database, MAIL_PORT=str(port)) as town,
    ):
        visitor = town.visitor()
        assert ask_to_activate(visitor, BRUNO).says(KEPT)
        asked_for = the_mail(town, MessageState.WAITING)

        pauses = try_for(town, traveller, DAY)
        said = lines(doctor(town), "courriels")[0]
        with Inbox(port=port) as back:
            traveller.move_to(the_mail(town, MessageState.WAITING).next_try_at)
            results = town.send_what_is_due()
            traveller.shift(DAY)
            results += town.send_what_is_due()
            visitor.get(back.last().link())
            chosen = visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")

    assert pauses == sorted(pauses)
    assert 24 < len(pauses) < 36
    assert "1 courriel attend depuis plus d'une heure" in said
    assert results == [Result.SENT]
    assert [mail.header("Message-ID") for mail in back.mails] == [asked_for.message_id]
    assert chosen.says("Le nouveau mot de passe a été enregistré avec succès.")


def test_asking_again_and_again_while_it_is_down_sends_one_mail(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    port = a_free_port()
    folder = tmp_path / "data"
    with (
        time_machine.travel(clock.now(), tick=False) as traveller,
        running(folder, inbox, empty_database=empty_database, MAIL_PORT=str(port)) as town,
    ):
        for _ in range(3):
            assert ask_to_activate(town.visitor(), BRUNO).says(KEPT)
        with Inbox(port=port) as back:
            traveller.shift(DAY)
            town.send_what_is_due()

    assert [mail.to for mail in back.mails] == [BRUNO.address]


def test_one_that_hangs_holds_a_page_no_longer_than_the_setting_says(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    inbox.mood = Mood.HANGS
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, MAIL_TIMEOUT="1") as town:
        visitor = town.visitor()
        began = time.monotonic()

        assert ask_to_activate(visitor, BRUNO).says(KEPT)

        assert 0.9 < time.monotonic() - began < 2.5
        assert (
            the_mail(town, MessageState.WAITING).reply == "le serveur n'a pas répondu en 1\u00a0s"
        )


def test_one_that_accepts_and_then_cuts_has_the_mail(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    inbox.mood = Mood.CUTS_AT_THE_END

    assert ask_to_activate(visitor, BRUNO).says("envoyé avec succès")

    assert town.send_what_is_due() == []
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("mood", [Mood.CUTS_AFTER_TAKING, Mood.HANGS_AFTER_TAKING])
def test_one_that_takes_the_mail_and_never_says_so_gets_it_again_under_the_same_name(
    visitor: Visitor, inbox: Inbox, town: Town, mood: Mood
) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        inbox.mood = mood
        ask_to_activate(visitor, BRUNO)
        inbox.mood = Mood.ACCEPTS
        traveller.move_to(the_mail(town, MessageState.WAITING).next_try_at)
        assert town.send_what_is_due() == [Result.SENT]

    with town.services.store.read() as transaction:
        (kept,) = tables.mails(transaction, MessageState.SENT)
    names = [mail.header("Message-ID") for mail in inbox.mails]
    assert names == [kept.message_id] * 2
