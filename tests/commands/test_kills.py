"""`kill -9` at the worst moment: what was accepted is not lost, and no mail comes twice."""

import http.cookiejar
import re
import signal
import threading
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

from store import messages
from store.models import MessageState
from tests.commands.portal import Serving, serving
from tests.inbox import Inbox, Mood
from tests.jobs.portal import until
from tests.people import ALICE, BOE
from tests.town import running


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
    tmp_path: Path, inbox: Inbox, empty_database: Path
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


def test_a_request_that_was_answered_survives_a_kill_under_load(
    tmp_path: Path, inbox: Inbox, empty_database: Path
) -> None:
    folder = tmp_path / "data"
    answered = []
    stop = threading.Event()

    def ask_again_and_again(portal: Serving) -> None:
        while not stop.is_set():
            with suppress(OSError):
                forget_the_password(portal)
                answered.append(True)

    with running(folder, inbox, empty_database=empty_database) as town:
        with serving(
            folder,
            "--workers",
            "2",
            PORTAIL_MAIL_PORT=str(inbox.port),
            PORTAIL_RATELIMIT_ENABLED="false",
        ) as portal:
            threads = [
                threading.Thread(target=ask_again_and_again, args=(portal,), daemon=True)
                for _ in range(3)
            ]
            for thread in threads:
                thread.start()
            try:
                until(lambda: len(answered) > 10)
                portal.stop(signal.SIGKILL)
            finally:
                stop.set()
            for thread in threads:
                thread.join()
        asked = town.kinds_of_events(ALICE).count("recovery_asked")

    assert asked >= len(answered)
