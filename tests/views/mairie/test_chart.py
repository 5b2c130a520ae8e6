"""A picture of numbers: bars on one ground, a scale of round numbers."""

import pytest

from views.mairie import chart


def test_bars_stand_on_one_ground_and_are_as_high_as_their_number() -> None:
    made = chart.drawn(["01", "02"], ("told", "opened"), [(10, 5), (0, 20)])

    assert [(bar.kind, bar.height) for bar in made.bars] == [
        ("told", 120.0),
        ("opened", 60.0),
        ("opened", 240.0),
    ]
    assert {bar.y + bar.height for bar in made.bars} == {260.0}
    assert made.bars[0].x + made.bars[0].width == pytest.approx(made.bars[1].x, abs=0.2)
    assert [value for value, _ in made.lines] == [0, 5, 10, 15, 20]


@pytest.mark.parametrize("highest", [0, 1, 3, 7, 812, 50_000, 1_234_567])
def test_the_scale_has_few_lines_and_reaches_the_highest(highest: int) -> None:
    made = chart.drawn(["01"], ("bills",), [(highest,)])

    values = [value for value, _ in made.lines]
    assert 2 <= len(values) <= chart.LINES + 1
    assert values[-1] >= highest
    assert all(bar.y >= chart.TOP for bar in made.bars)
