"""What a customer reads, and what becomes of the mail, whatever the mail server's mood."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine

from domain import clock as clock_of_the_house
from mail.sender import Result
from store.records import MessageState
from tests.databases import EmptyDatabase
from tests.inbox import Inbox, Mood
from tests.pages import KEPT, ask_to_activate, the_mail
from tests.people import BRUNO, CHLOE
from tests.store.portals import rows_of
from tests.town import Town, running
from tests.visitor import Visitor


@pytest.mark.parametrize(
    "mood",
    [
        Mood.HANGS,
        Mood.REFUSES_FOR_NOW,
        Mood.CLOSES_IN_THE_MIDDLE,
        Mood.CUTS_AFTER_TAKING,
        Mood.HANGS_AFTER_TAKING,
    ],
)
def test_a_mail_that_was_not_accepted_is_kept_and_leaves_later(
    visitor: Visitor, inbox: Inbox, town: Town, mood: Mood
) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        inbox.mood = mood

        assert ask_to_activate(visitor, BRUNO).says(KEPT)

        assert the_mail(town, MessageState.WAITING).reply
        inbox.mood = Mood.ACCEPTS
        clock.shift(61)
        assert town.send_what_is_due() == [Result.SENT]
        assert len({mail.header("Message-ID") for mail in inbox.mails}) == 1
        assert town.send_what_is_due() == []


def test_a_mail_server_that_is_away_keeps_the_request(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody_there = str(listener.getsockname()[1])
    with running(
        tmp_path / "data", inbox, empty_database=empty_database, MAIL_PORT=nobody_there
    ) as town:
        assert ask_to_activate(town.visitor(), BRUNO).says(KEPT)

        assert the_mail(town, MessageState.WAITING).reply == "le serveur refuse la connexion"


def test_an_address_refused_for_good_is_said_and_never_tried_again(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    inbox.mood = Mood.REFUSES_FOR_EVER

    page = ask_to_activate(visitor, BRUNO)

    assert page.title.startswith("Erreur : ")
    assert not page.says("envoyé avec succès")
    assert "No such user" in str(the_mail(town, MessageState.REFUSED).reply)
    inbox.mood = Mood.ACCEPTS
    assert town.send_what_is_due() == []
    ask_to_activate(visitor, BRUNO)
    assert inbox.mails == []


def test_a_text_refused_for_good_does_not_condemn_the_address(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    inbox.mood = Mood.REFUSES_THE_TEXT
    ask_to_activate(visitor, BRUNO)
    inbox.mood = Mood.ACCEPTS

    assert ask_to_activate(visitor, BRUNO).says("envoyé avec succès")


def test_the_pauses_between_tries_grow_up_to_an_hour(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=False) as clock:
        ask_to_activate(visitor, BRUNO)
        pauses = []
        for _ in range(9):
            waiting = the_mail(town, MessageState.WAITING)
            pauses.append(
                round((waiting.next_try_at - clock_of_the_house.now()).total_seconds() / 60)
            )
            clock.move_to(waiting.next_try_at)
            assert town.send_what_is_due() == [Result.KEPT]

    assert pauses == [1, 2, 5, 10, 20, 40, 60, 60, 60]


def test_after_three_failures_in_a_row_nobody_waits_for_the_server(
    town: Town, inbox: Inbox
) -> None:
    inbox.mood = Mood.HANGS
    for _ in range(3):
        assert ask_to_activate(town.visitor(), BRUNO).says(KEPT)
    seen = inbox.connections

    assert ask_to_activate(town.visitor(), CHLOE).says(KEPT)

    assert inbox.connections == seen


def test_one_mail_is_sent_once_however_many_send_at_once(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        for person in (BRUNO, CHLOE):
            ask_to_activate(visitor, person)
        inbox.mood = Mood.ACCEPTS
        clock.shift(61)
        together = threading.Barrier(6)

        def send() -> list[Result]:
            together.wait()
            return town.send_what_is_due()

        with ThreadPoolExecutor(6) as pool:
            results = [
                result
                for future in [pool.submit(send) for _ in range(6)]
                for result in future.result()
            ]

    assert results.count(Result.SENT) == 2
    assert sorted(mail.to for mail in inbox.mails) == sorted([BRUNO.address, CHLOE.address])


def test_a_mail_whose_reason_has_gone_is_not_sent(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        inbox.mood = Mood.REFUSES_FOR_NOW
        ask_to_activate(visitor, BRUNO)
        town.activate(BRUNO)
        inbox.mood = Mood.ACCEPTS
        clock.shift(61)

        town.send_what_is_due()

    assert inbox.mails == []
    assert the_mail(town, MessageState.CANCELLED)


@pytest.mark.sqlite("its file is read")
def test_no_link_and_no_token_lies_in_the_database(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    ask_to_activate(visitor, BRUNO)
    link = inbox.last().link()
    visitor.get(link)
    visitor.fill("Mot de passe", "une girafe à lunettes").press("Enregistrer")

    kept = repr(rows_of(town.services.store)).encode()
    kept += b"".join(path.read_bytes() for path in town.data_dir.glob("portail.db*"))
    assert BRUNO.address.encode() in kept
    assert link.rpartition("X")[2].encode() not in kept
    assert link.rpartition(".")[2].encode() not in kept
    assert b"girafe" not in kept
