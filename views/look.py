"""How pages look: the style sheet that is written into each page's head, once, by its hash."""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup

SHEET = Path(__file__).parent.parent / "static" / "portal.css"


@dataclass(frozen=True, slots=True)
class Style:
    """The text of the style element, and its SHA-256 in base64 for the CSP."""

    text: Markup
    sha256: str


@lru_cache(maxsize=64)
def stylesheet(_colour: str) -> Style:
    """Return the style sheet of a commune."""
    text = SHEET.read_text("utf-8") if SHEET.exists() else ""
    digest = hashlib.sha256(text.encode()).digest()
    return Style(Markup(text), base64.b64encode(digest).decode())  # noqa: S704 - our own file


def register(_app: Flask) -> None:
    """Attach nothing yet: filters come with the invoices."""
