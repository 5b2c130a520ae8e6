"""A connection: how long its request may arrive or its answer go unread, and how it ends."""

import socket
import time
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel

from domain import networks
from jobs.refusals import Parser, Refusal

LINGER_SECONDS = 2.0
PIECE_BYTES = 64 * 1024


class Channel(HTTPChannel):
    """A connection that knows how long its request or its answer has been waiting, and ends gently."""

    parser_class = Parser
    error_task_class = Refusal
    is_refused = False
    began_at = 0.0
    received_bytes = 0  # of the request that is arriving
    moved_at = 0.0  # when a piece of an answer was sent last
    addr: tuple[str, int]
    sendbuf_len: int
    lingers_until: float | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.networks = networks.of(self.addr[0])
        # Waitress reads as much of a file as the socket's buffer may grow to: 2.6 MB on loopback,
        # and three copies of it. Measured: a PDF of 10 MB raised the memory by 7.5 MB.
        self.sendbuf_len = min(self.sendbuf_len, PIECE_BYTES)

    def received(self, data: bytes) -> bool:
        before = self.request
        more = super().received(data)
        if self.request is not before:
            self.began_at, self.received_bytes = time.monotonic(), 0
        self.received_bytes += len(data)
        return bool(more)

    def is_slower_than(self, seconds: float) -> bool:
        """Whether a request has been arriving for longer than that for each 64 KiB of it."""
        is_arriving = self.request is not None and not self.requests
        allowed = seconds * (1 + self.received_bytes // PIECE_BYTES)
        return is_arriving and time.monotonic() - self.began_at > allowed

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
