"""A browser that walks from one machine to another: both serve the same address, behind a balancer."""

import http.client
import re
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.people import BOE, PASSWORD

Fields = dict[str, str]
ACTIVATION = f"/activation?LIEN={BOE}"
LOGIN = f"/connexion?LIEN={BOE}"
HOME = f"/?LIEN={BOE}"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str = ""


@dataclass
class Browser:
    """Cookies, and the client address that machines see; the machine is named at each call."""

    client: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, origin: str, path: str) -> Answer:
        return self._ask(origin, "GET", path, None)

    def post(self, origin: str, path: str, form: Fields, *, seen_on: str = HOME) -> Answer:
        """Send a form as it stands on the page `seen_on`; that page's answer where it is none."""
        page = self.get(origin, seen_on)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        if page.status != 200 or token is None:
            return page
        body = urlencode({"csrf_token": unescape(token[1]), **form})
        return self._ask(origin, "POST", path, body)

    def activate(self, origin: str, address: str) -> Answer:
        return self.post(origin, ACTIVATION, {"address": address}, seen_on=ACTIVATION)

    def log_in(self, origin: str, address: str, password: str = PASSWORD) -> Answer:
        return self.post(origin, LOGIN, {"address": address, "password": password})

    def choose(self, origin: str, link: str, password: str = PASSWORD) -> Answer:
        """Follow the link of a mail to this machine, and choose a password."""
        there = f"/?{urlsplit(link).query}"
        lien = there.partition("LIEN=")[2]
        return self.post(
            origin, "/mot-de-passe", {"lien": lien, "password": password}, seen_on=there
        )

    def _ask(self, origin: str, method: str, path: str, body: str | None) -> Answer:
        place = urlsplit(origin)
        line = http.client.HTTPConnection(
            str(place.hostname), place.port, timeout=30, source_address=(self.client, 0)
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(line):
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self.cookies.update({name: one.value for name, one in SimpleCookie(cookie).items()})
            text = unescape(answer.read().decode("utf-8", "replace")).replace("\u00a0", " ")
            return Answer(answer.status, text, answer.headers.get("Location", ""))
