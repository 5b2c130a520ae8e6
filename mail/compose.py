"""From a row and its templates to the mail that is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)

from domain import colours, french
from domain.accounts.links import Links
from domain.portals import Portal
from mail import blocks, wire
from mail.context import Context
from mail.messages import MAILS
from store import Store
from store.records import Account, Message

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "mail"
SUBJECTS = {f"{kind}.subject": mail.subject for kind, mail in MAILS.items()}


def templates() -> Environment:
    """Return what draws mails: it knows nothing of pages, nor whether there are any."""
    made = Environment(
        loader=ChoiceLoader((DictLoader(SUBJECTS), FileSystemLoader(TEMPLATES))),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
    )
    made.filters["long_day"] = french.long_day
    return made


class Letter(NamedTuple):
    """A mail as it leaves, and the ids of the bills that it names."""

    mail: EmailMessage
    bills: Sequence[int]


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes mails from what they may speak of; `templates` holds those of templates/mail/."""

    store: Store
    links: Links
    keys: tuple[str, ...]  # the newest first
    templates: Environment

    def compose(self, message: Message, account: Account | None, portal: Portal) -> Letter | None:
        """Return the mail as it leaves, None where its reason (or its account) has gone meanwhile."""
        mail = MAILS[message.kind]
        recipient = message.recipient or (account.address if account else None)
        context = Context(message, account, self.links, portal, self.store, self.keys)
        said = mail.variables(context)
        if recipient is None or said is None:
            return None
        variables = {"portal": portal, **said}
        subject = self.templates.get_template(f"{message.kind}.subject").render(variables)
        text = self.templates.get_template(f"{message.kind}.txt").render(variables)
        letter = wire.letter(portal.sender, recipient, subject, text, message.message_id)
        letter["Reply-To"] = portal.reply_to
        if "off" in said:  # RFC 8058: one click of the mail program turns these mails off
            letter["List-Unsubscribe"] = f"<{said['off']}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        wire.add_html(letter, self._drawn(portal, subject, text, mail.button))
        return Letter(letter, said.get("bills", ()))

    def _drawn(self, portal: Portal, subject: str, text: str, button: str) -> str:
        return self.templates.get_template("mail.html").render(
            portal=portal,
            subject=subject,
            blocks=blocks.of(text),
            button=button,
            light=colours.light(portal.colour),
            dark=colours.dark(portal.colour),
        )
