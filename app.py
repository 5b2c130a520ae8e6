"""The wiring, read from top to bottom; no rule, no page.

`flask COMMAND` loads this file for any command: what a page needs is only wired when it serves,
so that `flask --help` stays light and a wrong setting still leaves `flask doctor`.
"""

import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import click
from flask import Flask

import commands
import settings
import translations
from domain.faults import Fault

if TYPE_CHECKING:
    from services import Services

translations.bind()

LARGEST_REQUEST = 64 * 1024  # no page takes a file


class Wiring:
    """What is made at most once: settings, services, pages."""

    def __init__(self, app: Flask, environ: Mapping[str, str] | None) -> None:
        """Note where settings come from: the process and `.env`, or a test's own mapping."""
        self._app = app
        self._environ = environ
        self._has_pages = False

    @cached_property
    def settings(self) -> settings.Settings:
        """Read and check the settings; raises `Fault`."""
        environ = self._environ
        return settings.read(settings.from_files_and(os.environ) if environ is None else environ)

    @cached_property
    def services(self) -> "Services":
        """Open database, communes and keys; raises `Fault`."""
        import services
        import store

        os.umask(0o077)
        try:
            built = services.build(self.settings)
        except store.Unavailable as reason:
            raise Fault(str(reason)) from reason
        self._configure(built)
        return built

    def pages(self) -> Flask:
        """Attach every page and return the app, ready to serve; raises `Fault`."""
        if not self._has_pages:
            from jobs import proxies
            from views import pages

            with self._app.app_context():
                pages.register(self._app)
            seen = proxies.believed(self._app.wsgi_app, self.settings.trusted_proxies)
            self._app.wsgi_app = seen  # type: ignore[assignment, method-assign]
            self._has_pages = True
        return self._app

    def _configure(self, built: "Services") -> None:
        https = built.settings.public_url.startswith("https://")
        newest, *older = built.keys
        self._app.config.update(
            SECRET_KEY=newest,
            SECRET_KEY_FALLBACKS=older,
            # itsdangerous wants the oldest first and signs with the last.
            WTF_CSRF_SECRET_KEY=[*reversed(older), newest],
            WTF_CSRF_TIME_LIMIT=None,
            WTF_I18N_ENABLED=False,
            SESSION_COOKIE_NAME="__Host-portail" if https else "portail",
            DEVICE_COOKIE_NAME="__Host-appareil" if https else "appareil",
            AGENTS_COOKIE_NAME="__Host-mairie" if https else "mairie",
            SESSION_COOKIE_SECURE=https,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            MAX_CONTENT_LENGTH=LARGEST_REQUEST,
            MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        )


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Make the app; under `flask …` never raises, and wires pages only for `serve`."""
    context = click.get_current_context(silent=True)
    if context is not None and context.info_name == "run":
        raise click.UsageError(
            "« flask run » n'est pas fait pour servir : utilisez « flask serve »."
        )
    app = Flask(__name__, static_folder=None)  # views/public/assets hands out files
    wiring = Wiring(app, environ)
    app.extensions["portail"] = wiring
    commands.register(app)
    if "FLASK_RUN_FROM_CLI" not in os.environ or environ is not None:
        wiring.pages()
    return app
