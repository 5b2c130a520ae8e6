"""Where a number stands in a text, and where it only seems to."""

import pytest

from domain.invoices import line_words, printed_numbers
from domain.invoices.line_words import Line
from domain.invoices.printed_numbers import Numbers, Of, Text

NUMBERS = ("FA-12", "345", "2026/77", "12")


def found(*lines: str, depth: float = 0.5) -> list[str]:
    numbers = Numbers(map(line_words.key, NUMBERS))
    text = Text([Line(line, depth + at / 100) for at, line in enumerate(lines)])
    return [place.key for place in printed_numbers.places(text, numbers)]


@pytest.mark.parametrize(
    "line",
    [
        "Facture n° FA-12",
        "FACTURE N° FA 12",
        "Facture\u00a0:\u202fFA\u00a0–\u202f12",
        "Réf. fa.12",
        "Re\u0301f. : FA\u00ad-12",
        "F a c t u r e  n ° F A - 1 2",
        "N° de facture\tFA-12",
        "Facture № FA\u20111\u200b2",
        "Votre facture d'eau n° FA-12 du 23/11/2026",
    ],
)
def test_spaces_dots_dashes_and_case_do_not_count(line: str) -> None:
    assert found(line) == ["fa12"]


@pytest.mark.parametrize(
    "line",
    [
        "Facture n° FA-123",
        "Facture n° FA-12-A",
        "Facture n° XFA-12",
        "Facture n° 0FA-12",
        "Facture n° F A - 1 2 3",
        "Total de la facture : 345,00 €",
        "Total de la facture : 345 €",
        "Facture n° 12 345",
        "Facture n° 345/2026",
        "Facture du 12 novembre",
        "Facture du 12/11/2026",
        "Réf. page 12",
        "FA-12",
        "Bonjour FA-12",
    ],
)
def test_a_part_of_a_number_an_amount_or_a_date_is_none(line: str) -> None:
    assert found(line) == []


def test_the_longest_of_two_numbers_counts() -> None:
    numbers = Numbers(["12", "12345"])

    text = Text([Line("Facture n° 12 345", 0.5)])

    assert [one.key for one in printed_numbers.places(text, numbers)] == ["12345"]


def test_alone_in_the_top_third_needs_no_label() -> None:
    assert found("Boé\tFA-12", depth=0.2) == ["fa12"]
    assert found("Boé\tFA-12", depth=0.5) == []
    assert found("Boé FA-12", depth=0.2) == []


def test_a_number_says_of_what_it_is() -> None:
    numbers = Numbers(["12"])
    lines = ["Client n° 12", "Facture n° 12", "N° 12", "Votre facture, client 12"]

    kinds = [next(printed_numbers.places(Text([Line(line, 0.5)]), numbers)).of for line in lines]

    assert kinds == [Of.CUSTOMER, Of.BILL, Of.EITHER, Of.EITHER]
