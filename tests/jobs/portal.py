"""A small portal in a process of its own, served as the real one is."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands.flask import ROOT
from tests.commands.portal import started

SCRIPT = """
import os, sys, threading, time
from pathlib import Path
from flask import Flask, request, send_file
from domain.faults import Fault
from jobs import logs, server

FOLDER = Path(sys.argv[1])

def make_app():
    if (FOLDER / "broken").exists():
        raise Fault("La base est illisible.")
    app = Flask("petit")

    @app.get("/")
    def home():
        return f"{os.getpid()} {request.headers.get('X-Forwarded-For', '')}"

    @app.get("/slow")
    def slow():
        (FOLDER / "slow-began").touch()
        time.sleep(1.2)
        return "fini"

    @app.post("/waits")
    def waits():
        (FOLDER / f"waits-{request.args['number']}").touch()
        while not (FOLDER / "go-on").exists():
            time.sleep(0.02)
        return "fini"

    @app.get("/file")
    def file():
        return send_file(FOLDER / "file", "application/octet-stream")

    @app.post("/")
    def form():
        return str(len(request.form.get("mot", "")))

    return app

def background(stop):
    with (FOLDER / "background").open("a") as file:
        file.write(f"{os.getpid()}\\n")
    stop.wait()

logs.configure()
server.run(make_app, host="127.0.0.1", port=0, knows_clients="proxy" not in sys.argv,
           background=background, on_ready=lambda origin: print(origin, flush=True))
"""


@dataclass
class Portal:
    process: subprocess.Popen[str]
    port: int
    folder: Path

    def ask(self, path: str = "/", client: str = "127.0.0.1") -> str:
        line = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=5, source_address=(client, 0)
        )
        with closing(line) as connection:
            connection.request("GET", path)
            return connection.getresponse().read().decode()

    def say(self, raw: bytes) -> str:
        """The whole answer to these very bytes, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(12)

    def background_pids(self) -> list[int]:
        file = self.folder / "background"
        return [int(line) for line in file.read_text().split()] if file.exists() else []


def until(condition: Callable[[], object], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Portal]:
    command = [sys.executable, "-c", SCRIPT, str(folder), *words]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with started(command, environ, folder / "journal") as running:
        yield Portal(running.process, int(running.origin.rpartition(":")[2]), folder)
