"""What is refused before the portal is asked: unclear, oversized and over-slow requests.

Waitress answers these itself; here it speaks French, closes gently and believes no second meaning.
"""

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

logger = logging.getLogger(__name__)

LINGER_SECONDS = 2.0

REASONS = {
    413: ("Envoi trop volumineux", "Revenez en arrière et raccourcissez ce que vous avez saisi."),
    431: ("Demande trop longue", "Effacez les cookies de ce site, puis recommencez."),
    500: ("Le portail a rencontré une erreur", "Recommencez dans quelques minutes."),
}
UNCLEAR = ("Demande mal formée", "Recommencez depuis la page d'accueil du portail.")
# No style sheet and no LIEN: this page does not know the commune.
PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Erreur : {title} – Le portail des factures</title>
</head>
<body>
<p>LE PORTAIL DES FACTURES</p>
<main>
<h1>{title}</h1>
<p>{advice}</p>
</main>
<footer>
<ul>
<li><a href="/">Page d'accueil</a></li>
<li><a href="/plan-du-site">Plan du site</a></li>
<li><a href="/accessibilite">Accessibilité</a></li>
<li><a href="/mentions-legales">Mentions légales</a></li>
<li><a href="/donnees-personnelles">Données personnelles</a></li>
</ul>
</footer>
</body>
</html>
"""
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]


class Parser(HTTPRequestParser):
    """Refuses what two readers, a proxy and we, could understand differently (RFC 9112 § 11.2)."""

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.error:
            self.expect_continue = False  # refused at once, not invited to send the rest first
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        _refuse_two_meanings(header_plus)
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # "http://[", lengths of thousands of digits
            raise ParsingError("unreadable") from error
        if self.version not in {"1.0", "1.1"}:
            raise ParsingError("unknown version")
        if self.version == "1.0" and "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("a coding that HTTP/1.0 does not have")
        if self.version == "1.1" and "HOST" not in self.headers:
            raise ParsingError("no host")


def _refuse_two_meanings(header_plus: bytes) -> None:
    lines = header_plus.split(b"\r\n")[1:]
    if any(line[:1] in {b" ", b"\t"} for line in lines):
        raise ParsingError("folded header")
    names = [line.partition(b":")[0].lower() for line in lines]
    framing = names.count(b"content-length") + names.count(b"transfer-encoding")
    if framing > 1 or names.count(b"host") > 1:
        raise ParsingError("two lengths or two hosts")
    codings = [line for line in lines if line.lower().startswith(b"transfer-encoding:")]
    if any(b"," in line for line in codings):
        raise ParsingError("two codings")


class Refusal(ErrorTask):
    """The answer to a request that never reaches the portal; the connection ends with it."""

    def execute(self) -> None:
        error = self.request.error
        title, advice = REASONS.get(error.code, UNCLEAR)
        body = PAGE.format(title=title, advice=advice).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(HEADERS)
        self.content_length = len(body)
        self.set_close_on_finish()
        self.channel.is_refused = True
        logger.info("demande refusée avant lecture : %s", error.code)
        self.write(body)


PIECE_BYTES = 64 * 1024


class Channel(HTTPChannel):
    """A connection that knows how long its request or its answer has been waiting, and ends gently."""

    parser_class = Parser
    error_task_class = Refusal
    is_refused = False
    began_at = 0.0
    moved_at = 0.0  # when a piece of an answer was sent last
    sendbuf_len: int
    lingers_until: float | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # Waitress reads as much of a file as the socket's buffer may grow to: 2.6 MB on loopback,
        # and three copies of it. Measured: a PDF of 10 MB raised the memory by 7.5 MB.
        self.sendbuf_len = min(self.sendbuf_len, PIECE_BYTES)

    def received(self, data: bytes) -> bool:
        before = self.request
        more = super().received(data)
        if self.request is not before:
            self.began_at = time.monotonic()
        return bool(more)

    def is_slower_than(self, seconds: float) -> bool:
        """Whether a request has been arriving for longer than that."""
        is_arriving = self.request is not None and not self.requests
        return is_arriving and time.monotonic() - self.began_at > seconds

    def service(self) -> None:
        """Answer one request; where others wait behind it already, the connection ends with it.

        Waitress would let its thread wait until their answers are read. Browsers send none ahead.
        """
        if len(self.requests) > 1:
            self.requests[0].headers["CONNECTION"] = "close"
        super().service()

    def write_soon(self, data: Any) -> int:
        if not self.total_outbufs_len:
            self.moved_at = time.monotonic()
        return int(super().write_soon(data))

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        if sent:
            self.moved_at = time.monotonic()
        return sent

    def is_unread(self, seconds: float) -> bool:
        """Whether nothing of an answer could be sent for longer than that."""
        return bool(self.total_outbufs_len) and time.monotonic() - self.moved_at > seconds

    def is_busy(self) -> bool:
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    def readable(self) -> bool:
        return self.lingers_until is not None or super().readable()

    def writable(self) -> bool:
        if self.lingers_until is not None:
            return time.monotonic() > self.lingers_until
        return bool(super().writable())

    def handle_read(self) -> None:
        if self.lingers_until is None:
            super().handle_read()
        else:
            self.recv(65536)  # dropped; at its end, recv() closes

    def handle_write(self) -> None:
        if self.lingers_until is None:
            super().handle_write()
        else:
            self.handle_close()

    def handle_close(self) -> None:
        """Wait a little for what a refused sender still sends, or it never reads our answer.

        A socket closed with unread bytes resets the connection (RFC 9112 § 9.6).
        """
        if self.is_refused and self.connected and self.lingers_until is None:
            with suppress(OSError):
                self._linger()
                return
        super().handle_close()

    def _linger(self) -> None:
        connection: Any = self.socket
        connection.shutdown(socket.SHUT_WR)
        self.lingers_until = time.monotonic() + LINGER_SECONDS
