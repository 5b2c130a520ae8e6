"""Whatever colour a commune chooses, everybody can read its portal."""

import random
from collections.abc import Callable, Iterator, Mapping

import pytest

from domain import colours

DEFAULT = "#a3195b"


def _many() -> Iterator[str]:
    """The extremes, a grid, and some thousands drawn once and for all."""
    yield from ("#ffff00", "#ffffff", "#000000", "#808080", "#ff0000", "#00ff00", "#0000ff")
    steps = range(0, 256, 51)
    yield from (f"#{r:02x}{g:02x}{b:02x}" for r in steps for g in steps for b in steps)
    draw = random.Random(47031)
    yield from (f"#{draw.randrange(1 << 24):06x}" for _ in range(1500))


def _weakest(roles: Mapping[str, str], role: str) -> float:
    return min(colours.contrast(roles[role], on) for on in (roles["ground"], roles["card"]))


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [colours.light, colours.dark])
def test_every_colour_of_a_commune_can_be_read_in_both_schemes(
    scheme: Callable[[str], Mapping[str, str]],
) -> None:
    for colour in _many():
        roles = scheme(colour)

        assert _weakest(roles, "text") >= 10, colour
        assert _weakest(roles, "muted") >= 5, colour
        assert _weakest(roles, "accent") >= 4.5, colour
        assert _weakest(roles, "border") >= 3, colour
        assert colours.contrast(roles["on-accent"], roles["accent"]) >= 4.5, colour
        assert colours.contrast(roles["on-accent"], roles["hover"]) >= 4.5, colour


def test_errors_and_successes_can_be_read_on_every_ground() -> None:
    for colour in _many():
        light, dark = colours.light(colour), colours.dark(colour)

        for sign in ("error", "success"):
            assert colours.contrast(light[sign], light["ground"]) >= 4.5, colour
            assert colours.contrast(dark[sign], dark["card"]) >= 4.5, colour


def test_a_colour_that_reads_well_already_is_left_as_it_is() -> None:
    assert colours.light(DEFAULT)["accent"] == DEFAULT


def test_yellow_stays_recognisable_in_the_dark_scheme() -> None:
    assert colours.dark("#ffff00")["accent"] == "#ffff00"
