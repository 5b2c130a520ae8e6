"""The text behind LIEN=X…: signed, dated, for one use, under the portal's keys."""

from datetime import UTC, datetime

import pytest
import time_machine

from domain.accounts import tokens

KEYS, NEWER = ("la clé d'avant",), ("la clé de maintenant", "la clé d'avant")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_what_was_signed_comes_back_with_its_moment() -> None:
    with time_machine.travel(NOON, tick=False):
        token = tokens.make(KEYS, "activation", [7, 1])

    assert tokens.read(KEYS, "activation", token) == ([7, 1], NOON)


def test_a_token_begins_with_x_and_ends_in_a_letter_or_a_digit() -> None:
    for number in range(200):
        token = tokens.make(KEYS, "activation", number)

        assert token[0] == "X"
        assert token[-1].isalnum()


def test_a_key_that_was_replaced_verifies_and_signs_no_more() -> None:
    before, now = (tokens.make(keys, "activation", 7) for keys in (KEYS, NEWER))

    assert tokens.read(NEWER, "activation", before) is not None
    assert tokens.read(KEYS, "activation", now) is None


def test_no_token_serves_another_use() -> None:
    token = tokens.make(KEYS, "activation", 7)

    assert tokens.read(KEYS, "agent", token) is None


@pytest.mark.parametrize("text", ["", "X", "X.", "XabcÉ", "X\ud800", "Xa.b.c", "Xa.b.c="])
def test_what_was_never_made_here_is_nothing(text: str) -> None:
    assert tokens.read(KEYS, "activation", text) is None


def test_whichever_sign_of_it_is_changed_nothing_is_read() -> None:
    token = tokens.make(KEYS, "activation", 7)

    for at in range(1, len(token)):
        other = "A" if token[at] != "A" else "B"
        assert tokens.read(KEYS, "activation", token[:at] + other + token[at + 1 :]) is None


def test_the_last_bits_that_base64_ignores_are_not_ignored() -> None:
    """« A » and « B » at the end of a signature decode alike: one of them only was made here."""
    token = tokens.make(KEYS, "activation", 7)
    alike = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = alike.index(token[-1])

    others = [alike[place - place % 4 + each] for each in range(4)]

    found = [tokens.read(KEYS, "activation", token[:-1] + sign) for sign in others]
    assert sum(each is not None for each in found) == 1
