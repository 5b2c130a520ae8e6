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


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("57€20", 5720),
        ("0€50", 50),
        ("57 €20", 5720),
        ("57 EUR 20", 5720),
        ("57euros20", 5720),
        ("1 234€56", 123456),
        ("-57€20", -5720),
        ("€57,20", 5720),
        ("€ -57,20", -5720),
        ("57\u202f€", 5700),
    ],
)
def test_the_unit_stands_before_behind_or_as_the_decimal_sign(cell: str, cents: int) -> None:
    assert values.cents(cell) == cents


@pytest.mark.parametrize(
    "cell", ["12€5", "57,20€€", "5€7€20", "1€234,56", "57,20€20", "--57", "-57,20-", "57€2026"]
)
def test_a_unit_anywhere_else_is_no_amount(cell: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant"):
        values.cents(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "23 novembre 2026",
        "lundi 23 nov. 2026",
        "23 NOVEMBRE 2026",
        "23/11/2026 10:05",
        "23/11/2026 à 10h05",
        "2026-11-23T10:05:33",
        "2026-11-23T00:00:00Z",
    ],
)
def test_a_day_in_letters_or_with_a_time_is_read(cell: str) -> None:
    assert values.day(cell) == date(2026, 11, 23)


@pytest.mark.parametrize("cell", ["1er août 2026", "1 aout 2026", "01.08.2026"])
def test_the_first_of_a_month_may_be_said(cell: str) -> None:
    assert values.day(cell) == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("03/11/26", "avec l'année en quatre chiffres"),
        ("3-11-26", "avec l'année en quatre chiffres"),
        ("3 jui 2026", "n'existe pas"),
        ("31 novembre 2026", "n'existe pas"),
        ("2026-11-23T23:30:00Z", "n'est pas une date"),  # in France it is the 24th
        ("novembre 2026", "n'est pas une date"),
    ],
)
def test_a_day_that_may_be_another_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        values.day(cell)


@pytest.mark.parametrize(
    "cell",
    ["#N/A", "#N/D", "#REF!", "#DIV/0!", "#VALEUR!", "#NOM ?", "#NAME?", "Err:502", " #n/a "],
)
def test_an_error_of_the_spreadsheet_is_no_value(cell: str) -> None:
    for read in (values.text, values.day, values.cents):
        with pytest.raises(ValueError, match="une erreur du tableur"):
            read(cell)


def test_signs_that_nobody_sees_are_dropped_and_those_that_do_harm_are_named() -> None:
    assert values.text("\u200e0047\u200b \ufeff") == "0047"
    with pytest.raises(ValueError, match="« DUPUY Jean » contient un signe invisible"):
        values.text("DUPUY\x07 Jean")
