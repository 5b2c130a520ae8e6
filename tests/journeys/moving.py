"""What `test_any_order` moves about: mailed links, browsers that are logged in, and their forms."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

from domain.accounts.links import Purpose
from tests.people import BOE
from tests.town import ORIGIN, Town

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Mailed:
    """A link that lies in a mailbox; `era` is the state of credentials that it was made in."""

    text: str
    purpose: Purpose
    era: int
    made_hours: float
    wanted: str = ""


@dataclass
class Open:
    """A browser that has logged in."""

    browser: "Browser"
    era: int
    began_hours: float
    used_hours: float
    token: str


class Kept:
    """The way out of all mails: into a list."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    def send(self, letter: EmailMessage, *, in_background: bool = False) -> str:
        self.letters.append(letter)
        return "pris"

    def close_unused(self) -> None:
        """No line is open."""


class Browser:
    """Sends forms as a browser does, and looks at nothing but what they need."""

    def __init__(self, town: Town) -> None:
        self.client = town.app.test_client()

    def get(self, path: str) -> tuple[int, str]:
        answer = self.client.get(path, base_url=ORIGIN)
        return answer.status_code, answer.get_data(as_text=True)

    def send(self, page: str, to: str, **typed: str) -> tuple[int, str]:
        _, body = self.get(page)
        token = TOKEN.search(body)
        form = {**typed, "csrf_token": token[1] if token else ""}
        answer = self.client.post(f"{to}?LIEN={BOE}", data=form, base_url=ORIGIN)
        return answer.status_code, answer.headers.get("Location", "")
