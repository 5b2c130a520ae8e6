"""How pages look: the commune's colours, the style sheet, and addresses in templates.

The style sheet is written into each page's head, and allowed there by its SHA-256: on a slow line
the page shows after one request instead of two.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from domain import colours, french, legal, replies
from domain.accounts.links import Purpose
from domain.invoices import lives
from mail import outcomes
from views import at_hand
from views.public import assets
from views.public.assets import STATIC


@dataclass(frozen=True, slots=True)
class Style:
    """The text of the style element, its SHA-256 in base64 for the CSP, and the toolbar's colours."""

    text: Markup
    sha256: str
    toolbar: tuple[str, str]  # in the light scheme, in the dark one


@lru_cache(maxsize=64)
def stylesheet(colour: str, *more: str) -> Style:
    """Return the style sheet of a commune that has this colour; `more`: names of others behind it."""
    light, dark = colours.light(colour), colours.dark(colour)
    sheets = [_short((STATIC / f"{name}.css").read_text("utf-8")) for name in ("portal", *more)]
    text = "".join(sheets) + _palette(light, dark)
    digest = hashlib.sha256(text.encode()).digest()
    return Style(
        Markup(text),  # noqa: S704 - our own file
        base64.b64encode(digest).decode(),
        (light["accent"], dark["card"]),
    )


@pass_context
def page(context: Context, endpoint: str, **values: Any) -> str:
    """Return the address of a public page in this commune."""
    here = context.get("portal")
    return assets.address(endpoint, LIEN=here.code if here else None, **values)


def link_lasts(purpose: str) -> str:
    """Return for how long a mailed link works, in words."""
    return french.duration(at_hand().links.age_seconds(Purpose(purpose)))


def register(app: Flask) -> None:
    """Give the templates what they ask for."""
    app.jinja_env.filters.update(
        duration=french.duration,
        hour=french.hour,
        moment=french.moment,
        day=french.day,
        euros=french.euros,
        number=french.number,
        counted=french.count,
        percent=french.percent,
        month=french.month,
        weight=french.weight,
        in_words=replies.in_words,
        became=outcomes.in_words,
        happened=outcomes.happened,
        lives_in_words=lives.in_words,
    )
    app.jinja_env.globals.update(
        link_lasts=link_lasts,
        page=page,
        script_address=assets.script_address,
        conformity=legal.conformity,
        logo_address=assets.logo_address,
    )


def _short(sheet: str) -> str:
    """Leave out comments, indents and line ends: 2 kB that nobody's browser needs."""
    return re.sub(
        r"\s*([{};,])\s*|\s*\n\s*", r"\1", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    )


def _palette(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    # Not on paper, which has its own: these stand behind it.
    return (
        f"@media screen{{:root{{{_properties(light)}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}"
    )


def _properties(roles: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in roles.items())
