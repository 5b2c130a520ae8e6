"""docs/securite.md tells the limits as they are: whoever changes one changes the other."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain import limits
from domain.limits import Limit

PAGE = (Path(__file__).parents[2] / "docs" / "securite.md").read_text("utf-8")
PER = {
    timedelta(minutes=1): "par minute",
    timedelta(minutes=15): "en 15 minutes",
    timedelta(hours=2): "en 2 heures",
    timedelta(hours=6): "en 6 heures",
    timedelta(hours=1): "par heure",
    timedelta(days=1): "par jour",
}
EVERY = {
    name: value
    for name, value in vars(limits).items()
    if isinstance(value, tuple) and value and isinstance(value[0], Limit)
}


@pytest.mark.parametrize("name", EVERY)
def test_the_page_tells_each_limit(name: str) -> None:
    figures = [f"{each.count:,} {PER[each.per]}".replace(",", " ") for each in EVERY[name]]

    assert ", ".join(figures) in PAGE
