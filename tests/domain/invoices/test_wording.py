"""The state of an invoice in words."""

from datetime import date
from typing import Any

import pytest

from domain.invoices import wording
from tests.domain.invoices.ground import an_invoice

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"state": "due"}, "à payer"),
        ({"state": "due", "remaining_cents": 1_000}, "à payer : reste 10,00 €"),
        ({"state": "paid"}, "payée"),
        ({"state": None, "remaining_cents": 0}, "payée"),
        ({"state": "debited"}, "sera prélevée le 23/12/2026"),
        ({"state": "debited", "due_on": TODAY}, "prélevée"),
        ({"state": "debited", "due_on": None}, "prélevée"),
        ({"state": "cancelled"}, "annulée"),
        ({"state": "cancelled", "amount_cents": -5_720}, "annulée"),
        ({"state": None}, wording.UNSAID),
        ({"amount_cents": -5_720}, "à votre crédit"),
    ],
)
def test_each_state_has_its_words(said: dict[str, Any], words: str) -> None:
    assert wording.state(an_invoice(**said), TODAY).replace("\u00a0", " ") == words
