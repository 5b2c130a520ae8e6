"""From a row and its templates to the message that is sent."""

from email.header import Header
from email.utils import formataddr
from typing import Any

from flask import current_app
from flask_mail import Message as Letter

import services
from domain.mailboxes import Mailbox
from domain.portals import Portal
from mail.messages import WORDS, Context
from store.models import Account, Message


def compose(message: Message, account: Account | None, portal: Portal) -> Letter | None:
    """Return the mail as it leaves, None where its reason (or its account) has gone meanwhile."""
    recipient = message.recipient or (account.address if account else None)
    if recipient is None:
        return None
    at_hand = services.current()
    context = Context(message, account, at_hand.links, portal, at_hand.store, at_hand.keys)
    words = WORDS[message.kind](context)
    if words is None:
        return None
    variables = {
        "portal": portal,
        "address": account.address if account else recipient,
        **words.variables,
    }
    letter = Letter(
        subject=words.subject,
        recipients=[recipient],
        body=_rendered(f"{message.kind}.txt", variables),
        html=_rendered(f"{message.kind}.html", variables),
        sender=from_header(portal.sender),
        reply_to=portal.reply_to,
        # RFC 3834: no auto-reply may answer this.
        extra_headers={"Auto-Submitted": "auto-generated", **words.headers},
    )
    letter.msgId = message.message_id
    return letter


def _rendered(name: str, variables: dict[str, Any]) -> str:
    # Not by render_template(): a mail knows nothing of the page, nor whether there is one.
    return current_app.jinja_env.get_template(f"mail/{name}").render(variables)


def from_header(sender: Mailbox) -> str:
    """Return the sender as a header says it."""
    return formataddr((str(Header(sender.name, "utf-8")), sender.address))
