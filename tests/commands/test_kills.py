"""`kill -9` at the worst moment: what was accepted is not lost, and no mail comes twice."""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from store import customers
from store.records import Message, MessageState
from tests import tables
from tests.commands.load import Load, forget_the_password
from tests.commands.portal import serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox, Mood
from tests.jobs.portal import until
from tests.people import ALICE, BOE, DENIS
from tests.town import Town, running

KILLS = int(os.environ.get("KILLS", "5"))  # `make bench ARGS=kills` makes it fifty


def test_a_mail_on_its_way_at_a_kill_leaves_after_the_restart_exactly_once(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database) as town:
        store = town.services.store
        mail_port = {"PORTAIL_MAIL_PORT": str(inbox.port)}
        inbox.mood = Mood.HANGS
        with serving(folder, **mail_port) as portal:
            forget_the_password(portal)
            until(lambda: inbox.connections)
            portal.stop(signal.SIGKILL)
        inbox.mood = Mood.ACCEPTS

        with serving(folder, **mail_port):
            inbox.wait(1)
            time.sleep(2)  # time enough for a second one

        with store.read() as transaction:
            kept = tables.mails(transaction, MessageState.SENT)

    assert [mail.header("Message-ID") for mail in inbox.mails] == [kept[0].message_id]
    assert inbox.last().to == ALICE.address


# A kill in the middle of an answer leaves the browser's end of it to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kills_under_load_lose_nothing_that_was_confirmed(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    settings = {"PORTAIL_MAIL_PORT": str(inbox.port), "PORTAIL_RATELIMIT_ENABLED": "false"}
    with running(folder, inbox, empty_database=empty_database) as town:
        load = Load(town)
        for _ in range(KILLS):
            with serving(folder, **settings) as portal:
                load.until_killed(portal)
            a_confirmed_password_works(load)
        with serving(folder, **settings):
            until(lambda: not kept(town, MessageState.WAITING), seconds=20)
        sent = [message.message_id for message in kept(town, MessageState.SENT)]
        asked = town.kinds_of_events(ALICE).count("recovery_asked")
        with town.services.store.read() as transaction:
            known = customers.known(transaction, BOE)
        faults = town.services.store.faults()

    arrived = Counter(mail.header("Message-ID") for mail in inbox.mails)
    assert asked >= load.answered
    assert set(load.imported) <= set(known)
    assert set(arrived) == set(sent)
    assert sum(arrived.values()) - len(arrived) <= KILLS
    assert faults == []


def a_confirmed_password_works(load: Load) -> None:
    """The last one confirmed, or the one that was being saved at the kill."""
    kept = load.town.account(DENIS).password_hash
    works = [
        password
        for password in [load.confirmed, *load.unconfirmed]
        if load.town.services.hasher.verify(kept, password)
    ]
    assert len(works) == 1
    load.confirmed, load.unconfirmed = works[0], []


def kept(town: Town, state: MessageState) -> list[Message]:
    with town.services.store.read() as transaction:
        return tables.mails(transaction, state, 10_000)
