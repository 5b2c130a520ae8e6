"""The cookie by which a browser's own tries are counted apart: see `domain/devices`."""

from flask import Flask, Response, current_app, g, request

import services
from domain import devices, history
from domain.devices import Device
from store.records import Account, Agent


def present() -> Device:
    """Return what is known of this browser."""
    return services.current().devices.read(request.cookies.get(_name(current_app), ""))


def remember(owner: Account | Agent) -> None:
    """Note that this owner uses this browser: the cookie goes out with the answer."""
    g.device = present().with_owner(history.key_of(owner))


def save(app: Flask, response: Response) -> None:
    """Send the cookie, where an owner has just used this browser."""
    if "device" in g:
        response.set_cookie(
            _name(app),
            services.current().devices.write(g.device),
            max_age=devices.KEPT_FOR,
            secure=app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )


def _name(app: Flask) -> str:
    name: str = app.config["DEVICE_COOKIE_NAME"]
    return name
