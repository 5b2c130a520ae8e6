"""Reverse proxies in front: those that PORTAIL_TRUSTED_PROXIES counts are believed.

Where it says that none is there and one is, that is noted: its address then counts as everybody's,
and one person's mistakes would stop all others. Only a neighbour is believed there (this machine,
its network): the header is anybody's to send.
"""

import ipaddress
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILE = "proxy_vu"
AGAIN_SECONDS = 3600.0
RECENT_SECONDS = 7 * 24 * 3600.0


def believed(app: "WSGIApplication", count: int) -> "WSGIApplication":
    """Let the app see the client, scheme and host that so many proxies in front tell of."""

    def with_address(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = _without_port(environ.get("REMOTE_ADDR", ""))
        return app(environ, start_response)

    return ProxyFix(with_address, x_for=count, x_proto=count, x_host=count) if count else app


def noting(app: "WSGIApplication", folder: Path) -> "WSGIApplication":
    """Touch a file in the data folder when a neighbour's request was forwarded."""
    noted_at = [-AGAIN_SECONDS]

    def noted(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        is_forwarded = "HTTP_X_FORWARDED_FOR" in environ
        is_due = time.monotonic() - noted_at[0] > AGAIN_SECONDS
        if is_forwarded and is_due and _is_neighbour(environ.get("REMOTE_ADDR", "")):
            noted_at[0] = time.monotonic()
            with suppress(OSError):
                (folder / FILE).touch(mode=0o600)
        return app(environ, start_response)

    return noted


def was_seen(folder: Path) -> bool:
    """Whether one was seen in the last week."""
    try:
        return time.time() - (folder / FILE).stat().st_mtime < RECENT_SECONDS
    except OSError:
        return False


def _without_port(address: str) -> str:
    """`203.0.113.1:40000`, `[2001:db8::1]:4000`: with its port each connection would be another client."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, port = address.partition(":")
    return host if colon and ":" not in port else address


def _is_neighbour(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
