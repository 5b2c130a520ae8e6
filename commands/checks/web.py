"""Each commune's address as people type it: it answers by https, and its certificate lasts."""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from commands import console
from commands.checks import Finding, advice, care, good
from domain import clock
from mail.transport import seen

SECONDS = 5.0
SOON = timedelta(days=14)  # whoever renews by himself does so a month before


def origins(urls: Iterable[str]) -> Iterator[Finding]:
    """Ask each, from here; one without https is for this machine alone."""
    for url in dict.fromkeys(urls):
        parts = urlsplit(url)
        if parts.scheme == "https":
            yield _asked(url, parts.hostname or "", parts.port)


def _asked(url: str, host: str, port: int | None) -> Finding:
    context = ssl.create_default_context()
    try:
        with closing(HTTPSConnection(host, port, timeout=SECONDS, context=context)) as line:
            line.connect()
            ends = _end(line.sock)
            line.request("GET", "/healthz")
            status = line.getresponse().status
    except ssl.SSLError as error:
        return care("adresse", f"{url} : {seen(error, SECONDS)}. Voyez le journal de Caddy.")
    except (OSError, HTTPException) as error:
        return advice(
            "adresse",
            f"{url} ne répond pas à cette machine : {seen(error, SECONDS)}. Essayez depuis un "
            "téléphone ; si rien ne vient là non plus, voyez le nom et Caddy.",
        )
    if status != 200:  # noqa: PLR2004 - OK
        return care("adresse", f"{url}/healthz répond {status} : voyez le journal de Caddy.")
    if ends < clock.now() + SOON:
        return care("adresse", f"{url} répond, mais son certificat finit le {console.day(ends)}.")
    return good("adresse", f"{url} répond, son certificat vaut jusqu'au {console.day(ends)}.")


def _end(sock: ssl.SSLSocket) -> datetime:
    certificate = sock.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
