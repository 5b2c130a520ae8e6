"""How long one waits for a command: `--help` of each, beside `flask --help` of an empty app."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
from flask import Flask

from bench import ground, pages, report
from bench.servers import started

TURNS = 5


def run() -> None:
    """Measure the help of every command, then the start to the first page; the best of five."""
    with ground.folder() as place:
        pages.made(place, ground.THOUSAND)
        empty = place / "vide"
        empty.mkdir()
        (empty / "app.py").write_text("from flask import Flask\napp = Flask('vide')\n", "utf-8")
        report.heading("Attendre une commande", bare="flask vide")
        for words in ([], *_commands()):
            took, floor = _best(partial(_help, ground.ROOT, words), empty)
            report.line(" ".join(["flask", *words, "--help"]), *_both(took, floor), took / floor)
        first, floor = _best(partial(_first_page, place), empty)
        report.line("flask serve, jusqu'à la première page", *_both(first, floor), first / floor)


def _commands() -> Iterator[list[str]]:
    from commands import NAMES, Commands

    root = Commands(Flask("help"))
    with click.Context(root, info_name="flask") as context:
        for name in NAMES:
            later = root.get_command(context, name)
            assert later is not None
            command = later.make_context(name, [], parent=context, resilient_parsing=True).command
            yield [name]
            if isinstance(command, click.Group):
                yield from ([name, verb] for verb in command.commands)


def _best(measured: Callable[[], None], empty: Path) -> tuple[float, float]:
    """Return the best seconds of both, in turns: what else the machine does hits both."""
    ours, floor = [], []
    for _ in range(TURNS):
        ours.append(_seconds(measured))
        floor.append(_seconds(partial(_help, empty, [])))
    return min(ours), min(floor)


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _help(folder: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "flask", *words, "--help"]
    environ = ground.own({})
    subprocess.run(command, cwd=folder, env=environ, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


def _first_page(place: Path) -> None:
    command = ["-m", "flask", "serve", "--port", "0"]
    with started(command, ground.own(ground.environ(place))) as server:
        server.ask(pages.LOGIN, 1, clients=1)


def _both(mine: float, other: float) -> tuple[str, str]:
    return report.number(1000 * mine, "ms"), report.number(1000 * other, "ms")
