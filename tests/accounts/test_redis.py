"""Limits by client address in Redis: shared by every process, and never in the way of a form."""

import logging
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.faults import Fault
from tests.accounts.pages import logged_in
from tests.inbox import Inbox
from tests.people import BOE
from tests.town import Town, running


class Server:
    """A real Redis of this test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Server]:
    if shutil.which("redis-server") is None:
        message = "redis-server manque (Debian : apt install redis-server)"
        assert os.environ.get("CI") != "true", message
        pytest.skip(message)
    server = Server(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def fail(town: Town, times: int) -> None:
    """Send log-ins that are refused before any password is looked at."""
    for _ in range(times):
        town.visitor().post(f"/connexion?LIEN={BOE}", {}, status=422)


def test_two_processes_count_together(
    redis: Server, tmp_path: Path, inbox: Inbox, empty_database: Path
) -> None:
    folder = tmp_path / "data"
    with running(
        folder, inbox, empty_database=empty_database, RATELIMIT_STORAGE_URI=redis.uri
    ) as one:
        fail(one, 20)
        with running(folder, inbox, cast=(), RATELIMIT_STORAGE_URI=redis.uri) as other:
            fail(other, 10)

            other.visitor().post(f"/connexion?LIEN={BOE}", {}, status=429)


def test_without_redis_forms_go_on_and_the_log_says_so(
    redis: Server,
    tmp_path: Path,
    inbox: Inbox,
    empty_database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = tmp_path / "data"
    with running(
        folder, inbox, empty_database=empty_database, RATELIMIT_STORAGE_URI=redis.uri
    ) as town:
        fail(town, 2)
        redis.stop()

        with caplog.at_level(logging.WARNING):
            logged_in(town)

        assert "Redis (PORTAIL_RATELIMIT_STORAGE_URI) ne répond plus" in caplog.text
        fail(town, 30)
        town.visitor().post(f"/connexion?LIEN={BOE}", {}, status=429)


def test_a_storage_that_does_not_exist_stops_the_start(
    tmp_path: Path, inbox: Inbox, empty_database: Path
) -> None:
    folder = tmp_path / "data"

    with (
        pytest.raises(Fault, match="PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable"),
        running(
            folder,
            inbox,
            empty_database=empty_database,
            RATELIMIT_STORAGE_URI="nulle-part://",
        ),
    ):
        pass
