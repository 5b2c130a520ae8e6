"""`flask serve` as a real process on a port of its own."""

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands.flask import ROOT, variables


@dataclass
class Serving:
    process: subprocess.Popen[str]
    origin: str
    journal: Path

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.origin + path, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(15)


@contextmanager
def serving(folder: Path, *words: str, **more: str) -> Iterator[Serving]:
    """Serve what is in `folder` on a free port; `more` are environment variables."""
    journal = folder.with_name(f"{folder.name}.log")
    command = [sys.executable, "-m", "flask", "serve", "--port", "0", *words]
    with started(command, variables(folder, **more), journal) as running:
        yield running


@contextmanager
def started(command: list[str], environ: dict[str, str], journal: Path) -> Iterator[Serving]:
    with journal.open("a") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout
    try:
        yield Serving(process, _origin(process, journal), journal)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _origin(process: subprocess.Popen[str], journal: Path) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://[^\s/]+", line):
            return found[0]
    status = process.wait(5)
    raise AssertionError(f"it did not start, status {status}:\n{journal.read_text()}")
