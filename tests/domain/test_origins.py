"""Which texts are an origin, in the settings and in `portails.toml` alike."""

import pytest

from domain import origins


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://factures.boe.fr", "https://factures.boe.fr"),
        (" HTTPS://Factures.Boe.FR:8443/ ", "https://factures.boe.fr:8443"),
        ("https://boé.fr", "https://xn--bo-cja.fr"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://portail.localhost", "http://portail.localhost"),
    ],
)
def test_an_origin_has_one_form(text: str, origin: str) -> None:
    assert origins.read(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "factures.boe.fr",
        "http://factures.boe.fr",
        "ftp://factures.boe.fr",
        "https://",
        "https://boe.fr:99999",
        "https://boe.fr:0",
        "https://boe.fr:port",
        "https://a:b@boe.fr",
        "https://@boe.fr",
        "https://boe.fr/portail",
        "https://boe.fr?a=b",
        "https://boe.fr#a",
        "https://boe..fr",
        "https://.boe.fr",
        "https://boe_factures.fr",
        "https://boe.fr\nhttps://agen.fr",
        "https://boe.fr https://agen.fr",
        "https://[::1",
    ],
)
def test_what_could_not_begin_a_link_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"https://factures\.ma-commune\.fr"):
        origins.read(text)
