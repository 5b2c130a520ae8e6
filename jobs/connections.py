"""A connection: how long its request may arrive or its answer go unread, and how it ends."""

import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from domain import networks
from jobs.refusals import Parser, Refusal

LINGER_SECONDS = 2.0
PIECE_BYTES = 64 * 1024


ARRIVED_FOR = "portail.arrived_for"  # in the environment: seconds that a large body took


class Task(WSGITask):
    """A request, with the time that a large body took to arrive: a session is not unused meanwhile."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self.request.is_large:
            environ[ARRIVED_FOR] = self.request.arrived_for_seconds
        return environ


class Channel(HTTPChannel):
    """A connection that knows how long its request or its answer has been waiting, and ends gently."""

    task_class = Task
    error_task_class = Refusal
    is_refused = False
    began_at = 0.0  # the request that is arriving, or its newest piece
    received_bytes = 0  # of that piece
    moved_at = 0.0  # when a piece of an answer was sent last
    addr: tuple[str, int]
    sendbuf_len: int
    lingers_until: float | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.parser_class = partial(Parser, door=self.server.large_bodies)
        self.networks = networks.of(self.addr[0])
        # Waitress reads as much of a file as the socket's buffer may grow to: 2.6 MB on loopback,
        # and three copies of it. Measured: a PDF of 10 MB raised the memory by 7.5 MB.
        self.sendbuf_len = min(self.sendbuf_len, PIECE_BYTES)

    def received(self, data: bytes) -> bool:
        before = self.request
        more = super().received(data)
        self.received_bytes += len(data)
        if self.request is not before or self.received_bytes >= PIECE_BYTES:
            self.began_at, self.received_bytes = time.monotonic(), 0
        return bool(more)

    def recv(self, buffer_size: int) -> bytes:
        """Take more at once of a large body: in waitress's pieces of 8 KiB it keeps the loop busy."""
        is_large = self.request is not None and self.request.is_large
        return bytes(super().recv(PIECE_BYTES if is_large else buffer_size))

    def is_slower_than(self, seconds: float) -> bool:
        """Whether the next 64 KiB of a request, or its end, have been arriving for longer than that."""
        is_arriving = self.request is not None and not self.requests
        return is_arriving and time.monotonic() - self.began_at > seconds

    def service(self) -> None:
        """Answer one request; where others wait behind it already, the connection ends with it.

        Waitress would let its thread wait until their answers are read. Browsers send none ahead.
        """
        if len(self.requests) > 1:
            self.requests[0].headers["CONNECTION"] = "close"
        super().service()

    def write_soon(self, data: Any) -> int:
        if not self.total_outbufs_len:
            self.moved_at = time.monotonic()
        return int(super().write_soon(data))

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        if sent:
            self.moved_at = time.monotonic()
        return sent

    def is_unread(self, seconds: float) -> bool:
        """Whether nothing of an answer could be sent for longer than that."""
        return bool(self.total_outbufs_len) and time.monotonic() - self.moved_at > seconds

    def is_busy(self) -> bool:
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    def readable(self) -> bool:
        return self.lingers_until is not None or super().readable()

    def writable(self) -> bool:
        if self.lingers_until is not None:
            return time.monotonic() > self.lingers_until
        return bool(super().writable())

    def handle_read(self) -> None:
        if self.lingers_until is None:
            super().handle_read()
        else:
            self.recv(65536)  # dropped; at its end, recv() closes

    def handle_write(self) -> None:
        if self.lingers_until is None:
            super().handle_write()
        else:
            self.handle_close()

    def handle_close(self) -> None:
        """Wait a little for what a refused sender still sends, or it never reads our answer.

        A socket closed with unread bytes resets the connection (RFC 9112 § 9.6).
        """
        if self.is_refused and self.connected and self.lingers_until is None:
            with suppress(OSError):
                self._linger()
                return
        super().handle_close()

    def _linger(self) -> None:
        connection: Any = self.socket
        connection.shutdown(socket.SHUT_WR)
        self.lingers_until = time.monotonic() + LINGER_SECONDS
