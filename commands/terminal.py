"""What a terminal can show, and how moments are written there."""

import os
import sys
from datetime import datetime
from typing import TextIO

import click


def moment(value: datetime | None) -> str:
    """« 23/11/2026 08:30 » as clocks show it here, empty for None."""
    return value.astimezone().strftime("%d/%m/%Y %H:%M") if value else ""


def day(value: datetime | None) -> str:
    """« 23/11/2026 », empty for None."""
    return value.astimezone().strftime("%d/%m/%Y") if value else ""


def strong(text: str, colour: str | None = None) -> str:
    """Return the text in bold, in colour too, where standard output is a terminal."""
    return click.style(text, bold=True, fg=colour) if is_coloured(sys.stdout) else text


def is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def is_coloured(stream: TextIO) -> bool:
    # https://no-color.org: any value but an empty one asks for none.
    return (
        is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
