"""Limits by client address, counted in memory or in Redis; and the page of a limit reached.

The figures are in `domain/limits`, with the limits by account. A view says itself which of the
counters below it concerns: `@limited(limits.ASKING)`. Where Redis is gone, forms go on: this process
counts in memory until it is back, and the log says so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from limits.errors import ConfigurationError

from domain import clock, limits, networks
from domain.faults import Fault
from domain.limits import Limit, TooOften
from store import Unavailable
from views import UnknownPortal, account, at_hand, portal

REDIS_SECONDS = 1  # a page never waits longer for it
_MARK = "counters"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted for each of those whom `whose` names; `only` tells which answers count.

    Views that name the same counter share it.
    """

    name: str
    figures: tuple[Limit, ...]
    whose: Callable[[], str]
    only: Callable[[Response], bool] | None = None


def limited(counters: tuple[Counter, ...]) -> Callable[[View], View]:
    """Put limits before a view; they are in force once it is attached to an app."""

    def marked(view: View) -> View:
        vars(view)[_MARK] = counters
        return view

    return marked


def register(app: Flask) -> None:
    """Put the limits before the views they concern; raises `Fault`."""
    app.register_error_handler(TooOften, _too_often)
    app.register_error_handler(RateLimitExceeded, _exceeded)
    if not at_hand().settings.ratelimit_enabled:
        return
    limiter = _limiter(app, at_hand().settings.ratelimit_storage_uri)
    if not _is_shared(at_hand().settings.ratelimit_storage_uri):
        _count_anew_after_a_wrong_clock(app, limiter)
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _counted(limiter, view)


def _counted(limiter: Limiter, view: Callable[..., Any]) -> Callable[..., Any]:
    for counter in vars(view).get(_MARK, ()):
        limit = limiter.shared_limit(
            _text(counter.figures), counter.name, key_func=counter.whose, deduct_when=counter.only
        )
        view = limit(view)
    return view


def _count_anew_after_a_wrong_clock(app: Flask, limiter: Limiter) -> None:
    """Forget what a clock that was ahead has counted: it would hold for as long.

    Only what one process counts: one machine's clock must not end what others have counted.
    """
    wall = clock.WallClock()

    @app.before_request
    def look() -> None:
        if wall.was_set_back():
            limiter.reset()


def client() -> str:
    """Return what stands for the client address."""
    return networks.of(request.remote_addr or "-")[0]


def _limiter(app: Flask, uri: str) -> Limiter:
    options: dict[str, str | int] = {}
    if _is_shared(uri):
        options = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    limiter = Limiter(
        client,
        storage_uri=uri,
        storage_options=options,
        strategy="moving-window",
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
    limiter.logger.addFilter(_in_french)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError):
        raise Fault(
            "PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable : il faut « memory:// » ou une adresse "
            "comme « redis://127.0.0.1:6379 », avec requirements-redis.txt installé."
        ) from None
    return limiter


def _is_shared(uri: str) -> bool:
    return urlsplit(uri).scheme.startswith("redis")


def _in_french(record: logging.LogRecord) -> bool:
    """Say what an administrator can mend; a limit reached is in the answer's own line already."""
    for sign, sentence in _SENTENCES.items():
        if str(record.msg).startswith(sign):
            record.msg, record.args = sentence, ()
    return record.levelno > logging.INFO or str(record.msg) in _SENTENCES.values()


_SENTENCES = {
    "Rate limit storage unreachable": "Redis (PORTAIL_RATELIMIT_STORAGE_URI) ne répond plus : ce "
    "processus compte les essais en mémoire en attendant.",
    "Rate limit storage recovered": "Redis (PORTAIL_RATELIMIT_STORAGE_URI) répond de nouveau.",
}


def _text(figures: tuple[Limit, ...]) -> str:
    return "; ".join(f"{each.count} per {each.per.total_seconds():.0f} second" for each in figures)


def _was_refused(response: Response) -> bool:
    return response.status_code != 303  # noqa: PLR2004 - See Other: only a log-in leads on


# What raises here would be taken for a storage that is gone: these two never raise.
def _commune() -> str:
    try:
        return portal().code
    except (UnknownPortal, Unavailable):
        return "-"


def _owner() -> str:
    try:
        who = account()
    except Unavailable:
        who = None
    return str(who.id) if who else client()


LOGGING_IN = (Counter("login", limits.FAILED_LOGINS_OF_CLIENT, client, only=_was_refused),)
ASKING = (
    Counter("forms", limits.FORMS_OF_CLIENT, client),
    Counter("commune", limits.FORMS_OF_PORTAL, _commune),
)
DOWNLOADING = (Counter("downloads", limits.DOWNLOADS, _owner),)


def _too_often(reached: TooOften) -> ResponseReturnValue:
    return _page(reached.wait)


def _exceeded(_reached: RateLimitExceeded) -> ResponseReturnValue:
    (limiter,) = current_app.extensions["limiter"]
    current = limiter.current_limit
    seconds = current.reset_at - clock.now().timestamp() if current else 60
    return _page(timedelta(seconds=max(1, seconds)))


def _page(wait: timedelta) -> ResponseReturnValue:
    seconds = max(1, ceil(wait.total_seconds()))
    try:
        zone = ZoneInfo(portal().timezone)
    except UnknownPortal:
        zone = ZoneInfo("Europe/Paris")
    page = render_template(
        "limit.html",
        is_login=request.path == url_for("public.login.submit"),
        minutes=ceil(seconds / 60),
        again_at=(datetime.now(UTC) + timedelta(seconds=seconds)).astimezone(zone),
        refused=True,
    )
    return page, 429, {"Retry-After": str(seconds)}
