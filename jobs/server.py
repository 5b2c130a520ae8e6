"""The production server behind `flask serve`: waitress, one process.

It reads each request whole before a thread sees it, so that no slow client holds a thread
(docs/decisions/0002-server.md: why, and the figures).
"""

import errno
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from domain.faults import Fault
from jobs import serving, signals
from jobs.large_bodies import LargeBodies

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 1024
MAX_PORT = 65535


def run(
    make_app: "Callable[[], WSGIApplication]",
    *,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    background: Callable[[threading.Event], None] | None = None,
    knows_clients: bool = True,
    large_bodies: LargeBodies | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP; a second one ends at once.

    `background` runs in a thread of its own, after `make_app`, and ends soon after its event is
    set. `on_ready` gets the origin (`http://127.0.0.1:8000`) once it answers; port 0 takes a free
    one. `knows_clients`: whether connections come from clients themselves, then only so many from
    each are taken; behind a proxy they are all its own. `large_bodies`: what may be larger than a
    form, and where it lies meanwhile; None: nothing. Raises Fault where it can't listen, and what `make_app` raises.
    """
    with closing(listen(host, port)) as listener:
        stop = threading.Event()
        signals.obey(first=stop.set, again=lambda: os._exit(1))
        if large_bodies:
            tempfile.tempdir = str(large_bodies.folder)  # where waitress keeps what memory does not
        task = serving.Task(make_app, listener, background, knows_clients, large_bodies)
        task.serve(stop, on_ready=lambda: on_ready(origin(listener)))


def listen(host: str, port: int) -> socket.socket:
    host = host.removeprefix("[").removesuffix("]")
    if not 0 <= port <= MAX_PORT:
        raise Fault(_unknown(host, port))
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        # A name like localhost may have both: people type the IPv4 one.
        family, *_, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(
            (str(address[0]), port),
            family=family,
            backlog=BACKLOG,
            dualstack_ipv6=address[0] == "::",
        )
    except (OSError, UnicodeError) as error:
        raise Fault(_cannot_listen(host, port, error)) from error


def _cannot_listen(host: str, port: int, error: Exception) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return _unknown(host, port)
    if isinstance(error, PermissionError):
        return (
            f"Le port {port} est réservé à l'administrateur de la machine : choisissez-en un "
            "au-dessus de 1023 avec --port, derrière un serveur comme Caddy."
        )
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Le port {port} est déjà utilisé sur {host} : arrêtez le programme qui l'occupe, "
            "ou choisissez un autre port avec --port."
        )
    return (
        f"Le portail ne peut pas écouter sur {host}, port {port} : "
        "cette machine n'a sans doute pas cette adresse."
    )


def _unknown(host: str, port: int) -> str:
    return (
        f"L'adresse d'écoute « {host} » ou le port « {port} » n'existe pas : donnez par "
        "exemple --host 127.0.0.1 --port 8000 (un port va de 1 à 65535)."
    )


def origin(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
