"""Lines to the mail server: opened as the settings say, and few of them, kept for the next mails.

A line is closed after `MAILS` mails or `UNUSED_SECONDS` without one. Where the server has closed
it first, the mail is handed over on a fresh one, once, and only while its text has not been sent.
"""

import smtplib
import ssl
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from domain.origins import is_loopback
from domain.places import Places
from settings import MailSettings

MAILS = 100
UNUSED_SECONDS = 30.0


class AllInUse(Exception):
    """Every line stayed in use for the time-out."""


class _Line(smtplib.SMTP):
    """A line that knows whether a text was sent, and waits as long as it is told for its answer."""

    text_seconds = 0.0
    is_text_sent = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.is_text_sent = True
        assert self.sock is not None
        self.sock.settimeout(self.text_seconds)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class _EncryptedLine(_Line, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


@dataclass(slots=True)
class _Kept:
    """A line that may be used again."""

    line: _Line
    mails: int = 0
    used_at: float = field(default_factory=time.monotonic)
    was_closed: bool = False  # by the server, before a text was sent

    def is_worn(self) -> bool:
        return self.mails >= MAILS or time.monotonic() - self.used_at > UNUSED_SECONDS


class Lines:
    """The lines of one process, for all its threads."""

    def __init__(self, settings: MailSettings) -> None:
        """Take the settings; a line is opened for the first mail."""
        self._settings = settings
        self._places = Places(settings.connections)
        self._lock = threading.Lock()
        self._free: list[_Kept] = []
        weakref.finalize(self, _close, self._free)

    def send(self, letter: EmailMessage, text_seconds: float) -> None:
        """Hand a mail over, its text answered within so long; raises `AllInUse` and what smtplib raises."""
        with self._place():
            kept = self._take()
            try:
                self._hand_over(kept, letter, text_seconds)
            except (smtplib.SMTPException, OSError):
                if not (kept.mails and kept.was_closed):
                    raise
                self._hand_over(self._opened(), letter, text_seconds)

    def close_unused(self) -> None:
        """Close the lines that nobody has used lately."""
        with self._lock:
            worn = [kept for kept in self._free if kept.is_worn()]
            self._free[:] = [kept for kept in self._free if kept not in worn]
        _close(worn)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.take(self._settings.timeout_seconds):
            raise AllInUse
        try:
            yield
        finally:
            self._places.give()

    def _take(self) -> _Kept:
        self.close_unused()
        with self._lock:
            if self._free:
                return self._free.pop()  # the one used last: the others may rest
        return self._opened()

    def _opened(self) -> _Kept:
        line = logged_in(self._settings, _KEPT)
        assert isinstance(line, _Line)
        return _Kept(line)

    def _hand_over(self, kept: _Kept, letter: EmailMessage, text_seconds: float) -> None:
        line = kept.line
        line.text_seconds, line.is_text_sent = text_seconds, False
        try:
            line.send_message(letter, from_addr=self._settings.envelope_sender or None)
        except BaseException as error:
            is_silent = isinstance(error.__context__, TimeoutError)  # nobody waits for it twice
            kept.was_closed = line.sock is None and not (line.is_text_sent or is_silent)
            _hang_up(line)
            raise
        kept.mails, kept.used_at = kept.mails + 1, time.monotonic()
        with self._lock:
            self._free.append(kept)


def _close(some: list[_Kept]) -> None:
    for kept in some:
        _hang_up(kept.line)


def _hang_up(line: smtplib.SMTP) -> None:
    """Say good-bye without waiting for the answer: what was accepted stays accepted."""
    with suppress(smtplib.SMTPException, OSError):
        line.putcmd("quit")
    line.close()


Kinds = tuple[type[smtplib.SMTP], type[smtplib.SMTP_SSL]]  # in clear first, TLS from the start
_USUAL: Kinds = (smtplib.SMTP, smtplib.SMTP_SSL)
_KEPT: Kinds = (_Line, _EncryptedLine)


@contextmanager
def conversation(settings: MailSettings, kinds: Kinds = _USUAL) -> Iterator[smtplib.SMTP]:
    """Open a line for this block alone; raises what smtplib raises."""
    line = logged_in(settings, kinds)
    try:
        yield line
    finally:
        # What was accepted stays accepted, even if the server cuts the line instead of « 221 ».
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def logged_in(settings: MailSettings, kinds: Kinds) -> smtplib.SMTP:
    """Return a line on which mails may be handed over; raises what smtplib raises."""
    line = open_line(settings, kinds)
    try:
        if settings.username:
            line.login(settings.username, settings.password)
    except BaseException:
        _hang_up(line)
        raise
    return line


def open_line(settings: MailSettings, kinds: Kinds = _USUAL) -> smtplib.SMTP:
    """Return a line to the server, encrypted as the settings say, not logged in yet."""
    plain, encrypted = kinds
    timeout = settings.timeout_seconds
    if settings.use_ssl:
        return encrypted(
            settings.server, settings.port, timeout=timeout, context=_context(settings.server)
        )
    host = plain(settings.server, settings.port, timeout=timeout)
    if settings.use_tls:
        try:
            host.starttls(context=_context(settings.server))
        except BaseException:
            host.close()
            raise
    return host


def _context(server: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if is_loopback(server):  # nothing leaves this machine, and its certificate is its own
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
