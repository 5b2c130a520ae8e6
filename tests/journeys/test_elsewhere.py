"""The town hall moves to another machine, and to the other kind of database, in the middle of it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.sender import Result
from store import backup, restore
from tests.databases import one_of
from tests.inbox import Inbox, Mood
from tests.people import ALICE, BRUNO, CHLOE, PASSWORD
from tests.town import Town, running

NEW_PASSWORD = "une girafe à lunettes"


@pytest.fixture
def elsewhere_url(database_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The other kind of database than the one before."""
    request.param = "sqlite" if database_url else "postgresql"
    yield from one_of(request)


def moved(town: Town, folder: Path, url: str) -> None:
    """What an administrator does with `flask backup` and `flask restore`."""
    archive = io.BytesIO()
    backup.take(town.services.store, town.services.keys, archive, step=lambda: None)
    archive.seek(0)
    restore.put_back(archive, folder, url, without_mails=False, step=lambda: None)


def test_sessions_links_and_waiting_mails_go_on_elsewhere(
    tmp_path: Path,
    inbox: Inbox,
    database_url: str,
    elsewhere_url: str,
) -> None:
    with running(tmp_path / "data", inbox, DATABASE_URL=database_url) as here:
        alice, bruno, chloe = here.visitor(), here.visitor(), here.visitor()
        alice.log_in(ALICE.portal, ALICE.address, PASSWORD)
        for who, visitor in ((BRUNO, bruno), (CHLOE, chloe)):
            inbox.mood = Mood.ACCEPTS if who is BRUNO else Mood.REFUSES_FOR_NOW
            visitor.get(f"/activation?LIEN={who.portal}")
            visitor.fill("Adresse mail", who.address).press("Activation")
        link = inbox.last().link().removeprefix("http://127.0.0.1:8000")
        cookies = alice.cookies()
        moved(here, tmp_path / "elsewhere", elsewhere_url)
    inbox.mood = Mood.ACCEPTS

    with running(tmp_path / "elsewhere", inbox, cast=(), DATABASE_URL=elsewhere_url) as there:
        still_alice = there.visitor()
        for cookie in cookies:
            still_alice.carry(cookie.key, cookie.value)
        assert still_alice.get("/factures").h1 == "Mes factures"

        bruno = there.visitor()
        bruno.get(link)
        bruno.fill("Mot de passe", NEW_PASSWORD).press("Enregistrer")
        bruno.log_in(BRUNO.portal, BRUNO.address, NEW_PASSWORD)
        assert bruno.get("/factures").h1 == "Mes factures"

        assert due_now(there) == [Result.SENT]
        assert inbox.last().to == CHLOE.address


def due_now(town: Town) -> list[Result]:
    """What is sent once the pause after the failed try is over."""
    import time_machine

    from domain import clock
    from domain.outbox import PAUSES

    with time_machine.travel(clock.now() + PAUSES[0] * 2):
        return town.send_what_is_due()
