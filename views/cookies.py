"""The cookie of a browser: signed, without an age of its own.

How long a log-in lasts is a rule of `domain/accounts/sessions`, kept in rows. Flask also refuses a cookie that
is a second ahead of its clock (docs/decisions/0009-clocks.md): everybody would be logged out.
"""

from contextlib import suppress

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Cookies(SecureCookieSessionInterface):
    """Flask's, whatever time it was when a cookie was signed."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds, nothing where its signature is not ours."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        with suppress(BadSignature):
            sent = request.cookies.get(self.get_cookie_name(app), "")
            return self.session_class(serializer.loads(sent))
        return self.session_class()
