"""`flask serve`: the production server, with the mail sender and the drop folder inside."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from flask import Flask, current_app

from commands import Command, console
from domain.faults import Fault

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from settings import Settings


@click.command(cls=Command)
@click.option(
    "--host", metavar="ADRESSE", default="127.0.0.1", show_default=True, help="L'adresse d'écoute."
)
@click.option(
    "--port", metavar="N", type=int, default=8000, show_default=True, help="Le port d'écoute."
)
def command(host: str, port: int) -> None:
    """Sert le portail jusqu'à ce qu'on l'arrête (Ctrl-C, ou SIGTERM).

    Les courriels partent d'ici, et les dossiers de dépôt sont lus ici.

    Exemple : flask serve --port 8000
    """
    from jobs import locks

    settings: Settings = current_app.extensions["portail"].settings
    refuse_strangers(settings, host)
    # Several machines may share a folder, not a file of SQLite.
    is_shared = bool(settings.database_url)
    with locks.one_portal(a_folder(settings), among_others=is_shared):
        serve(host, port, on_ready=_welcome)


def serve(host: str, port: int, *, on_ready: Callable[[str], None]) -> None:
    """Serve the pages of the running app; its folder's lock is held by the caller."""
    from jobs import logs, memory, server

    logs.configure()
    memory.give_back_large_blocks()  # for every thread
    # The app itself, for threads that have no context of their own.
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own advice
    server.run(
        lambda: _pages(app),
        host=host,
        port=port,
        background=lambda stop: _beside(app, stop),
        on_ready=on_ready,
    )


def refuse_strangers(settings: "Settings", host: str) -> None:
    """Raise `Fault` where the demonstration would be seen from another machine."""
    from domain.origins import is_loopback

    if settings.demo and not is_loopback(host):
        raise Fault(
            f"La démonstration n'écoute que sur cette machine : donnez --host 127.0.0.1, pas {host}."
        )


def a_folder(settings: "Settings") -> Path:
    """Return the data folder, made where it is missing; raises `Fault`."""
    from store import files

    try:
        files.make_private(settings.data_dir)
    except OSError as error:
        raise Fault(
            f"Le dossier des données {settings.data_dir} ne peut pas être créé : "
            "vérifiez PORTAIL_DATA_DIR et les droits du dossier au-dessus."
        ) from error
    return settings.data_dir


def _pages(app: Flask) -> "WSGIApplication":
    from jobs import proxies

    wiring = app.extensions["portail"]
    pages: Flask = wiring.pages()
    if wiring.settings.trusted_proxies:
        return pages
    return proxies.noting(pages, wiring.settings.data_dir)


def _beside(app: Flask, stop: threading.Event) -> None:
    from jobs import background

    with app.app_context():
        background.run(app, stop)


def _welcome(origin: str) -> None:
    console.say(f"Le portail répond sur {origin} (Ctrl-C l'arrête).")
