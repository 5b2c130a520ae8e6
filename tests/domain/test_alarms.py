"""What the administrator is told, and how often."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import time_machine

from domain import history
from domain.history import NO_VISIT, Kind
from domain.limits import TOO_OFTEN_OF_PORTAL, TooOften
from jobs import background
from tests.commands.flask import a_data_folder, flask, run
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import knock
from tests.people import AGEN, BOE
from tests.town import Town, running

ADMIN = "informatique@ville-boe.fr"


@pytest.fixture
def watched(tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase) -> Iterator[Town]:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database, ADMIN=f" {ADMIN.upper()} ") as town:
        yield town


def note(town: Town, kind: Kind, times: int, portal: str = BOE) -> None:
    with town.services.store.write() as transaction:
        for number in range(times):
            history.record(
                transaction, kind, NO_VISIT, portal=portal, address=f"c{number}@exemple.fr"
            )


def look(town: Town) -> list[str]:
    """What the portal does by itself every minute; returns the mails that have left so far."""
    with town.app.app_context():
        background.warn()
    town.send_what_is_due()
    return [mail.text for mail in town.inbox.to(ADMIN)]


@pytest.mark.parametrize(
    ("kind", "most", "words"),
    [
        (Kind.LOGIN_FAILED, 200, "200 mots de passe refusés en une heure"),
        (Kind.UNKNOWN_ADDRESS, 60, "60 activations d'adresses inconnues en une heure"),
        (Kind.MAIL_REFUSED, 20, "20 courriels refusés en une heure"),
    ],
)
def test_the_administrator_is_told_once_a_bound_is_reached(
    watched: Town, kind: Kind, most: int, words: str
) -> None:
    note(watched, kind, most - 1)
    note(watched, kind, most - 1, AGEN)
    assert look(watched) == []

    note(watched, kind, 1)

    [mail] = look(watched)
    assert words in mail
    assert "Ville de Boé" in mail


def test_it_is_told_once_an_hour_at_most_and_forgotten_after_one(watched: Town) -> None:
    note(watched, Kind.LOGIN_FAILED, 200)
    look(watched)

    assert len(look(watched)) == 1
    with watched.later(minutes=59):
        note(watched, Kind.LOGIN_FAILED, 200)
        assert len(look(watched)) == 1
    with watched.later(minutes=61):
        assert len(look(watched)) == 2
    with watched.later(minutes=240):
        assert len(look(watched)) == 2


def test_many_answers_that_put_off_are_told(watched: Town, at_noon: time_machine.Traveller) -> None:
    (most,) = TOO_OFTEN_OF_PORTAL
    with suppress(TooOften):
        for _ in range(most.count - 1):
            watched.services.counters.count("too often", TOO_OFTEN_OF_PORTAL, BOE)
    knock(watched, "/connexion", 30)
    assert look(watched) == []

    assert knock(watched, "/connexion", 1) == {429}

    [mail] = look(watched)
    assert "Plus de 150 demandes renvoyées à plus tard" in mail


def test_doctor_says_the_same_and_advises_an_address(town: Town) -> None:
    note(town, Kind.LOGIN_FAILED, 200)

    said = run(town.app, "doctor").said

    assert "Ville de Boé : 200 mots de passe refusés en une heure" in said
    assert "PORTAIL_ADMIN=" in said


def test_a_backup_that_fails_is_told(watched: Town) -> None:
    taken = run(watched.app, "backup", str(watched.data_dir / "nulle" / "part.tar"))

    assert taken.status == 2
    [mail] = look(watched)
    assert "La sauvegarde n'a pas été faite" in mail


def test_an_address_that_is_none_is_a_wrong_setting(tmp_path: Path) -> None:
    answer = flask("doctor", folder=a_data_folder(tmp_path / "data"), PORTAIL_ADMIN="informatique")

    assert answer.status == 2
    assert "PORTAIL_ADMIN" in answer.said
