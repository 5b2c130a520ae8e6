"""A commune's own colour, made readable.

The commune chooses one colour; links, buttons and grounds follow from it. Each role starts at a tint of
that colour and goes towards black (towards white in the dark scheme), step by step, until everybody can
read it: 4.5 is what WCAG 2.2 AA asks of text, 3 what it asks of a field's border.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

Rgb = tuple[float, float, float]

DEFAULT = "#a3195b"  # the procedure's
BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
GREY: Rgb = (128, 128, 128)
STEPS = 50

TEXT, MUTED, ACCENT, BORDER = 14.0, 6.0, 4.5, 3.0
TINT = 0.08  # how much of the colour is in greys: more, and everything on the page calls at once


def parse(colour: str) -> Rgb:
    """« #a3195b » as three numbers from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*(round(part) for part in rgb))


def mix(base: Rgb, other: Rgb, share: float) -> Rgb:
    """`base` with a share (0 to 1) of `other` in it."""
    red, green, blue = (b + (o - b) * share for b, o in zip(base, other, strict=True))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in (whole / 255 for whole in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""
    low, high = sorted((_luminance(parse(one)), _luminance(parse(other))))
    return (high + 0.05) / (low + 0.05)


def _readable(start: Rgb, towards: Rgb, wanted: float, grounds: Iterable[str]) -> str:
    """The first colour on the way from `start` that has the wanted contrast on every ground."""
    grounds = tuple(grounds)
    for step in range(STEPS):
        written = _written(mix(start, towards, step / STEPS))
        if all(contrast(written, ground) >= wanted for ground in grounds):
            return written
    return _written(towards)


def _scheme(colour: Rgb, ground: str, card: str, towards: Rgb) -> dict[str, str]:
    grounds = (ground, card)
    accent = _readable(colour, towards, ACCENT, grounds)
    tint = mix(GREY, colour, TINT)
    return {
        "ground": ground,
        "card": card,
        "text": _readable(tint, towards, TEXT, grounds),
        "muted": _readable(tint, towards, MUTED, grounds),
        "accent": accent,
        "hover": _written(mix(parse(accent), towards, 0.25)),
        "border": _readable(tint, towards, BORDER, grounds),
        "line": _written(mix(parse(ground), towards, 0.14)),  # only parts what is apart already
    }


@lru_cache(maxsize=64)  # every mail asks: 0.3 ms each
def light(colour: str) -> Mapping[str, str]:
    """The roles of the light scheme: white cards on a ground that is nearly white."""
    own = parse(colour)
    ground = _written(mix((246, 246, 246), own, 0.02))
    roles = _scheme(own, ground, "#ffffff", BLACK)
    return roles | {"on-accent": "#ffffff", "error": "#b42318", "success": "#0a6238"}


@lru_cache(maxsize=64)
def dark(colour: str) -> Mapping[str, str]:
    """The roles of the dark scheme: the ground is nearly black, a button's text is the ground."""
    own = parse(colour)
    ground = _written(mix((18, 18, 18), own, 0.02))
    card = _written(mix((30, 30, 30), own, 0.02))
    roles = _scheme(own, ground, card, WHITE)
    return roles | {"on-accent": ground, "error": "#ffb4ab", "success": "#8fdcb0"}
