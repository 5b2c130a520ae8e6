"""`flask serve`: the folder is taken, the server started, and the pages in it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

import services
from commands import console
from domain.faults import Fault
from domain.origins import is_loopback
from jobs import background, locks, logs, proxies, server
from jobs.large_bodies import LargeBodies
from settings import Settings
from store import files, upload_files

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def run(host: str, port: int) -> None:
    """Serve until somebody ends it."""
    settings = services.current_settings()
    _refuse_strangers(settings, host)
    # Several machines may share a folder, not a file of SQLite.
    is_shared = bool(settings.database_url)
    with locks.one_portal(services.data_folder(settings), among_others=is_shared):
        serve(host, port, on_ready=_welcome)


def serve(host: str, port: int, *, on_ready: Callable[[str], None]) -> None:
    """Serve the pages of the running app; its folder's lock is held by the caller."""
    logs.configure()
    # The app itself, for threads that have no context of their own.
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own advice
    server.run(
        lambda: _pages(app),
        host=host,
        port=port,
        background=lambda stop: _beside(app, stop),
        on_ready=on_ready,
        knows_clients=not services.current_settings().trusted_proxies,
        large_bodies=LargeBodies(app, _spool()),
    )


def _spool() -> Path:
    """Return the folder of what is arriving, made where it is missing: never the system's own."""
    folder = services.current_settings().data_dir / upload_files.FOLDER
    files.make_private(folder)
    return folder


def _refuse_strangers(settings: Settings, host: str) -> None:
    """Raise `Fault` where the demonstration would be seen from another machine."""
    if settings.demo and not is_loopback(host):
        raise Fault(
            f"La démonstration n'écoute que sur cette machine : donnez --host 127.0.0.1, pas {host}."
        )


def _pages(app: Flask) -> "WSGIApplication":
    wiring = app.extensions["portail"]
    pages: Flask = wiring.pages()
    wiring.services.cores.gather()  # before any thread is begun
    if wiring.settings.trusted_proxies:
        return pages
    return proxies.noting(pages, wiring.settings.data_dir)


def _beside(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        background.run(app, stop)


def _welcome(origin: str) -> None:
    console.say(f"Le portail répond sur {origin} (Ctrl-C l'arrête).")
