"""What serves: waitress's loop, a graceful end, and what runs beside it."""

import logging
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from domain import networks
from jobs import logs
from jobs.connections import Channel
from jobs.lanes import Lanes
from jobs.large_bodies import LargeBodies

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

STOP_SECONDS = 10.0  # what is under way may take that long to end
ARRIVING_SECONDS = 1.0  # of which: for requests of which only a part has come
LOOK_SECONDS = 0.5  # how often the loop looks whether it shall end
REQUEST_SECONDS = 60.0  # a request, or each 64 KiB of it: 10 kbit/s
UNREAD_SECONDS = 60.0  # without a sign taken: a telephone out of reach for longer starts anew
RESTART_SECONDS = 5.0
IDLE_SECONDS = 150  # above the two minutes for which Caddy keeps a connection to us
MAX_BODY_BYTES = 64 * 1024
MAX_HEADER_BYTES = 32 * 1024
CONNECTIONS = 2000
CONNECTIONS_OF_CLIENT = 100  # a town hall's browsers share one address; each opens six at most


class Server(TcpWSGIServer):
    """Waitress's server, with a limit to how long a request may arrive and an answer go unread."""

    channel_class = Channel
    active_channels: dict[int, Channel]
    next_channel_cleanup: float
    knows_clients = True  # behind a proxy all connections are the proxy's
    large_bodies: LargeBodies | None = None

    def accept(self) -> tuple[socket.socket, Any] | None:
        """Take a connection, unless its client, or the network around it, holds too many."""
        accepted: tuple[socket.socket, Any] | None = super().accept()
        if accepted is None or self._has_place(self.fix_addr(accepted[1])[0]):
            return accepted
        accepted[0].close()
        return None

    def _has_place(self, client: str) -> bool:
        held = Counter(
            network for channel in self.active_channels.values() for network in channel.networks
        )
        bounds = zip(networks.of(client), networks.WIDER, strict=False)
        return not self.knows_clients or all(
            held[network] < CONNECTIONS_OF_CLIENT * times for network, times in bounds
        )

    def readable(self) -> bool:
        # Waitress asks a clock that may be set back (docs/decisions/0009-clocks.md).
        soon = time.time() + self.adj.cleanup_interval
        self.next_channel_cleanup = min(self.next_channel_cleanup, soon)
        return bool(super().readable())

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.is_slower_than(REQUEST_SECONDS):
                channel.will_close = True
            elif channel.is_unread(UNREAD_SECONDS):
                channel.handle_close()  # at once: a socket that takes nothing calls nobody

    def fix_addr(self, addr: Any) -> Any:
        """An IPv4 client reads the same on « :: » as on 0.0.0.0."""
        return (addr[0].removeprefix("::ffff:"), *addr[1:])

    def stop_listening(self) -> None:
        """Accept the connections that are already waiting, then close the listening socket."""
        known = -1
        while len(self.active_channels) > known:
            known = len(self.active_channels)
            self.handle_accept()
        wasyncore.dispatcher.close(self)

    def is_busy(self) -> bool:
        return any(channel.is_busy() for channel in self.active_channels.values())

    def is_receiving(self) -> bool:
        return any(channel.request is not None for channel in self.active_channels.values())


@dataclass(frozen=True)
class Task:
    """What there is to serve, and what runs beside it."""

    make_app: "Callable[[], WSGIApplication]"
    listener: socket.socket
    background: Callable[[threading.Event], None] | None
    knows_clients: bool = True
    large_bodies: LargeBodies | None = None

    def serve(self, stop: threading.Event, *, on_ready: Callable[[], None]) -> None:
        """Serve until `stop` is set, then let what is under way end."""
        server = self._server()
        beside = self._start_background(stop)
        on_ready()
        while not stop.is_set():
            wasyncore.poll2(LOOK_SECONDS, server._map)  # noqa: SLF001 - run() knows no graceful end
        deadline = time.monotonic() + STOP_SECONDS
        _drain(server, deadline)
        if beside:
            beside.join(max(0.0, deadline - time.monotonic()))

    def _server(self) -> Server:
        app = logs.with_access_lines(self.make_app())
        settings = Adjustments(
            sockets=[self.listener],
            connection_limit=_connections(),
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES + 1,  # waitress refuses from there on
            ident=None,
            server_name="localhost",
            expose_tracebacks=False,
            log_socket_errors=False,
            # Werkzeug's ProxyFix decides whom to believe; doctor must see that a proxy is there.
            clear_untrusted_proxy_headers=False,
        )
        sock = self.listener
        info = (sock.family, sock.type, sock.proto, sock.getsockname())
        server = Server(app, {}, True, sock, Lanes(), settings, info, bind_socket=False)
        server.knows_clients = self.knows_clients
        server.large_bodies = self.large_bodies
        return server

    def _start_background(self, stop: threading.Event) -> threading.Thread | None:
        if self.background is None:
            return None
        thread = threading.Thread(
            target=_keep_running, args=(self.background, stop), name="background", daemon=True
        )
        thread.start()
        return thread


def _keep_running(background: Callable[[threading.Event], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            background(stop)
        except Exception:
            logger.exception("le travail de fond s'est interrompu ; il reprend")
            stop.wait(RESTART_SECONDS)
        else:
            return


def _drain(server: Server, deadline: float) -> None:
    server.stop_listening()
    half_come_until = time.monotonic() + ARRIVING_SECONDS
    while time.monotonic() < deadline:
        wasyncore.poll2(0.05, server._map)  # noqa: SLF001
        is_arriving = server.is_receiving() and time.monotonic() < half_come_until
        if not (server.is_busy() or is_arriving):
            break
    server.task_dispatcher.shutdown(timeout=0.2)


def _connections() -> int:
    """As many as CONNECTIONS where the system allows; each may hold a file of its answer too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + 200
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return CONNECTIONS if allowed == resource.RLIM_INFINITY else min(CONNECTIONS, allowed // 2)
