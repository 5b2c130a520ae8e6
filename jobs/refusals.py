"""What is refused before the portal is asked: unclear and oversized requests.

Waitress answers these itself; here it speaks French and believes no second meaning.
"""

import logging

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

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
