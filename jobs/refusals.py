"""What is refused before the portal is asked: unclear and oversized requests.

Waitress answers these itself; here it speaks French and believes no second meaning.
"""

import logging
import time
from copy import copy
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

from jobs import large_bodies

logger = logging.getLogger(__name__)

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

    adj: Any
    error: Any
    is_large = False
    refusal: large_bodies.Refused | None = None
    arrived_for_seconds = 0.0

    def __init__(self, adj: Any, door: large_bodies.LargeBodies | None = None) -> None:
        """Take waitress's settings, and what lets larger bodies in."""
        super().__init__(adj)
        self._door = door
        self._began_at = time.monotonic()

    def received(self, data: bytes) -> int:
        try:
            consumed: int = super().received(data)
        except OSError as error:  # of the file in which a large body is kept
            logger.error("un envoi n'a pas pu être gardé : %s", error)  # noqa: TRY400 - a state of the host
            consumed, self.refusal = len(data), large_bodies.full_disk()
        self.error = self.refusal or self.error
        if self.error:
            self.completed = True
            self.expect_continue = False  # refused at once, not invited to send the rest first
        self.arrived_for_seconds = time.monotonic() - self._began_at
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
        if self.content_length >= self.adj.max_request_body_size:
            self._let_in_if_large()

    def _let_in_if_large(self) -> None:
        if not (self._door and self.command == "POST" and self.path == large_bodies.PAGE):
            return
        self.refusal = self._door.refusal(self)
        if self.refusal is None:
            self.is_large = True
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = large_bodies.LARGEST_BODY + 1


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
        if isinstance(error, large_bodies.Refused):
            title, advice = error.title, error.advice
        body = PAGE.format(title=title, advice=advice).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(HEADERS)
        self.content_length = len(body)
        self.set_close_on_finish()
        self.channel.is_refused = True
        logger.info("demande refusée avant lecture : %s", error.code)
        self.write(body)
