"""What each line of a commune may hold, and what is said of one that may not."""

import pytest

from domain.portal_lines import LINES


def read(name: str, value: object) -> object:
    return LINES[name][1](value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("nom", "  Ville \n de Boé ", "Ville de Boé"),
        ("contact", "Service@Ville-Boe.FR", "service@ville-boe.fr"),
        ("telephone", "05 53 00 00 00", "05\u00a053\u00a000\u00a000\u00a000"),
        ("horaires", "de 8 h 30 à 12 h", "de 8\u00a0h\u00a030 à 12\u00a0h"),
        ("couleur", "#A3195B", "#a3195b"),
        ("logo", "logo.PNG", "logo.PNG"),
        ("article", "L’", "l'"),
        ("fuseau", "Indian/Reunion", "Indian/Reunion"),
        ("site", "https://www.ville-boe.fr", "https://www.ville-boe.fr"),
        ("depot_rapport", True, True),
        ("mentions", {"dpo": " d@b.fr "}, {"dpo": "d@b.fr"}),
    ],
)
def test_a_line_is_kept_as_it_is_meant(name: str, value: object, kept: object) -> None:
    assert read(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("nom", 7, "un texte entre guillemets"),
        ("nom", "Ville\x07", "une seule ligne"),
        ("contact", "ville-boe.fr", "une adresse mail"),
        ("couleur", "rose", "une couleur comme « #a3195b »"),
        ("logo", "../logo.png", "le nom d'un fichier"),
        ("logo", ".logo.png", "le nom d'un fichier"),
        ("logo", "logo.exe", "une image"),
        ("article", "une", "« la »"),
        ("fuseau", "Paris", "un fuseau horaire"),
        ("fuseau", "../etc/passwd", "un fuseau horaire"),
        ("site", "javascript:alert(1)", "une adresse qui commence par"),
        ("depot_rapport", "oui", "true ou false"),
        ("mentions", "dpo", r"un tableau \[M….mentions\]"),
    ],
)
def test_a_line_that_can_not_be_taken_says_what_is_expected(
    name: str, value: object, expected: str
) -> None:
    with pytest.raises(ValueError, match=expected):
        read(name, value)
