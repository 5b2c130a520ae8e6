"""What the law wants to be said, and what is never claimed without proof."""

from dataclasses import replace

import pytest

from domain import legal
from tests.people import VILLE_DE_BOE as BARE

AUDIT = {
    "accessibilite": "partiellement conforme",
    "accessibilite_auditeur": "un cabinet d'audit",
    "accessibilite_taux": "92 %",
    "accessibilite_date": "3 mars 2026",
}


def test_a_portal_says_non_conforme_until_an_audit_is_written_down() -> None:
    assert legal.conformity(BARE) == "non conforme"
    assert legal.conformity(None) == "non conforme"
    assert legal.conformity(replace(BARE, facts=AUDIT)) == "partiellement conforme"


@pytest.mark.parametrize("name", AUDIT)
def test_a_result_without_its_proof_counts_for_nothing(name: str) -> None:
    facts = {key: value for key, value in AUDIT.items() if key != name}

    assert legal.conformity(replace(BARE, facts=facts)) == "non conforme"


def test_words_of_ones_own_are_not_the_prescribed_ones() -> None:
    facts = AUDIT | {"accessibilite": "très accessible"}

    assert legal.conformity(replace(BARE, facts=facts)) == "non conforme"


def test_the_facts_that_are_missing_are_named() -> None:
    assert "adresse" in legal.missing(BARE)
    told = replace(
        BARE, postal_address="Mairie, 47550 Boé", facts=dict.fromkeys(legal.NEEDED, "dit")
    )
    assert legal.missing(told) == {}
