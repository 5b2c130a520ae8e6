"""Which address was meant."""

import pytest

from domain.slips import COMMON, meant


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("alice@gmial.com", "alice@gmail.com"),
        ("alice@gmail.co", "alice@gmail.com"),
        ("Alice@Gmaill.com ", "alice@gmail.com"),
        ("alice@gmail.con", "alice@gmail.com"),
        ("alice@orange.f", "alice@orange.fr"),
        ("alice@orage.fr", "alice@orange.fr"),
        ("alice@wanadoo.rf", "alice@wanadoo.fr"),
        ("alice@laposte.met", "alice@laposte.net"),
        ("a@b@hotmial.fr", "a@b@hotmail.fr"),
    ],
)
def test_one_slip_in_a_common_domain_is_noticed(typed: str, address: str) -> None:
    assert meant(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *(f"alice@{domain}" for domain in COMMON),
        "alice@ville-boe.fr",
        "alice@exemple.fr",
        "alice@gmx.fr",
        "@gmial.com",
        "gmial.com",
        "alice@",
        "",
    ],
)
def test_what_looks_right_is_left_alone(typed: str) -> None:
    assert meant(typed) == ""
