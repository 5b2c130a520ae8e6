"""Fifty kills of a server under load: the test of five, ten times as long."""

import os
import subprocess
import sys
import time

from bench import report
from bench.ground import ROOT

KILLS = "50"


def run() -> None:
    """Run the test; raises CalledProcessError where something was lost."""
    report.heading("Coups de kill -9 sous charge", bare="")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/commands/test_kills.py"],
        cwd=ROOT,
        env=os.environ | {"KILLS": KILLS},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    seconds = report.number(time.perf_counter() - began, "s")
    report.line(f"{KILLS} coups : rien de perdu, en", seconds)
