"""Notes that a reverse proxy stands in front though PORTAIL_TRUSTED_PROXIES says that none does.

Its address then counts as everybody's: one person's mistakes would stop all others. Only a
neighbour is believed (this machine, its network): the header is anybody's to send.
"""

import ipaddress
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILE = "proxy_vu"
AGAIN_SECONDS = 3600.0
RECENT_SECONDS = 7 * 24 * 3600.0


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


def _is_neighbour(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
