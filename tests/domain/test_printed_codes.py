"""Codes that people read on paper and type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import printed_codes


@given(st.text(), st.text())
def test_a_derived_code_is_always_the_same_eight_signs_of_thirty_one(key: str, whose: str) -> None:
    code = printed_codes.derived(key, whose)

    assert code == printed_codes.derived(key, whose)
    assert printed_codes.is_one(code)
    assert len(printed_codes.SIGNS) == len(set(printed_codes.SIGNS)) == 31
    assert not set(printed_codes.SIGNS) & set("0O1IL")


@pytest.mark.parametrize("typed", ["k7qm-4rtx", " K7QM 4RTX ", "K7QM4RTX", "k7qm–4rtx."])
def test_small_letters_blanks_and_dashes_do_not_count(typed: str) -> None:
    assert printed_codes.signs(typed) == "K7QM4RTX"
    assert printed_codes.is_one(typed)


@pytest.mark.parametrize("typed", ["K7QM-4RT", "K7QM-4RTXX", "K7QM-4RT0", "K7OM-4RTX", ""])
def test_what_can_be_no_code_is_seen(typed: str) -> None:
    assert not printed_codes.is_one(typed)


def test_another_key_or_another_owner_has_another_code() -> None:
    made = {printed_codes.derived(key, whose) for key in ("a", "b") for whose in ("1 0", "1 1")}

    assert len(made) == 4
