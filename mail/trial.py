"""One mail sent in the open: each answer of the server is told as it comes, no secret is."""

import smtplib
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from domain.mailboxes import Mailbox
from mail.transport import NotNow, open_line, said, seen
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
    try:
        _converse(settings, _letter(sender, to), tell)
    except smtplib.SMTPRecipientsRefused as refused:
        raise NotNow(said(*next(iter(refused.recipients.values())))) from refused
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(seen(error, settings.timeout_seconds)) from error


def _converse(settings: MailSettings, letter: EmailMessage, tell: Tell) -> None:
    plain, encrypted = _telling(smtplib.SMTP, tell), _telling(smtplib.SMTP_SSL, tell)
    tell(f"→ connexion à {settings.server}, port {settings.port}")
    line = open_line(settings, plain=plain, encrypted=encrypted)
    try:
        if settings.username:
            line.login(settings.username, settings.password)
        line.send_message(letter)
    finally:
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def _letter(sender: Mailbox, to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = "Essai d'envoi du portail des factures"
    letter["From"] = Address(sender.name, addr_spec=sender.address)
    letter["To"] = to
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain=sender.domain)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(BODY)
    return letter


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
