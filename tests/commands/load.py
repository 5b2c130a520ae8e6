"""What people do with a portal that is served, each with a browser of their own."""

import http.client
import http.cookiejar
import random
import re
import secrets
import signal
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from domain.accounts.links import Purpose
from tests.commands.flask import flask
from tests.commands.portal import Serving
from tests.jobs.portal import until
from tests.people import ALICE, BOE, DENIS, PASSWORD
from tests.town import Town

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
