"""Readers who read nothing: they hold no thread, and their connection ends after a minute."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from flask import Flask, Response, send_file
from waitress import wasyncore

from jobs import server, serving
from tests.jobs.portal import serving as a_portal

MEGABYTE = 1_000_000
ASK = b"GET /file HTTP/1.1\r\nHost: x\r\n\r\n"


def a_file(folder: Path) -> Path:
    """Larger than what the server and the system keep for a connection."""
    path = folder / "file"
    with path.open("wb") as file:
        file.truncate(40 * MEGABYTE)
    return path


@pytest.mark.parametrize("times", [1, 2, 50], ids=["one", "two ahead", "fifty ahead"])
def test_forty_who_read_nothing_stop_nobody_else(tmp_path: Path, times: int) -> None:
    a_file(tmp_path)
    with a_portal(tmp_path) as portal, ExitStack() as open_now:
        for _ in range(40):
            client = open_now.enter_context(socket.create_connection(("127.0.0.1", portal.port), 5))
            client.sendall(ASK * times)
            assert client.recv(12) == b"HTTP/1.1 200"

        assert portal.ask()


def test_who_asks_ahead_gets_the_first_answer_whole_and_is_told_that_it_is_the_last(
    tmp_path: Path,
) -> None:
    with a_portal(tmp_path) as portal:
        answer = portal.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 2)

    assert answer.count("HTTP/1.1 200") == 1
    assert "Connection: close" in answer
    assert answer.split()[-1].isdigit()


@pytest.fixture
def serves(tmp_path: Path) -> Iterator[serving.Server]:
    app = Flask("petit")

    @app.get("/file")
    def file() -> Response:
        return send_file(a_file(tmp_path), "application/octet-stream")

    with (
        closing(server.listen("127.0.0.1", 0)) as listener,
        closing(serving.Task(lambda: app, listener, None)._server()) as running,
    ):
        yield running
        for channel in list(running.active_channels.values()):
            channel.handle_close()
        running.task_dispatcher.shutdown(timeout=1)


def run(serves: serving.Server) -> None:
    """Let the server send what can be sent now."""
    before, now = -1, 0
    while now != before:
        for _ in range(5):
            wasyncore.poll2(0.05, serves._map)
        before, now = now, sum(each.total_outbufs_len for each in serves.active_channels.values())


def look(serves: serving.Server) -> None:
    """Let the server see who has been waiting for too long."""
    serves.next_channel_cleanup = 0
    run(serves)


def take_what_came(client: socket.socket) -> None:
    with suppress(BlockingIOError):
        while client.recv(MEGABYTE, socket.MSG_DONTWAIT):
            pass


def an_hour_passes(serves: serving.Server) -> None:
    for channel in serves.active_channels.values():
        channel.moved_at -= 3600


def test_who_takes_a_piece_now_and_then_may_go_on(serves: serving.Server) -> None:
    with socket.create_connection(serves.socket.getsockname()) as client:
        client.sendall(ASK)
        run(serves)
        for _ in range(3):
            an_hour_passes(serves)
            take_what_came(client)
            run(serves)
            look(serves)

        assert len(serves.active_channels) == 1


def test_who_takes_nothing_for_a_minute_is_cut(serves: serving.Server) -> None:
    with socket.create_connection(serves.socket.getsockname()) as client:
        client.sendall(ASK)
        run(serves)
        assert len(serves.active_channels) == 1

        an_hour_passes(serves)
        look(serves)

        assert len(serves.active_channels) == 0
