"""From a row and its templates to the mail that is sent."""

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from domain import colours
from domain.accounts.links import Links
from domain.portals import Portal
from mail import wire
from mail.messages import WORDS, Context
from store import Store
from store.records import Account, Message

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "mail"


def templates() -> Environment:
    """Return what draws mails: it knows nothing of pages, nor whether there are any."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
    )
    made.globals.update(
        light_of=lambda portal: colours.light(portal.colour or colours.DEFAULT),
        dark_of=lambda portal: colours.dark(portal.colour or colours.DEFAULT),
    )
    return made


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes mails from what they may speak of; `templates` holds those of templates/mail/."""

    store: Store
    links: Links
    keys: tuple[str, ...]  # the newest first
    templates: Environment

    def compose(
        self, message: Message, account: Account | None, portal: Portal
    ) -> EmailMessage | None:
        """Return the mail as it leaves, None where its reason (or its account) has gone meanwhile."""
        recipient = message.recipient or (account.address if account else None)
        if recipient is None:
            return None
        words = WORDS[message.kind](
            Context(message, account, self.links, portal, self.store, self.keys)
        )
        if words is None:
            return None
        variables = {"portal": portal, **words.variables}
        text = self._rendered(f"{message.kind}.txt", variables)
        letter = wire.letter(portal.sender, recipient, words.subject, text, message.message_id)
        letter["Reply-To"] = portal.reply_to
        for name, value in words.headers.items():
            letter[name] = value
        wire.add_html(letter, self._rendered(f"{message.kind}.html", variables))
        return letter

    def _rendered(self, name: str, variables: dict[str, Any]) -> str:
        return self.templates.get_template(name).render(variables)
