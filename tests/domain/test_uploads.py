"""What a file that an agent brings is called on the disk, whatever its name was."""

import pytest

from domain import uploads


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("clients.xlsx", "clients.xlsx"),
        ("Factures eau – novembre 2026 (2).ZIP", "Factures eau . novembre 2026 (2).zip"),
        ("../../etc/portail.db", "portail.db"),
        ("C:\\Users\\Nadia\\lot.zip", "lot.zip"),
        ("..", "fichier"),
        ("", "fichier"),
        (None, "fichier"),
        (".htaccess", "fichier.htacce"),
        ("a\0b\nc.csv", "a.b.c.csv"),
        ("été.csv", "été.csv"),
    ],
)
def test_a_name_leads_nowhere_else(typed: str | None, kept: str) -> None:
    assert uploads.clean_name(typed) == kept


@pytest.mark.parametrize("sign", ["a", "é", "語", "𝒜"])
def test_a_name_of_300_signs_fits_on_a_disk_with_that_of_its_rejects(sign: str) -> None:
    kept = uploads.clean_name(f"{sign * 300}.csv")

    assert kept.endswith(".csv")
    assert len(kept.encode()) <= 190
