"""A picture of numbers by month: bars side by side, in the units of its own drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 300
LEFT, TOP, BOTTOM = 70, 20, 40  # beside the bars: the scale, and the months below
GAP = 0.3  # of a month's room, between two months
STEPS = (1, 2, 5)  # times a power of ten: what a scale counts in
LINES = 4  # of the scale, at most


@dataclass(frozen=True, slots=True)
class Bar:
    """One number, `kind` as the style sheet colours it."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the scale's lines (a number and how far down it is), the names below (a text and its middle)."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[int, float]]
    names: Sequence[tuple[str, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def drawn(names: Sequence[str], kinds: Sequence[str], numbers: Sequence[Sequence[int]]) -> Chart:
    """Return the picture of these numbers: for each name below, one number of each kind."""
    step = _step(max((number for each in numbers for number in each), default=0))
    highest = max(1, -(-max((n for each in numbers for n in each), default=0) // step)) * step
    room = (WIDTH - LEFT) / max(1, len(names))
    width = room * (1 - GAP) / len(kinds)
    per_unit = (HEIGHT - TOP - BOTTOM) / highest
    bottom = HEIGHT - BOTTOM
    bars = [
        Bar(
            kind,
            round(LEFT + room * (at + GAP / 2) + width * place, 1),
            round(bottom - number * per_unit, 1),
            round(width, 1),
            round(number * per_unit, 1),
        )
        for at, each in enumerate(numbers)
        for place, (kind, number) in enumerate(zip(kinds, each, strict=True))
        if number
    ]
    lines = [(value, round(bottom - value * per_unit, 1)) for value in range(0, highest + 1, step)]
    middles = [(name, round(LEFT + room * (at + 0.5), 1)) for at, name in enumerate(names)]
    return Chart(bars, lines, middles)


def _step(highest: int) -> int:
    """Return what the scale counts in: 1, 2, 5, 10, 20 and so on."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * LINES >= highest:
                return step * power
        power *= 10
