"""The few files beside the pages: the script of « Afficher », a commune's logo, icons.

The names of the first two hold a digest of what is in them, so a browser keeps them for ever: a
changed file has another name.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, send_file, url_for

from domain.portals import Portal
from views import at_hand

bp = Blueprint("assets", __name__)

STATIC = Path(__file__).parent.parent.parent / "static"
SCRIPTS = ("password",)
A_DAY, A_YEAR = 86_400, 31_536_000


@bp.get("/static/<name>-<digest>.js")
def script(name: str, digest: str) -> Response:
    """Hand out a script under the name the pages call it."""
    if name not in SCRIPTS:
        abort(404)
    return _file(STATIC / f"{name}.js", digest)


@bp.get("/<any('favicon.ico', 'apple-touch-icon.png'):name>")
def icon(name: str) -> Response:
    """Hand out what browsers ask for by themselves, under a name of theirs: kept for a day."""
    response = send_file(STATIC / name, max_age=A_DAY)
    response.cache_control.public = True
    return response


@bp.get("/logo/<code>-<digest>")
def logo(code: str, digest: str) -> Response:
    """Hand out a commune's logo; opened alone, an SVG may run nothing."""
    portal = at_hand().portals.all().get(code)
    if portal is None or not portal.logo:
        abort(404)
    response = _file(_logo_path(portal), digest)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@lru_cache(maxsize=10_000)  # ten each for a thousand communes
def address(endpoint: str, **values: Any) -> str:
    """Return the path of a page, within a request; a frame holds a dozen that never change.

    Kept as it is built first: only for what no request changes (no prefix is ever trusted).
    """
    return url_for(endpoint, **values)


def script_address(name: str) -> str:
    """Return the address of a script."""
    return address("public.assets.script", name=name, digest=_digest(STATIC / f"{name}.js"))


def logo_address(portal: Portal | None) -> str:
    """Return the address of a commune's logo; "" where it has none, or the file has gone."""
    if portal is None or not portal.logo:
        return ""
    try:
        digest = _digest(_logo_path(portal))
    except OSError:
        return ""
    return address("public.assets.logo", code=portal.code, digest=digest)


def _logo_path(portal: Portal) -> Path:
    return at_hand().portals.path.parent / portal.logo


def _file(path: Path, digest: str) -> Response:
    try:
        if digest != _digest(path):
            abort(404)
        response = send_file(path, max_age=A_YEAR, etag=False)
    except OSError:
        abort(404)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _digest(path: Path) -> str:
    status = path.stat()
    return _digest_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _digest_of(path: Path, _changed_at: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]
