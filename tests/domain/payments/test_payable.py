"""Which bill may be paid on line now, how much, and what PayFiP is told of it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.invoices.access import Invoice
from domain.payments import payable
from domain.town_services import Mode, Nature, TownService
from tests.domain.invoices.ground import an_invoice
from tests.people import VILLE_DE_BOE

TODAY = date(2026, 11, 26)
WATER = TownService("Eau", "006382", Nature.REGIE, Mode.PRODUCTION, days=30)
TITRE = TownService("Cantine", "006383", Nature.TITRE, Mode.PRODUCTION)
BOE = replace(VILLE_DE_BOE, services={"eau": WATER, "cantine": TITRE})


def a_bill(**said: Any) -> Invoice:
    usual = {
        "number": "F-2026/1234",
        "subject": "Eau d'octobre",
        "issued_on": date(2026, 11, 1),
        "due_on": date(2026, 12, 1),
        "amount_cents": 12_345,
        "service": "eau",
    }
    return an_invoice(**(usual | said))


def cents(**said: Any) -> int | None:
    found = payable.offer(BOE, a_bill(**said), TODAY)
    return found.cents if found else None


def test_what_is_left_is_asked_for() -> None:
    assert cents() == 12_345
    assert cents(remaining_cents=345) == 345


@pytest.mark.parametrize(
    "said",
    [
        {"service": None},
        {"service": "piscine"},
        {"state": "paid"},
        {"state": "cancelled"},
        {"amount_cents": -12_345},
        {"amount_cents": 99},
        {"amount_cents": 10_000_000},
        {"remaining_cents": 0},
        {"due_on": date(2026, 10, 26)},  # thirty-one days ago
        {"state": None, "due_on": date(2026, 11, 25)},  # nobody knows what is left
    ],
)
def test_what_asks_for_nothing_or_too_late_is_not_offered(said: dict[str, Any]) -> None:
    assert cents(**said) is None


def test_the_last_day_is_the_due_date_and_the_services_days() -> None:
    assert cents(due_on=date(2026, 10, 27)) == 12_345
    assert cents(due_on=None) == 12_345


def test_a_titre_needs_the_reference_that_the_list_gives() -> None:
    assert cents(service="CANTINE") is None
    assert cents(service="CANTINE", reference="2026-T-412") == 12_345


def test_the_order_has_what_payfip_takes() -> None:
    bill = a_bill(subject="Eau d'été – n° 3", number="F-2026/1234")
    offered = payable.offer(BOE, bill, TODAY)
    assert offered is not None

    made = payable.order(BOE, bill, offered, mail="alice@exemple.fr", reference="F20261234ABCDEFGH")

    assert made == payable.Order(
        exer="2026",
        mel="alice@exemple.fr",
        montant="12345",
        numcli="006382",
        objet="Eau d ete n 3 F 2026 1234",
        refdet="F20261234ABCDEFGH",
        saisie="W",
        urlnotif=f"{BOE.origin}/payfip/notification",
        urlredirect=f"{BOE.origin}/payfip/retour",
    )


@given(st.text(max_size=60), st.text(max_size=300))
def test_whatever_a_bill_is_called_payfip_takes_its_order(number: str, subject: str) -> None:
    bill = a_bill(number=number, subject=subject)
    offered = payable.Offer(WATER, 100, None)

    made = payable.order(BOE, bill, offered, mail="a@b.fr", reference=payable.new_reference(number))

    assert re.fullmatch(r"[A-Za-z0-9]{6,30}", made.refdet)
    assert re.fullmatch(r"[A-Za-z0-9 ]{0,100}", made.objet)


def test_a_reference_holds_the_bills_own_signs_and_is_never_anothers() -> None:
    first, second = (payable.new_reference(number) for number in ("F-1-23", "F-12-3"))

    assert first.startswith("F123")
    assert second.startswith("F123")
    assert first != second
    assert payable.new_reference("Ç1" + "2" * 58).startswith("C1" + "2" * 20)


def test_what_is_folded_keeps_its_words_apart() -> None:
    assert payable.plain("Cœur de ville–2026 : L'ÉTÉ") == "Coeur de ville 2026 L ETE"
