"""A payment in words."""

import pytest

from domain.payments import wording
from domain.payments.results import State, Trouble
from store.payments import Payment
from tests.domain.invoices.ground import NOON


def a_payment(**said: object) -> Payment:
    usual: dict[str, object] = dict.fromkeys(Payment._fields) | {
        "id": 1,
        "mode": "W",
        "state": State.PAID,
        "is_debit": False,
        "created_at": NOON,
    }
    return Payment(**(usual | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "payé par carte"),
        ({"is_debit": True}, "payé par prélèvement"),
        ({"state": State.REFUSED}, "refusé"),
        ({"mode": "T"}, "essai\u00a0: payé par carte"),
        ({"mode": "X", "state": State.GIVEN_UP}, "activation\u00a0: abandonné"),
    ],
)
def test_how_far_a_payment_is(said: dict[str, object], words: str) -> None:
    assert wording.state(a_payment(**said)) == words


def test_every_state_and_every_trouble_has_its_words() -> None:
    assert all(wording.state(a_payment(state=each)) for each in State)
    assert all(wording.trouble(a_payment(trouble=each)) for each in Trouble)
    assert wording.trouble(a_payment()) == ""
