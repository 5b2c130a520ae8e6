"""The same by post: letters with a link as one HTML document, a page of A4 each, to be printed."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from domain import french, qr_codes
from domain.accounts.handover import Letter
from domain.accounts.links import Purpose
from domain.portals import Portal

PIECES = 200  # of text, sent together
ROOT = Path(__file__).resolve().parent.parent
STYLE = (ROOT / "static" / "letter.css").read_text("utf-8")
# A page that shows letters may apply this style alone, and load nothing.
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)


def document(portal: Portal, letters: Iterable[Letter]) -> Iterator[str]:
    """Yield the page to print, a sheet for each letter, in their order; a QR code takes some 10 ms."""
    zone = ZoneInfo(portal.timezone)
    made = _template().stream(
        portal=portal,
        letters=letters,
        style=STYLE,
        today=french.long_day(datetime.now(zone).date()),
        until=lambda letter: french.long_day(letter.handover.works_until.astimezone(zone).date()),
        drawn=qr_codes.drawn,
        ACTIVATION=Purpose.ACTIVATION,
    )
    made.enable_buffering(PIECES)
    return made


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return made.get_template("lettre.html")
