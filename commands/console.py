"""How the terminal speaks: counts, tables, JSON, questions, progress.

What a person or a script reads goes to standard output, everything else to standard error.
Nothing is shortened or coloured unless somebody looks at it on a terminal.
"""

import json
import shutil
import sys
import time
from datetime import date
from types import TracebackType
from typing import Any, Self

import click

from commands import tables, terminal
from domain import french

SPACE = "\u00a0"
PATIENCE_SECONDS = 1.0
REDRAW_SECONDS = 0.2

# Said here too, so that a command needs to know one module.
table = tables.table
strong, moment, day = terminal.strong, terminal.moment, terminal.day
number, count, percent = french.number, french.count, french.percent


def say(text: str = "") -> None:
    """Write a line of the result."""
    click.echo(french.typeset(text))


def tell(text: str) -> None:
    """Write a line beside the result, on standard error."""
    click.echo(french.typeset(text), err=True)


def say_json(value: Any) -> None:
    """Write a value for programs; dates in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_iso))


def ask(question: str) -> bool:
    """Ask for « o » or « n », on the terminal or from standard input; its end is a no."""
    while True:
        click.echo(french.typeset(f"{question} (o/n) "), nl=False, err=True)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            click.echo(err=True)
        answer = line.strip().lower()
        if answer in ("o", "oui"):
            return True
        if not line or answer in ("n", "non"):
            return False
        tell("Répondez « o » (oui) ou « n » (non).")


def ask_text(question: str) -> str:
    """Ask for a line; raises EOFError where there is none."""
    click.echo(french.typeset(f"{question} : "), nl=False, err=True)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo(err=True)
    if not line:
        raise EOFError
    return line.strip()


class Between(click.IntRange):
    """A whole number within bounds, said in words."""

    def _describe_range(self) -> str:
        return f"de {self.min} à {self.max}"


class Progress:
    """One line on a terminal, from the first second on: how many, how fast, how much longer."""

    def __init__(self, subject: str, total: int | None = None, unit: str = "lignes") -> None:
        """Take what is done (« Lecture ») and, where it is known, of how many there are."""
        self._subject, self._total, self._unit = subject, total, unit
        self._done = 0
        self._began = time.monotonic()
        self._drawn = self._began + PATIENCE_SECONDS - REDRAW_SECONDS
        self._is_shown = False

    def advance(self, more: int = 1, total: int | None = None) -> None:
        """Count what was done since the last call; costs next to nothing between two redraws.

        `total`: of how many, where that was not known before.
        """
        self._done += more
        self._total = total or self._total
        now = time.monotonic()
        if now - self._drawn >= REDRAW_SECONDS:
            self._drawn = now
            self._draw(now - self._began)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        self.clear()

    def clear(self) -> None:
        """Take the line away; it comes back with the next thing done."""
        if self._is_shown:
            click.echo("\r\033[K", nl=False, err=True)
            self._is_shown = False

    def _draw(self, seconds: float) -> None:
        if not terminal.is_terminal(sys.stderr):
            return
        self._is_shown = True
        speed = self._done / seconds
        parts = [f"{self._subject}{SPACE}: {number(self._done)}"]
        if self._total:
            parts[0] += f" sur {number(self._total)}"
        parts[0] += f" {self._unit}"
        parts.append(f"{number(round(speed))} {self._unit}/s")
        if self._total and speed:
            parts.append(f"encore {duration((self._total - self._done) / speed)}")
        line = ", ".join(parts)[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r\033[K{line}", nl=False, err=True)


def duration(seconds: float) -> str:
    """« 12 s », « 3 min »."""
    whole = max(1, round(seconds))
    return f"{whole}{SPACE}s" if whole < 120 else f"{round(whole / 60)}{SPACE}min"  # noqa: PLR2004 - two minutes


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
