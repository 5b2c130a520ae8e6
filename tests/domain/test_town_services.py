"""The services that `portails.toml` names for PayFiP, or the sentence that says what is wrong."""

import pytest

from domain import town_services
from domain.town_services import Mode, Nature, TownService


def test_a_service_is_found_whatever_its_capitals() -> None:
    found = town_services.read(
        {"Eau": {"numcli": "006382", "nature": "regie", "saisie": "W", "jours": 30}}
    )

    assert found == {"eau": TownService("Eau", "006382", Nature.REGIE, Mode.PRODUCTION, 30)}


def test_what_is_not_said_is_a_regie_in_test_without_end() -> None:
    found = town_services.read({"eau": {"numcli": "006382"}})

    assert found["eau"] == TownService("eau", "006382", Nature.REGIE, Mode.TEST, None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"numcli": 6382}, "numcli"),
        ({"numcli": "6382"}, "six chiffres"),
        ({"numcli": "٠٠٦٣٨٢"}, "six chiffres"),
        ({}, "numcli"),
        ({"numcli": "006382", "nature": "régie"}, "nature"),
        ({"numcli": "006382", "saisie": "P"}, "saisie"),
        ({"numcli": "006382", "saisie": ["T"]}, "saisie"),
        ({"numcli": "006382", "jours": -1}, "jours"),
        ({"numcli": "006382", "jours": True}, "jours"),
        ({"numcli": "006382", "jours": "30"}, "jours"),
        ({"numcli": "006382", "delai": 30}, "delai"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_expected(
    lines: dict[str, object], expected: str
) -> None:
    with pytest.raises(ValueError, match=expected):
        town_services.read({"eau": lines})


@pytest.mark.parametrize("value", ["eau", ["eau"], {"eau": "006382"}])
def test_a_service_is_a_table(value: object) -> None:
    with pytest.raises(ValueError, match="un tableau par service"):
        town_services.read(value)
