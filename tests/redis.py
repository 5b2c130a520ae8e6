"""A real Redis for tests; where Debian's is not installed they are skipped, with CI=true they fail."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.missing import missing


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Redis:
    """A real Redis of this test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = a_free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._has_started = False

    @property
    def uri(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        for _ in range(5):
            if self._answers():
                self._has_started = True
                return
            self.stop()
            if not self._has_started:  # else its address is known to others
                self.port = a_free_port()
        raise AssertionError("redis-server did not start")

    def _answers(self) -> bool:
        """Whether it came up: it ends at once where somebody has taken its port meanwhile."""
        options = ["--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        for _ in range(200):
            if self.process.poll() is not None:
                return False
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        missing("redis-server manque (Debian : apt install redis-server)")
    server = Redis(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.stop()
