"""Returned mails as mail servers make them, for a mail that the portal has sent."""

from store import Transaction, messages
from store.records import Message, MessageState
from tests.inbox import Mail
from tests.people import ALICE, Person
from tests.town import Town

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.exemple.fr (Mail Delivery System)
To: {sender}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B/mx.exemple.fr"
Message-Id: <20261126080000.1A2B3@mx.exemple.fr>

This is a MIME-encapsulated message.

--B/mx.exemple.fr
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.exemple.fr.
I'm sorry to have to inform you that your message could not be delivered.

{human}

--B/mx.exemple.fr
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr
X-Postfix-Queue-ID: 1A2B3
Arrival-Date: Thu, 26 Nov 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.exemple.fr
Diagnostic-Code: smtp; {text}

--B/mx.exemple.fr
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Ville =?utf-8?q?de_Bo=C3=A9?= <{sender}>
To: {recipient}
Subject: des factures
Message-ID: {message_id}

Bonjour,

--B/mx.exemple.fr--
"""


def a_return(
    message_id: str,
    recipient: str = ALICE.address,
    text: str = "550 5.1.1 <x>: User unknown",
    status: str = "5.1.1",
    *,
    action: str = "failed",
    human: str = "",
) -> bytes:
    """A return as Postfix makes it, with CRLF as it lies in a mailbox."""
    made = POSTFIX.format(
        sender="factures@ville-boe.fr",
        message_id=message_id,
        recipient=recipient,
        text=text,
        status=status,
        action=action,
        human=human,
    )
    return made.replace("\n", "\r\n").encode()


def last_sent(town: Town, to: Person = ALICE) -> tuple[Mail, Message]:
    """The newest mail to somebody, as it came and as the outbox has it."""
    mail = town.inbox.to(to.address)[-1]
    with town.services.store.read() as transaction:
        found = messages.by_message_ids(transaction, [mail.header("Message-ID") or ""])
    assert found is not None
    return mail, found


def state_of(transaction: Transaction, message: Message) -> MessageState:
    found = messages.by_id(transaction, message.id)
    assert found is not None
    return MessageState(found.state)


def refused(town: Town, person: Person = ALICE) -> bool:
    with town.services.store.read() as transaction:
        return messages.is_refused(transaction, person.portal, person.address)
