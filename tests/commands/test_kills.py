"""`kill -9` at the worst moment: what was accepted is not lost, and no mail comes twice."""

import http.client
import http.cookiejar
import os
import random
import re
import signal
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from store import messages
from store.models import Message, MessageState
from tests.commands.portal import Serving, serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox, Mood
from tests.jobs.portal import until
from tests.people import ALICE, BOE
from tests.town import Town, running

KILLS = int(os.environ.get("KILLS", "5"))  # `make bench ARGS=kills` makes it fifty


def forget_the_password(portal: Serving) -> None:
    """What Alice's browser sends from « Oublié ? »."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    page = f"{portal.origin}/mot-de-passe-oublie?LIEN={BOE}"
    with browser.open(page, timeout=10) as answer:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    assert token
    form = urllib.parse.urlencode({"csrf_token": token[1], "address": ALICE.address}).encode()
    with browser.open(page, form, timeout=10) as answer:
        assert answer.status == 200


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

        with store.read() as session:
            kept = messages.listed(session, MessageState.SENT)

    assert [mail.header("Message-ID") for mail in inbox.mails] == [kept[0].message_id]
    assert inbox.last().to == ALICE.address


# A kill in the middle of an answer leaves the browser's end of it to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kills_under_load_lose_no_request_and_no_mail(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder, answered = tmp_path / "data", list[bool]()
    settings = {"PORTAIL_MAIL_PORT": str(inbox.port), "PORTAIL_RATELIMIT_ENABLED": "false"}
    with running(folder, inbox, empty_database=empty_database) as town:
        for _ in range(KILLS):
            with serving(folder, **settings) as portal:
                under_load_until_killed(portal, answered)
        with serving(folder, **settings):
            until(lambda: not kept(town, MessageState.WAITING), seconds=20)
        sent = [message.message_id for message in kept(town, MessageState.SENT)]
        asked = town.kinds_of_events(ALICE).count("recovery_asked")

    arrived = Counter(mail.header("Message-ID") for mail in inbox.mails)
    assert asked >= len(answered)
    assert set(arrived) == set(sent)
    assert sum(arrived.values()) - len(arrived) <= KILLS


def under_load_until_killed(portal: Serving, answered: list[bool]) -> None:
    """Three browsers ask again and again; the kill comes at a moment of chance."""
    stop = threading.Event()

    def ask_again_and_again() -> None:
        while not stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                forget_the_password(portal)
                answered.append(True)

    threads = [threading.Thread(target=ask_again_and_again, daemon=True) for _ in range(3)]
    enough = len(answered) + 5
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(answered) >= enough, seconds=20)
        time.sleep(random.uniform(0, 0.3))
        portal.stop(signal.SIGKILL)
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def kept(town: Town, state: MessageState) -> list[Message]:
    with town.services.store.read() as session:
        return messages.listed(session, state, 10_000)
