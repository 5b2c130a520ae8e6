"""A postal address as people fill it in, and as it stands on an envelope."""

import pytest

from domain.customers import postal
from domain.customers.postal import Parts

FILLED_IN = [
    (Parts("2, rue Haute", "47550", "BOÉ"), "2, rue Haute\n47550 BOÉ"),
    (
        Parts("Résidence du Lac\n2, rue Haute", "47550", "BOÉ"),
        "Résidence du Lac\n2, rue Haute\n47550 BOÉ",
    ),
    (Parts("2, rue Haute", "", "Boé"), "2, rue Haute\nBoé"),
    (Parts("2, rue Haute"), "2, rue Haute"),
    (Parts("", "01000", "Bourg"), "01000 Bourg"),
    (Parts("", "47550"), "47550"),
    (Parts(), ""),
]


@pytest.mark.parametrize(("parts", "lines"), FILLED_IN)
def test_what_is_filled_in_comes_back_from_the_envelope(parts: Parts, lines: str) -> None:
    assert postal.lines(parts) == lines
    assert postal.parts(lines) == parts


@pytest.mark.parametrize(
    "lines", ["Boé", "4755 BOÉ", "2, rue Haute\n1201 GENÈVE", "475501 X", "A\n"]
)
def test_whatever_stands_on_an_envelope_stays_as_it_is(lines: str) -> None:
    assert postal.lines(postal.parts(lines)) == lines.rstrip()


def test_it_is_said_on_one_line() -> None:
    assert postal.on_one_line("2, rue Haute\n47550 BOÉ") == "2, rue Haute, 47550 BOÉ"
