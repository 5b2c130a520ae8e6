"""A server as a process of its own, and what it used: CPU, memory, time to start."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ground import ROOT


@dataclass
class Server:
    """A process that answers on a port of this machine."""

    process: subprocess.Popen[str]
    port: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """Return what its threads have used since its start, in user mode and in the kernel."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def pss_mib(self) -> float:
        """Return its share of memory (pages that others share count in part)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def ask(self, path: str, times: int, clients: int = 4, cookie: str = "") -> list[float]:
        """Ask again and again, several clients at once; returns the seconds of each answer."""
        seconds: list[float] = []
        headers = {"Cookie": cookie} if cookie else {}

        def one_client() -> None:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
                for _ in range(times // clients):
                    began = time.perf_counter()
                    line.request("GET", path, headers=headers)
                    answer = line.getresponse()
                    answer.read()
                    if answer.status != http.HTTPStatus.OK:
                        raise RuntimeError(f"{path}: {answer.status}")
                    seconds.append(time.perf_counter() - began)

        with ThreadPoolExecutor(clients) as pool:
            for asking in [pool.submit(one_client) for _ in range(clients)]:
                asking.result()  # or what it raised
        return seconds

    def cost_ms(self, path: str, times: int, cookie: str = "") -> float:
        """Return the milliseconds of CPU that one answer costs, asked one after the other."""
        before = self.cpu_seconds()
        answers = len(self.ask(path, times, clients=1, cookie=cookie))
        return 1000 * (self.cpu_seconds() - before) / answers


@contextmanager
def started(command: list[str], environ: dict[str, str]) -> Iterator[Server]:
    """Run a server until the block ends; it prints its address once it answers."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own servers
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        for printed in process.stdout:
            if found := re.search(r"http://[\d.]+:(\d+)", printed):
                yield Server(process, int(found[1]), time.perf_counter() - began)
                break
        else:
            raise RuntimeError(f"{command} did not start")
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
