"""What people write in a list: a number, a name, an address, an amount, a state, as it is meant."""

from datetime import date

import pytest

from domain import cells
from sheets.values import FORMULA, Cell


@pytest.mark.parametrize(
    ("cell", "number"), [("0047", "0047"), (" A 12 ", "A 12"), ('="0047"', "0047"), ("7", "7")]
)
def test_a_number_is_what_is_written_zeros_included(cell: str, number: str) -> None:
    assert cells.number(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "le numéro manque"),
        ("Total", "il n'y a aucun chiffre"),
        ("Total : 12 clients", "la ligne n'est pas de la liste"),
        ("4,7E+07", "le tableur a abrégé"),
        ("=A1", "c'est une formule"),
        ("1" * 41, "est trop long"),
        ("12\x073", "invisible"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        cells.number(cell)


def test_a_name_is_one_line() -> None:
    assert cells.name("  LEFÈVRE\n Alice ") == "LEFÈVRE Alice"


def test_a_garbled_or_endless_name_is_refused() -> None:
    with pytest.raises(ValueError, match="d'autres signes"):
        cells.name("LEFÃ¨VRE")
    with pytest.raises(ValueError, match="trop long"):
        cells.name("A" * 201)


def test_a_cell_that_says_what_became_of_it_is_refused_after_its_text_was_read_too() -> None:
    assert cells.name("47550") == cells.name(Cell("47550", "")) == "47550"

    with pytest.raises(ValueError, match="formule"):
        cells.name(Cell("47550", FORMULA))


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("Alice@Exemple.FR", "alice@exemple.fr"),
        ("mailto:alice@exemple.fr?subject=x", "alice@exemple.fr"),
        ("Alice <alice@exemple.fr>", "alice@exemple.fr"),
        ("alice@exemple.fr.", "alice@exemple.fr"),
        ("néant", None),
        ("pas de mail", None),
        ("", None),
    ],
)
def test_an_address_is_the_one_that_is_meant(cell: str, address: str | None) -> None:
    assert cells.address(cell) == address


def test_two_addresses_in_one_cell_are_refused() -> None:
    with pytest.raises(ValueError, match=r"alice@exemple\.fr"):
        cells.address("alice@exemple.fr; bruno@exemple.fr")


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("à payer", "due"),
        ("Payée", "paid"),
        ("PRÉLEVÉE", "debited"),
        ("annulé", "cancelled"),
        ("", None),
    ],
)
def test_a_state_is_read_as_people_write_it(cell: str, state: str | None) -> None:
    assert cells.state(cell) == state


def test_a_state_that_nobody_knows_is_refused_and_those_that_are_known_are_named() -> None:
    with pytest.raises(ValueError, match="« à payer », « payée », « prélevée » ou « annulée »"):
        cells.state("en cours")


def test_amounts_and_days_have_their_bounds() -> None:
    assert cells.amount("1 234,56 €") == 123_456
    assert cells.remaining("") is None
    assert cells.issued("23/11/2026") == date(2026, 11, 23)
    assert cells.due("") is None
    with pytest.raises(ValueError, match="trop grand"):
        cells.amount("20 000 000,01")
    with pytest.raises(ValueError, match="trop ancienne"):
        cells.issued("31/12/1949")
    for needed in (cells.amount, cells.issued):
        with pytest.raises(ValueError, match="la case est vide"):
            needed(" ")


def test_a_label_has_its_length_and_may_be_needed() -> None:
    assert cells.label(5)(" abc ") == "abc"
    with pytest.raises(ValueError, match="plus de 5 signes"):
        cells.label(5)("abcdef")
    with pytest.raises(ValueError, match="la case est vide"):
        cells.label(5, is_needed=True)(" ")
