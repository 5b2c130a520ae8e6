"""What a terminal can show, and how moments are written there."""

import os
import sys
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

import click
from flask import current_app, has_app_context

USUAL_ZONE = "Europe/Paris"


def moment(value: datetime | None) -> str:
    """« 23/11/2026 08:30 » as clocks show it in the commune, empty for None."""
    return value.astimezone(zone()).strftime("%d/%m/%Y %H:%M") if value else ""


def day(value: datetime | None) -> str:
    """« 23/11/2026 », empty for None."""
    return value.astimezone(zone()).strftime("%d/%m/%Y") if value else ""


def zone() -> ZoneInfo:
    """Return the communes' time zone; hosts mostly run on UTC."""
    # Only where the command has opened the portal: a date must not be what makes one.
    wiring = current_app.extensions["portail"] if has_app_context() else None
    built = vars(wiring).get("services") if wiring else None
    known = {portal.timezone for portal in built.portals.all().values()} if built else set()
    return ZoneInfo(known.pop() if len(known) == 1 else USUAL_ZONE)


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
