"""Limits before a view, by client address or by account; and the page of a limit reached.

The figures are in `domain/limits`, the counts in `domain/counters`. A view says itself which of the
counters below it concerns: `@limited(limits.ASKING)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain import alarms, limits, networks
from domain.limits import Limit, TooOften
from views import UnknownPortal, account, at_hand, portal, visit
from views.cookies import is_of_town_hall

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted for each of those whom `whose` names; views that name the same share it."""

    name: str
    figures: tuple[Limit, ...]
    whose: Callable[[], tuple[str, ...]]


def limited(counters: tuple[Counter, ...]) -> Callable[[View], View]:
    """Put limits before a view."""

    def with_limits(view: View) -> View:
        @wraps(view)
        def counted(*words: Any, **named: Any) -> Any:
            for each in counters:
                at_hand().counters.count(each.name, each.figures, *each.whose())
            return view(*words, **named)

        return cast("View", counted)

    return with_limits


def register(app: Flask) -> None:
    """Attach the page of a limit; raises `Fault` where there is no such place to count."""
    at_hand().counters.open()
    app.register_error_handler(TooOften, _too_often)


def _client() -> tuple[str, ...]:
    return networks.of(visit().client)


def _owner() -> tuple[str, ...]:
    who = account()
    return (str(who.id),) if who else _client()


ASKING = (Counter("forms", limits.FORMS_OF_CLIENT, _client),)
PAYING = (Counter("payments", limits.PAYMENTS, _owner),)
RETURNING = (Counter("returns", limits.FORMS_OF_CLIENT, _client),)
DOWNLOADING = (Counter("downloads", limits.DOWNLOADS, _owner),)


def _too_often(reached: TooOften) -> ResponseReturnValue:
    seconds = max(1, ceil(reached.wait.total_seconds()))
    try:
        zone = ZoneInfo(portal().timezone)
        alarms.note_too_often(at_hand().counters, portal())
    except UnknownPortal:
        zone = ZoneInfo("Europe/Paris")
    page = render_template(
        "limit.html",
        is_login=request.path == url_for("public.login.submit"),
        is_of_agents=is_of_town_hall(request.path),
        minutes=ceil(seconds / 60),
        again_at=(datetime.now(UTC) + timedelta(seconds=seconds)).astimezone(zone),
        refused=True,
    )
    return page, 429, {"Retry-After": str(seconds)}
