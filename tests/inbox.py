"""A real mail server on loopback, with moods: what it takes, refuses, forgets to answer or cuts."""

import asyncio
import email
import email.policy
import re
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult

CERTIFICATE = Path(__file__).with_name("loopback.pem")  # self-signed, for 127.0.0.1 only
PATIENCE_SECONDS = 10


class Mood(Enum):
    ACCEPTS = auto()
    REFUSES_FOR_EVER = auto()  # 550 to the recipient
    REFUSES_FOR_NOW = auto()  # 451 to the recipient
    REFUSES_THE_TEXT = auto()  # 554 after DATA
    HANGS = auto()  # takes the connection and never says a word
    HANGS_AFTER_TAKING = auto()  # the mail is in the box; the answer never comes
    CUTS_AFTER_TAKING = auto()  # the mail is in the box; the line is cut before the answer
    CUTS_AT_THE_END = auto()  # the mail is in the box and its answer given; QUIT gets none
    CLOSES_IN_THE_MIDDLE = auto()  # the line is cut at the recipient, nothing is taken
    HANGS_AT_THE_SENDER = auto()  # the line is open, and MAIL FROM gets no answer


def part_of(message: EmailMessage, kind: str) -> str:
    """The text (`plain`) or the `html` of a mail."""
    part = message.get_body(preferencelist=(kind,))
    assert part is not None, f"this mail has no {kind} part"
    return str(part.get_content()).replace("\r\n", "\n")


@dataclass(frozen=True)
class Mail:
    """One mail as it came: the envelope's sender and recipients, and the message, parsed and raw."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes

    @property
    def to(self) -> str:
        return self.recipients[0]

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return part_of(self.message, "plain")

    @property
    def html(self) -> str:
        return part_of(self.message, "html")

    def header(self, name: str) -> str | None:
        value = self.message[name]
        return None if value is None else str(value)

    def link(self) -> str:
        """The address of the X… link, which stands alone on one line of the text part."""
        found = re.findall(r"^(https?://\S*\?LIEN=X\S*[A-Za-z0-9])$", self.text, re.MULTILINE)
        assert len(found) == 1, f"one X… link alone on its line expected in:\n{self.text}"
        return str(found[0])

    @property
    def head(self) -> bytes:
        """The headers as they came over the wire."""
        return self.raw.partition(b"\r\n\r\n")[0] + b"\r\n"


class _Silence(asyncio.Protocol):
    """The other end of a server that hangs."""

    def __init__(self, inbox: "Inbox") -> None:
        self.inbox = inbox

    def connection_made(self, transport: Any) -> None:
        self.inbox.opened(transport)


class _Line(SMTP):
    def __init__(self, inbox: "Inbox", **options: Any) -> None:
        super().__init__(inbox, hostname="loopback", ident="inbox", **options)
        self.inbox = inbox

    def connection_made(self, transport: Any) -> None:
        self.inbox.opened(transport)
        super().connection_made(transport)


class Inbox:
    """`with Inbox() as inbox:` … `inbox.mood = Mood.HANGS`, `inbox.moods["zoe@…"] = …`.

    With `login` the server asks for that name and password, over STARTTLS as mail hosts do;
    with `starttls` it refuses anything before it.
    """

    def __init__(
        self, *, login: tuple[str, str] | None = None, starttls: bool = False, port: int = 0
    ) -> None:
        self.mood = Mood.ACCEPTS
        self.moods: dict[str, Mood] = {}  # by recipient; the others get `mood`
        self.replies: dict[str, str] = {}  # by recipient: what RCPT is answered, word for word
        self.goodbyes = 0  # how many MAIL FROM are answered « 421 », as a server does that stops
        self.delay_seconds = 0.0  # before the answer to DATA
        self.connections = 0
        self.host, self.port = "127.0.0.1", port
        self._login = login
        self._tls = starttls or login is not None
        self._mails: list[Mail] = []
        self._came = threading.Condition()
        self._transports: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    @property
    def mails(self) -> list[Mail]:
        with self._came:
            return list(self._mails)

    def last(self) -> Mail:
        assert self.mails, "no mail has come"
        return self.mails[-1]

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if address in mail.recipients]

    def wait(self, count: int = 1, *, seconds: float = PATIENCE_SECONDS) -> list[Mail]:
        """All mails, once there are `count` at least: for those sent by another thread."""
        with self._came:
            enough = self._came.wait_for(lambda: len(self._mails) >= count, seconds)
            assert enough, f"{len(self._mails)} of {count} mails after {seconds} s"
            return list(self._mails)

    def clear(self) -> None:
        with self._came:
            self._mails.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE_SECONDS), "the mail server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)

    def opened(self, transport: Any) -> None:
        self.connections += 1
        self._transports.append(transport)

    def hang_up(self) -> None:
        """Close every line, as a server does that restarts."""
        asyncio.run_coroutine_threadsafe(self._close_lines(), self._loop).result(PATIENCE_SECONDS)

    # What aiosmtpd asks

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.goodbyes:
            self.goodbyes -= 1
            return "421 4.3.2 Service shutting down"
        if self.mood is Mood.HANGS_AT_THE_SENDER:
            await asyncio.Event().wait()
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        match self._mood_for(address):
            case Mood.REFUSES_FOR_EVER:
                return "550 5.1.1 No such user here"
            case Mood.REFUSES_FOR_NOW:
                return "451 4.7.1 Greylisted, try again later"
            case Mood.CLOSES_IN_THE_MIDDLE:
                server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mood = self._mood_for(envelope.rcpt_tos[0])
        await asyncio.sleep(self.delay_seconds)
        if mood is Mood.REFUSES_THE_TEXT:
            return "554 5.7.1 Message refused by policy"
        self._keep(envelope)
        if mood is Mood.HANGS_AFTER_TAKING:
            await asyncio.Event().wait()
        if mood is Mood.CUTS_AFTER_TAKING:
            server.transport.abort()
        return "250 2.0.0 Taken"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.mood is Mood.CUTS_AT_THE_END:
            server.transport.abort()
        return "221 Bye"

    def _mood_for(self, address: str) -> Mood:
        return self.moods.get(address, self.mood)

    def _keep(self, envelope: Any) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        with self._came:
            self._mails.append(
                Mail(envelope.mail_from, tuple(envelope.rcpt_tos), message, envelope.content)
            )
            self._came.notify_all()

    # The thread that serves

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._answer, self.host, self.port)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    async def _close_lines(self) -> None:
        for transport in self._transports:
            transport.abort()
        await asyncio.sleep(0)  # lets them close their sockets

    async def _hang_up(self) -> None:
        await self._close_lines()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # lets the aborted transports close their sockets

    def _answer(self) -> asyncio.Protocol:
        if self.mood is Mood.HANGS:
            return _Silence(self)
        if not self._tls:
            return _Line(self, loop=self._loop)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        return _Line(
            self,
            loop=self._loop,
            tls_context=context,
            require_starttls=True,
            auth_required=self._login is not None,
            authenticator=self._check,
        )

    def _check(self, server: Any, session: Any, envelope: Any, way: str, data: Any) -> AuthResult:
        expected = tuple(word.encode() for word in self._login or ())
        right = (data.login, data.password) == expected
        return AuthResult(success=right, handled=False)
