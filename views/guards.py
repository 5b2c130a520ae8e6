"""What concerns every request: what is read at all, the hosts that are answered, the headers."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, request
from flask_wtf.csrf import generate_csrf

from domain import colours
from domain.origins import is_loopback
from domain.portals import Portal
from jobs.large_bodies import LARGEST_BODY
from store import Unavailable
from store.records import Account, Agent
from views import UnknownPortal, account, agent, at_hand, look, portal
from views.cookies import is_of_town_hall

HSTS = "max-age=31536000"
UNUSED = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
PRIVATE = "private, no-store"  # what a file says of itself
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "")
_OWN_SITE = ("same-origin", "none")  # none: the browser itself, as when it sends a form again
_FROM_ANYWHERE = (
    "public.unsubscribe.turn_off",  # RFC 8058: a mail program's own button
    *("public.payfip.notified", "public.payfip.back_by_post"),  # hints, which prove nothing
)
_TAKES_A_FILE = "mairie.uploads.take"
_PUBLIC_FILES = ("public.assets.script", "public.assets.logo", "public.assets.icon")


def register(app: Flask) -> None:
    """Attach what concerns every request."""
    app.before_request(_without_nul)
    app.before_request(_small_enough)
    app.before_request(_sent_by_a_form)
    app.before_request(_known_host)
    app.before_request(_sent_from_here)
    app.before_request(_without_files)
    app.after_request(_headers)
    app.context_processor(_globals)


def _without_nul() -> None:
    """Know no address with a NUL: no database but SQLite would look for a key of its."""
    if "\0" in request.path:
        abort(404)


def _small_enough() -> None:
    """Refuse what no page of ours can have sent, before anything reads it."""
    if request.endpoint == _TAKES_A_FILE:
        request.max_content_length = LARGEST_BODY
    if (request.content_length or 0) > (request.max_content_length or 0):
        abort(413)


def _sent_by_a_form() -> None:
    """Refuse a body that no form of ours sends: half understood, it would seem empty."""
    if request.method == "POST" and request.mimetype not in _FORM_TYPES:
        abort(415)


def _without_files() -> None:
    """Refuse a file where a text is expected; the page that takes one reads it behind its guard."""
    if request.endpoint != _TAKES_A_FILE and request.files:
        abort(400)


def _known_host() -> None:
    """Answer only for the origins of the settings: a forged Host ends here."""
    if request.endpoint == "public.health.show":
        return
    at = at_hand()
    asked = urlsplit(f"//{request.host}").hostname or ""
    if asked in at.portals.hosts():
        return
    if not (at.settings.demo and is_loopback(asked)):
        abort(400)


def _sent_from_here() -> None:
    """Refuse a form that another site sends, before anything is counted or remembered.

    It comes without our cookie: the answer's own would replace it, and log its owner out.
    """
    if request.method != "POST" or request.endpoint in _FROM_ANYWHERE:
        return
    own = (request.host_url.rstrip("/"), *at_hand().portals.origins())
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in _OWN_SITE or request.headers.get("Origin", own[0]) not in own:
        abort(403)


def _headers(response: Response) -> Response:
    if response.location is not None:
        response.set_data(b"")  # Werkzeug's own page is in English
    style = _style()
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{style.sha256}'; script-src 'self'; "
        f"img-src 'self' data:; form-action 'self'{_payfip()}; frame-ancestors 'none'; base-uri 'none'",
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"  # for browsers older than frame-ancestors
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = UNUSED
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if at_hand().settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = HSTS
    if request.endpoint not in _PUBLIC_FILES and headers.get("Cache-Control") != PRIVATE:
        headers["Cache-Control"] = "no-store"
    return response


def _payfip() -> str:
    """Return where a form of this page may lead beside here: browsers follow its redirect by this rule."""
    if request.endpoint != "private.invoices.show":
        return ""
    page = urlsplit(at_hand().settings.payfip_url)
    return f" {page.scheme}://{page.netloc}"


def _globals() -> dict[str, object]:
    settings = at_hand().settings
    here, who, works = _quietly()
    return {
        "portal": here,
        "zone": ZoneInfo(here.timezone) if here else None,
        "account": who,
        "agent": works,
        "csrf_token": generate_csrf,
        "style": _style(),
        "demo": settings.demo,
        "password_min_length": settings.password_min_length,
    }


def _quietly() -> tuple[Portal | None, Account | None, Agent | None]:
    """Return commune, account and agent for the page's frame; a page of an error has none."""
    try:
        return portal(), account(), agent()
    except (UnknownPortal, Unavailable):
        return None, None, None


def _style() -> "look.Style":
    here, *_ = _quietly()
    more = ("mairie",) if is_of_town_hall(request.path) else ()
    return look.stylesheet(here.colour if here else colours.DEFAULT, *more)
