"""Customers who take the procedure's steps as browsers do, and the mail server they read."""

import asyncio
import email
import email.policy
import html
import http.client
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiosmtpd.controller import Controller

from bench import ground
from bench.ground import PORTAL
from bench.servers import Server, started

ACTION = re.compile(r'<form class="card" action="([^"]+)" method="post"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r"/\?LIEN=(X\S+)")
BILL = re.compile(r'href="(/factures/[\w-]{10,})"')
ACTIVATION = "demande et courriel"
HASHES = ("mot de passe", "connexion")  # the steps that verify or keep one


class Inbox:
    """What the mail server has taken: the newest link of each address."""

    def __init__(self, seconds: float) -> None:
        """Take so long for each mail."""
        self.seconds = seconds
        self.links: dict[str, str] = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Take a mail."""
        await asyncio.sleep(self.seconds)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = letter.get_body(("plain",))
        found = LINK.search(text.get_content()) if text else None
        assert found is not None
        self.links[envelope.rcpt_tos[0]] = found[1]
        return "250 OK"


class Customer:
    """A browser: one connection, its cookie, the form it sees."""

    def __init__(self, server: Server, number: int) -> None:
        """Come from an address of one's own, as through a proxy."""
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.address = f"c{number}@exemple.fr"
        self.client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookie = self.page = ""

    def get(self, path: str) -> None:
        """Look at a page."""
        self._ask("GET", path, None, 200)

    def post(self, expected: int, **fields: str) -> None:
        """Send the form that is on the page."""
        action, token = ACTION.search(self.page), TOKEN.search(self.page)
        assert action is not None
        assert token is not None
        fields["csrf_token"] = token[1]
        self._ask("POST", html.unescape(action[1]), urlencode(fields), expected)

    def open_bill(self) -> None:
        """Open the first PDF on the page."""
        found = BILL.search(self.page)
        assert found is not None
        self.get(found[1])

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> None:
        headers = {"X-Forwarded-For": self.client}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        self.page = answer.read().decode("utf-8", "replace")
        if answer.status != expected:
            raise RuntimeError(f"{method} {path.partition('=X')[0]}: {answer.status}")
        if kept := answer.headers["Set-Cookie"]:
            self.cookie = kept.partition(";")[0]


def steps(inbox: Inbox) -> dict[str, Callable[[Customer], None]]:
    """Return the journey in its order: what each step is called, and how it is taken."""
    word = ground.PASSWORD
    return {
        "accueil": lambda who: who.get(f"/?LIEN={PORTAL}"),
        "page d'activation": lambda who: who.get(f"/activation?LIEN={PORTAL}"),
        ACTIVATION: lambda who: who.post(200, address=who.address),
        "lien du courriel": lambda who: who.get(f"/?LIEN={inbox.links[who.address]}"),
        "mot de passe": lambda who: who.post(303, lien=inbox.links[who.address], password=word),
        "page de connexion": lambda who: who.get(f"/?LIEN={PORTAL}"),
        "connexion": lambda who: who.post(303, address=who.address, password=word),
        "« Mes factures »": lambda who: who.get("/factures"),
        "PDF": Customer.open_bill,
    }


def walk(server: Server, inbox: Inbox, numbers: Iterable[int], at_once: int) -> None:
    """Let so many customers take the whole journey at once, until all have."""
    journey = steps(inbox)

    def one(number: int) -> None:
        who = Customer(server, number)
        for take in journey.values():
            take(who)
        who.line.close()

    with ThreadPoolExecutor(at_once) as clients:
        list(clients.map(one, numbers))


@contextmanager
def serving(
    place: Path,
    *,
    mail_seconds: float = 0,
    limited: bool = True,
    more: Mapping[str, str] | None = None,
) -> Iterator[tuple[Server, Inbox]]:
    """Serve the portal in `place` with a mail server that takes so long for each mail.

    `more`: other settings.
    """
    inbox = Inbox(mail_seconds)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(inbox, hostname="127.0.0.1", port=port)
    mail.start()
    settings = ground.environ(place) | {
        "PORTAIL_MAIL_PORT": str(port),
        "PORTAIL_TRUSTED_PROXIES": "1",
        "PORTAIL_RATELIMIT_ENABLED": "true" if limited else "false",
        **(more or {}),
    }
    try:
        with started(["-m", "flask", "serve", "--port", "0"], ground.own(settings)) as server:
            yield server, inbox
    finally:
        mail.stop()
