"""One mail sent in the open: each answer of the server is told as it comes, no secret is."""

import smtplib
from collections.abc import Callable
from typing import Any

from domain import outbox
from domain.mailboxes import Mailbox
from mail import wire
from mail.lines import conversation
from mail.transport import NotNow, said, seen
from settings import MailSettings

Tell = Callable[[str], None]

BODY = """\
Bonjour,

Ce message a été envoyé par « flask courriels test » : le portail des factures sait écrire
à cette adresse. Il n'y a rien à faire.

Si vous le trouvez parmi les courriers indésirables, les habitants y trouveront aussi les leurs :
vérifiez SPF, DKIM et DMARC pour le domaine de l'expéditeur.
"""


def send(settings: MailSettings, sender: Mailbox, to: str, tell: Tell) -> None:
    """Send a mail to `to`; raises `NotNow` with what stopped it."""
    subject = "Essai d'envoi du portail des factures"
    letter = wire.letter(sender, to, subject, BODY, outbox.message_id(sender))
    tell(f"→ connexion à {settings.server}, port {settings.port}")
    kinds = _telling(smtplib.SMTP, tell), _telling(smtplib.SMTP_SSL, tell)
    try:
        with conversation(settings, kinds) as line:
            line.send_message(letter, from_addr=settings.envelope_sender or None)
    except smtplib.SMTPRecipientsRefused as refused:
        raise NotNow(said(*next(iter(refused.recipients.values())))) from refused
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(seen(error, settings.timeout_seconds)) from error


def _telling(kind: Any, tell: Tell) -> Any:
    class Telling(kind):  # type: ignore[misc]
        """Tells what goes to and fro; of an AUTH nothing but its name."""

        def putcmd(self, cmd: str, args: str = "") -> None:
            if cmd.isupper() or cmd in ("ehlo", "helo", "mail", "rcpt", "data", "quit"):
                shown = "" if cmd.upper() == "AUTH" else f" {args}"
                tell(f"→ {cmd.upper()}{shown}".rstrip())
            else:
                tell("→ …")  # the answer to a challenge: a name or a password
            super().putcmd(cmd, args)

        def getreply(self) -> tuple[int, bytes]:
            code, reply = super().getreply()
            tell(f"← {said(code, reply)}")
            return code, reply

    return Telling
