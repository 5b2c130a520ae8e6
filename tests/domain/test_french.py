"""How numbers, amounts, dates and sentences are written."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import french

PARIS = ZoneInfo("Europe/Paris")


def plain(text: str) -> str:
    """The text with ordinary blanks, so that a test can be read."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (123_456, "1 234,56 €"),
        (5, "0,05 €"),
        (-1_234, "-12,34 €"),
        (200_000_000_000, "2 000 000 000,00 €"),
        (0, "0,00 €"),
    ],
)
def test_an_amount_has_its_blanks_comma_and_sign(cents: int, written: str) -> None:
    assert plain(french.euros(cents)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0 client"),
        (1, "1 client"),
        (-1, "-1 client"),
        (2, "2 clients"),
        (3000, "3 000 clients"),
    ],
)
def test_zero_and_one_are_singular(value: int, written: str) -> None:
    assert plain(french.count(value, "client")) == written


def test_a_plural_of_its_own_is_taken() -> None:
    assert plain(french.count(2, "client prévenu", "clients prévenus")) == "2 clients prévenus"


def test_a_day_is_written_for_tables_and_for_sentences() -> None:
    assert french.day(date(2026, 2, 5)) == "05/02/2026"
    assert plain(french.long_day(date(2026, 2, 5))) == "5 février 2026"
    assert plain(french.long_day(date(2026, 8, 1))) == "1er août 2026"
    assert (french.day(None), french.long_day(None)) == ("", "")


def test_a_moment_is_that_of_the_communes_clock() -> None:
    new_year = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)

    assert plain(french.moment(new_year, PARIS)) == "01/01/2027 à 0 h 05"
    assert plain(french.hour(new_year, PARIS)) == "0 h 05"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (259_200, "3 jours"),
        (86_400, "1 jour"),
        (3_600, "1 heure"),
        (5_400, "90 minutes"),
        (61, "61 secondes"),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_is_exact(seconds: int, said: str) -> None:
    assert plain(french.duration(seconds)) == said


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 Ko"), (1_001, "2 Ko"), (999_001, "1,0 Mo"), (2_340_000, "2,3 Mo")]
)
def test_a_file_is_never_said_to_weigh_nothing(size: int, said: str) -> None:
    assert plain(french.weight(size)) == said


def test_nothing_in_a_figure_can_be_broken_by_the_end_of_a_line() -> None:
    for text in (
        french.euros(123_456),
        french.count(3, "client"),
        french.long_day(date(2026, 11, 26)),
    ):
        assert " " not in text


def test_signs_of_a_sentence_stay_with_their_word() -> None:
    assert french.typeset("Qui ? « Moi » : oui !") == (
        "Qui\u00a0? «\u00a0Moi\u00a0»\u00a0: oui\u00a0!"
    )
