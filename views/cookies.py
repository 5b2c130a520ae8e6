"""The cookies of a browser: signed, without an age of their own.

The town hall's pages have a cookie of their own, under another salt: neither is ever read where the
other belongs. How long a log-in lasts is a rule of `domain/accounts/sessions`, kept in rows. Flask
also refuses a cookie that is a second ahead of its clock (docs/decisions/0009-clocks.md): everybody
would be logged out.
"""

from contextlib import suppress

from flask import Flask, Request, Response, request
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    SessionMixin,
)
from itsdangerous import BadSignature

from views import devices

TOWN_HALL = "/mairie"


def is_of_town_hall(path: str) -> bool:
    """Whether a page is the agents'."""
    return path == TOWN_HALL or path.startswith(f"{TOWN_HALL}/")


class _CustomersCookie(SecureCookieSessionInterface):
    """Flask's, whatever time it was when a cookie was signed."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        with suppress(BadSignature):
            sent = request.cookies.get(self.get_cookie_name(app), "")
            return self.session_class(serializer.loads(sent))
        return self.session_class()


class _AgentsCookie(_CustomersCookie):
    """The same for the town hall's pages."""

    salt = "mairie"

    def get_cookie_name(self, app: Flask) -> str:
        name: str = app.config["AGENTS_COOKIE_NAME"]
        return name


class Cookies(SessionInterface):
    """The cookie that belongs to the page that is asked for."""

    def __init__(self) -> None:
        """Make both."""
        self._customers, self._agents = _CustomersCookie(), _AgentsCookie()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds, nothing where its signature is not ours."""
        return self._at(request.path).open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie, where it changed; and the one of the browser's owner."""
        self._at(request.path).save_session(app, session, response)
        devices.save(app, response)

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of the cookie of the page that is asked for."""
        return self._at(request.path).get_cookie_name(app)

    def _at(self, path: str) -> SecureCookieSessionInterface:
        return self._agents if is_of_town_hall(path) else self._customers
