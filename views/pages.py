"""Every page is attached here."""

from flask import Flask

from views import (
    at_hand,
    compression,
    cookies,
    demo,
    errors,
    guards,
    limits,
    look,
    mairie,
    private,
    public,
)


def register(app: Flask) -> None:
    """Attach every page; raises `Fault`."""
    app.register_blueprint(public.bp)
    app.register_blueprint(private.bp)
    app.register_blueprint(mairie.bp)
    if at_hand().settings.demo:
        app.register_blueprint(demo.bp)
    app.session_interface = cookies.Cookies()
    for module in (compression, guards, limits, errors, look):
        module.register(app)
