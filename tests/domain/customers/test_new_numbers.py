"""What a spreadsheet made of a number, and what stands below a list, makes no new customer."""

import pytest

from domain.customers import new_numbers
from domain.customers.lists import Entry

REGISTER = ["0047", "0158", "T0049", "47031001", "1002"]


def refused(register: list[str], *numbers: str) -> dict[str, str]:
    entries = {number: Entry(line, number, "", None) for line, number in enumerate(numbers, 2)}
    found = new_numbers.refused(register, entries)
    return {numbers[line - 2]: reason for line, (_, reason) in found.items()}


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("47", "0047"),
        ("047", "0047"),
        ("00047", "0047"),
        ("t0049", "T0049"),
        ("47 031 001", "47031001"),
        ("1 002", "1002"),
    ],
)
def test_a_known_number_that_is_written_in_another_way_is_refused(number: str, whole: str) -> None:
    assert f"mais {whole} l'est" in refused(REGISTER, number)[number]


def test_another_line_that_kept_its_zeros_proves_nothing_for_those_that_did_not() -> None:
    assert list(refused(REGISTER, "0158", "47", "1003")) == ["47"]


def test_a_number_shorter_than_those_with_zeros_is_refused_at_the_first_import_too() -> None:
    found = refused([], "0158", "47", "0159", "1234", "9", "A7")

    assert list(found) == ["47", "9"]
    assert "comme 0158" in found["47"]


@pytest.mark.parametrize(
    ("register", "numbers"),
    [
        ([], ["47", "158", "1234"]),
        (["0158", "46"], ["0158", "46", "47"]),  # a commune that really has both
        (["0047"], ["0047", "0048", "1000", "A-48"]),
    ],
)
def test_numbers_that_nothing_speaks_against_are_taken(
    register: list[str], numbers: list[str]
) -> None:
    assert refused(register, *numbers) == {}


@pytest.mark.parametrize("alone", ["Boé 47550", "1/3", "- 2 -", "Logiciel Eau 4"])
def test_a_line_with_nothing_but_words_is_no_customer(alone: str) -> None:
    assert "pas de la liste" in refused(REGISTER, "0050", alone)[alone]
    assert refused([*REGISTER, alone], "0050", alone) == {}


def test_whoever_insists_on_zeros_takes_no_footer_with_them() -> None:
    entries = {number: Entry(2, number, "", None) for number in ("47", "Boé 47550")}
    entries["Boé 47550"] = Entry(3, "Boé 47550", "", None)

    assert list(new_numbers.refused(REGISTER, entries, with_zeros=False)) == [3]
