"""`kill -9` at the worst moment: what was accepted is not lost, and no mail comes twice."""

import http.client
import http.cookiejar
import os
import random
import re
import secrets
import signal
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.accounts.links import Purpose
from store import customers
from store.records import Message, MessageState
from tests import tables
from tests.commands.flask import flask
from tests.commands.portal import Serving, serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox, Mood
from tests.jobs.portal import until
from tests.people import ALICE, BOE, DENIS, PASSWORD
from tests.town import Town, running

KILLS = int(os.environ.get("KILLS", "5"))  # `make bench ARGS=kills` makes it fifty


HIDDEN = re.compile(r'<input (?=[^>]*type="hidden")[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def fill_in(portal: Serving, page: str, action: str, **typed: str) -> str:
    """What a browser of its own does with a form; returns the page that answers."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    with browser.open(portal.origin + page, timeout=10) as answer:
        hidden = HIDDEN.findall(answer.read().decode())
    form = urllib.parse.urlencode(dict(hidden) | typed).encode()
    with browser.open(portal.origin + action, form, timeout=10) as answer:
        said: str = answer.read().decode()
    return said


def forget_the_password(portal: Serving) -> None:
    """What Alice's browser sends from « Oublié ? »."""
    page = f"/mot-de-passe-oublie?LIEN={BOE}"
    fill_in(portal, page, page, address=ALICE.address)


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


@dataclass
class Load:
    """What people do meanwhile, and what they were told is done."""

    town: Town
    answered: int = 0  # requests for a mail
    confirmed: str = PASSWORD
    choices: int = 0
    unconfirmed: list[str] = field(default_factory=list)  # sent since, and not answered
    imported: list[str] = field(default_factory=list)  # customers' numbers

    def ask(self, portal: Serving) -> None:
        forget_the_password(portal)
        self.answered += 1

    def choose(self, portal: Serving) -> None:
        link = self.town.link(DENIS, Purpose.RECOVERY)
        chosen = secrets.token_hex(8)
        self.unconfirmed.append(chosen)
        said = fill_in(portal, link, "/mot-de-passe", password=chosen)
        assert "enregistré avec succès" in said
        self.confirmed, self.unconfirmed = chosen, []
        self.choices += 1

    def import_a_list(self, folder: Path) -> None:
        first = 50_000 + len(self.imported)
        numbers = [str(first + more) for more in range(200)]
        lines = [f"{number};CLIENT {number};c{number}@exemple.fr" for number in numbers]
        listed = folder.with_name("clients.csv")
        listed.write_text("\n".join(["Numéro;Nom;Mail", *lines]), "utf-8")
        assert flask("clients", "import", str(listed), "--lien", BOE, folder=folder).status == 0
        self.imported += numbers

    def until_killed(self, portal: Serving) -> None:
        """Browsers ask and choose again and again; the kill comes at a moment of chance."""
        stop = threading.Event()
        acts = [self.ask] * 3 + [self.choose]
        threads = [
            threading.Thread(target=again_and_again, args=(act, portal, stop), daemon=True)
            for act in acts
        ]
        answers, choices = self.answered + 5, self.choices + 2
        for thread in threads:
            thread.start()
        try:
            self.import_a_list(self.town.data_dir)
            until(lambda: self.answered >= answers and self.choices >= choices, seconds=20)
            time.sleep(random.uniform(0, 0.3))
            portal.stop(signal.SIGKILL)
        finally:
            stop.set()
            for thread in threads:
                thread.join(10)


def again_and_again(act: Callable[[Serving], None], portal: Serving, stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(OSError, http.client.HTTPException):
            act(portal)


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
