"""What may stand as an origin: the beginning of every link, in settings and in `portails.toml`."""

import ipaddress
import re
from urllib.parse import urlsplit

EXPECTED = (
    "une adresse comme « https://factures.ma-commune.fr », sans rien derrière "
    "(« http:// » seulement sur cette machine, par exemple http://127.0.0.1:8000)"
)
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def read(text: str) -> str:
    """Return `scheme://host[:port]`, in small letters; raises ValueError with what is expected."""
    try:
        return _read(text.strip())
    except ValueError:  # also urlsplit's, of a port, and idna's, of a name
        raise ValueError(EXPECTED) from None


def _read(text: str) -> str:
    parts = urlsplit(text)
    host = (parts.hostname or "").encode("idna").decode()
    extra = (parts.path.strip("/"), parts.query, parts.fragment, set(text) & set(" \\\t\r\n"))
    is_plain = parts.username is None and not any(extra) and parts.port != 0
    if not (is_plain and (_NAME.fullmatch(host) or is_loopback(host))):
        raise ValueError
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{parts.port}" if parts.port else "")


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address) can only be this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
