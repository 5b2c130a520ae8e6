"""French dates and amounts, and what is refused with a reason."""

from datetime import date

import pytest

from sheets import values


@pytest.mark.parametrize(
    "cell",
    ["23/11/2026", " 23/11/2026 ", "2026-11-23", "23-11-2026", "23.11.2026", "2026-11-23 00:00:00"],
)
def test_french_and_iso_dates_are_read(cell: str) -> None:
    assert values.day(cell) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2026", "n'existe pas"),
        ("2026-13-01", "n'existe pas"),
        ("23/11/26", "n'est pas une date"),
        ("demain", "« demain » n'est pas une date"),
        ("", "n'est pas une date"),
    ],
)
def test_a_day_that_is_none_is_refused_with_a_reason(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        values.day(cell)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1 234,56 €", 123456),
        ("1\u202f234,56\u00a0€", 123456),
        ("1234.56", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1 234", 123400),
        ("1.234.567,89", 123456789),
        ("671,15 EUR", 67115),
        ("-233,47 €", -23347),
        ("−233,47", -23347),
        ("- 12,3", -1230),
        ("12,30-", -1230),
        ("+5", 500),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_cents(cell: str, cents: int) -> None:
    assert values.cents(cell) == cents


@pytest.mark.parametrize(
    "cell", ["dix euros", "", "12,345,6", "1,2345", "1,234", "1.234", "12 34", "€", "1e5", "٣"]
)
def test_an_amount_that_is_none_is_refused_with_a_reason(cell: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant"):
        values.cents(cell)


def test_an_absurd_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="trop grand"):
        values.cents("9" * 40)


def test_what_a_computer_rounds_reads_as_it_was_typed() -> None:
    assert values.seen(671.1500000000001) == "671,15"
    assert values.seen(1e20) == "100000000000000000000"
    assert values.seen(-0.5) == "-0,5"
