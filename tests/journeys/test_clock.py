"""The clock an hour forth and back: nobody is logged out, stopped or left waiting for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from domain import clock
from jobs import background, housekeeping
from mail.sender import Result
from store import backup, messages, sessions
from store.records import Message, MessageState
from tests import tables
from tests.commands.flask import doctor, lines
from tests.inbox import Inbox, Mood
from tests.pages import ask_to_activate, fail, is_logged_in, knock, logged_in, try_to_log_in
from tests.people import ALICE, BOE, BRUNO, PASSWORD
from tests.town import Town
from tests.visitor import Visitor

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """A clock that can be set, and stands still in between."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def waiting(town: Town) -> list[Message]:
    with town.services.store.read() as transaction:
        return tables.mails(transaction, MessageState.WAITING)


def what_runs_each_minute(town: Town) -> None:
    (task,) = [each for each in background.tasks() if each.name == "reprise"]
    with town.app.app_context():
        task.once()


def test_a_log_in_goes_on_after_the_clock_went_back(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    visitor = logged_in(town)

    traveller.shift(-HOUR)
    assert is_logged_in(visitor)

    traveller.shift(59 * MINUTE)
    assert is_logged_in(visitor)
    traveller.shift(61 * MINUTE)
    assert not is_logged_in(visitor)


def test_a_form_opened_before_can_still_be_sent(
    visitor: Visitor, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    visitor.get(f"/?LIEN={BOE}")
    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)

    traveller.shift(-HOUR)

    assert visitor.press("Se connecter").h1 == "Mes factures"


def test_a_log_in_of_a_clock_that_was_a_year_ahead_does_not_last_a_year(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(timedelta(days=365))
    visitor = logged_in(town)

    traveller.shift(-timedelta(days=365))

    assert not is_logged_in(visitor)


def test_a_limit_reached_while_the_clock_was_ahead_stops_nobody_afterwards(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    fail(town, 10)

    traveller.shift(-HOUR)

    assert logged_in(town).page.h1 == "Mes factures"


def test_a_log_in_while_the_clock_was_ahead_does_not_open_the_door_to_guessing(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    logged_in(town)

    traveller.shift(-HOUR)
    fail(town, 10)

    try_to_log_in(town.visitor(), ALICE.address, PASSWORD, status=429)


def test_mails_asked_for_while_the_clock_was_ahead_do_not_keep_others_from_being_asked_for(
    town: Town, inbox: Inbox, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    for _ in range(3):
        ask_to_activate(town.visitor(), BRUNO)

    traveller.shift(-HOUR)
    ask_to_activate(town.visitor(), BRUNO)

    assert len(inbox.mails) == 4


def test_a_link_mailed_while_the_clock_was_ahead_works(
    visitor: Visitor, inbox: Inbox, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    ask_to_activate(visitor, BRUNO)

    traveller.shift(-HOUR)
    visitor.get(inbox.last().link())

    assert visitor.fill("Mot de passe", PASSWORD).press("Enregistrer").says("avec succès")


@pytest.mark.parametrize("ahead", [HOUR, timedelta(days=400)])
def test_a_mail_put_off_while_the_clock_was_ahead_waits_no_longer_than_its_pause(
    visitor: Visitor, inbox: Inbox, town: Town, traveller: time_machine.Traveller, ahead: timedelta
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    traveller.shift(ahead)
    ask_to_activate(visitor, BRUNO)
    inbox.mood = Mood.ACCEPTS

    traveller.shift(-ahead)
    what_runs_each_minute(town)
    traveller.shift(61)

    assert town.send_what_is_due() == [Result.SENT]


def test_a_claim_of_another_host_whose_clock_was_ahead_ends(
    visitor: Visitor, inbox: Inbox, town: Town, traveller: time_machine.Traveller
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    ask_to_activate(visitor, BRUNO)
    inbox.mood = Mood.ACCEPTS
    in_an_hour = clock.now() + HOUR
    with town.services.store.write() as transaction:
        number = waiting(town)[0].id
        claimed = messages.claim(
            transaction, number, by="elsewhere:1:1", now=clock.now(), until=in_an_hour
        )

    what_runs_each_minute(town)
    traveller.shift(5 * MINUTE)

    assert claimed
    assert town.send_what_is_due() == [Result.SENT]


def test_an_hour_forth_and_back_sends_no_mail_twice(
    visitor: Visitor, inbox: Inbox, town: Town, traveller: time_machine.Traveller
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    ask_to_activate(visitor, BRUNO)
    inbox.mood = Mood.ACCEPTS

    traveller.shift(HOUR)
    first = town.send_what_is_due()
    traveller.shift(-HOUR)
    what_runs_each_minute(town)
    traveller.shift(2 * HOUR)

    assert (first, town.send_what_is_due()) == ([Result.SENT], [])
    assert len(inbox.mails) == 1


def test_housekeeping_erases_nothing_that_is_needed(
    town: Town, inbox: Inbox, traveller: time_machine.Traveller
) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW
    ask_to_activate(town.visitor(), BRUNO)
    events = town.kinds_of_events(ALICE)

    for move in (HOUR, -HOUR, -HOUR, HOUR):
        traveller.shift(move)
        with town.app.app_context():
            housekeeping.run()

    assert len(waiting(town)) == 1
    assert town.kinds_of_events(ALICE) == events
    assert town.has_account(BRUNO)


def test_a_use_while_the_clock_was_ahead_is_noted_anew(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    visitor = logged_in(town)

    traveller.shift(-HOUR)
    is_logged_in(visitor)

    with town.services.store.read() as transaction:
        (row,) = sessions.of_accounts.of_owner(transaction, town.account(ALICE).id)
    assert row.used_at == clock.now()


def test_a_backup_dated_to_come_is_no_recent_backup(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    backup.note(town.data_dir)
    traveller.shift(-HOUR)
    an_hour_ahead = lines(doctor(town), "sauvegarde")[0]

    traveller.shift(timedelta(days=-365))

    assert an_hour_ahead.startswith("bien")
    assert "l'horloge avançait" in lines(doctor(town), "sauvegarde")[0]


def test_forms_counted_by_a_clock_that_was_ahead_stop_nobody_once_it_is_right(
    town: Town, traveller: time_machine.Traveller
) -> None:
    traveller.shift(HOUR)
    assert knock(town, "/activation", 15) == {422}

    traveller.shift(-HOUR)

    assert knock(town, "/activation", 15) == {422}
    assert 429 in knock(town, "/activation", 10)
