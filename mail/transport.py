"""How a mail leaves: by SMTP to the mail server, or as .eml files in the demonstration."""

import re
import smtplib
import socket
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from mail.lines import AllInUse, Lines
from settings import MailSettings
from store import files

PERMANENT = range(500, 600)
# RFC 5321 § 4.5.3.2.6 asks for ten minutes; relays that look for viruses need half a minute.
TEXT_SECONDS = 120


class Refused(Exception):
    """The mail server refuses this mail for good; `is_address` where the address is the reason."""

    def __init__(self, reply: str, *, is_address: bool) -> None:
        super().__init__(reply)
        self.is_address = is_address


class NotNow(Exception):
    """The mail could not be handed over now; the text is what was said or seen."""


class Busy(NotNow):
    """Nothing was said: every line stayed in use for the time-out."""


class Transport(Protocol):
    """What the sender needs of a way out."""

    def send(self, letter: EmailMessage, *, in_background: bool = False) -> str:
        """Hand a mail over; returns the answer. Raises `Refused` or `NotNow`.

        `in_background`: nobody waits on a page, so a server may take its time over the text.
        """

    def close_unused(self) -> None:
        """Let go of what was not used lately."""


class SmtpTransport:
    """The mail server's, over lines that are kept open."""

    def __init__(self, settings: MailSettings) -> None:
        """Take the mail settings."""
        self.settings = settings
        self._lines = Lines(settings)

    def send(self, letter: EmailMessage, *, in_background: bool = False) -> str:
        """Hand a mail over within the time-out; see `Transport.send`."""
        timeout = self.settings.timeout_seconds
        text_seconds = max(timeout, TEXT_SECONDS) if in_background else timeout
        try:
            self._lines.send(letter, text_seconds)
        except AllInUse as busy:
            raise Busy("le serveur de messagerie est occupé par d'autres courriels") from busy
        except smtplib.SMTPRecipientsRefused as refused:
            code, reply = next(iter(refused.recipients.values()))
            raise _refusal(code, reply, at_recipient=True) from refused
        except smtplib.SMTPDataError as refused:
            raise _refusal(refused.smtp_code, refused.smtp_error, at_recipient=False) from refused
        except smtplib.SMTPResponseException as answer:
            # The greeting, the log-in or the sender: a setting to mend, no mail is lost for it.
            raise NotNow(said(answer.smtp_code, answer.smtp_error)) from answer
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(seen(error, timeout)) from error
        return "accepté par le serveur de messagerie"

    def close_unused(self) -> None:
        """Close the lines that were not used lately."""
        self._lines.close_unused()


class FileTransport:
    """The demonstration's: each mail becomes a file that the page « /courriels » shows."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, made at the first mail."""
        self.folder = folder

    def send(self, letter: EmailMessage, *, in_background: bool = False) -> str:  # noqa: ARG002 - a disk takes as long either way
        """Keep the mail as an .eml file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1 + len(list(self.folder.glob("*.eml")))
        try:
            files.write(self.folder / f"{number:06d}.eml", letter.as_bytes(), replace=False)
        except OSError as error:
            raise NotNow(str(error)) from error
        return "gardé pour la démonstration"

    def close_unused(self) -> None:
        """Do nothing: no line is open."""


def _refusal(code: int, reply: bytes | str, *, at_recipient: bool) -> Refused | NotNow:
    answer = said(code, reply)
    if code not in PERMANENT:
        return NotNow(answer)
    if at_recipient and not _names_the_address(answer):
        # Postfix refuses our name, our sender or our network only here: a setting to mend.
        return NotNow(answer)
    return Refused(answer, is_address=at_recipient)


def _names_the_address(answer: str) -> bool:
    """Whether a 5xx at the recipient says that nobody is there (RFC 3463 § 3.2, § 3.3)."""
    enhanced = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", answer)
    if enhanced:
        return enhanced[0] in _NOBODY_THERE
    return answer[:3] in ("550", "551", "553") and not _AGAINST_US.search(answer)


_NOBODY_THERE = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
_AGAINST_US = re.compile(
    r"relay|block|black|spam|polic|sender|helo|denied|listed|spf|dkim", re.IGNORECASE
)


def said(code: int, reply: bytes | str) -> str:
    """Return what the server said, on one line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(f"{code} {text}".split())[:300]


def seen(error: Exception, timeout_seconds: float) -> str:
    """Say in French why the line to the server broke."""
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__  # smtplib says « disconnected » of a silence too
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _UNTRUSTED.get(error.verify_code, error.verify_message)
        return f"le certificat du serveur n'est pas reconnu ({why})"
    if isinstance(error, TimeoutError):
        return f"le serveur n'a pas répondu en {timeout_seconds:g}\u00a0s"
    for kind, words in _SEEN.items():
        if isinstance(error, kind):
            return words
    return str(error)[:300] or type(error).__name__


# OpenSSL's reasons (X509_V_ERR_…) that a mail host of a town hall gives.
_UNTRUSTED = {
    10: "il est périmé",
    18: "il est signé par lui-même",
    19: "il vient d'une autorité que cette machine ne connaît pas",
    20: "il vient d'une autorité que cette machine ne connaît pas",
    62: "il est au nom d'un autre serveur",
    64: "il est au nom d'un autre serveur",
}
_SEEN: dict[type[Exception], str] = {
    socket.gaierror: "le nom du serveur est introuvable",
    ConnectionRefusedError: "le serveur refuse la connexion",
    ssl.SSLError: "ce port ne parle pas TLS dès la connexion",
    smtplib.SMTPServerDisconnected: "le serveur a coupé la conversation",
    smtplib.SMTPNotSupportedError: "le serveur ne propose pas ce qu'il faut (STARTTLS ou AUTH)",
}
