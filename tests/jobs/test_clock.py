"""A clock that is set back while the server serves: slow clients are still sent away in time."""

import socket
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from waitress import wasyncore

from domain import clock
from jobs import server, serving


def test_a_request_that_never_ends_is_cut_though_the_clock_went_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        closing(server.listen("127.0.0.1", 0)) as listener,
        time_machine.travel(clock.now(), tick=False) as traveller,
        closing(serving.Task(lambda: Flask("petit"), listener, None)._server()) as serves,
        closing(socket.create_connection(listener.getsockname())) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        look(serves)
        traveller.shift(-timedelta(hours=1))
        look(serves)
        monkeypatch.setattr(serving, "REQUEST_SECONDS", 0.0)  # its minute is over
        before = len(serves.active_channels)
        traveller.shift(10)
        look(serves)
        after = len(serves.active_channels)
        serves.close()
        serves.task_dispatcher.shutdown(timeout=1)

    assert (before, after) == (1, 0)


def look(serves: serving.Server) -> None:
    for _ in range(3):
        wasyncore.poll2(0.05, serves._map)
