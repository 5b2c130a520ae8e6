"""What the service does with payments: sees to the strange ones, takes a list away."""

from datetime import date

import pytest
import time_machine

from domain.faults import Fault
from domain.history import Visit
from domain.payments import desk
from store import payments
from tests.paying import Till
from tests.people import AGEN, BOE

NADIA = Visit(by="nadia@ville-boe.fr")


def test_only_what_is_strange_waits_and_only_in_its_commune(till: Till) -> None:
    till.begun(till.bring())
    here, there = (till.town.services.portals.all()[code] for code in (BOE, AGEN))

    with till.town.services.store.write() as transaction:
        one = payments.of_portal(transaction, BOE)[0]
        with pytest.raises(Fault, match="n'attend plus personne"):
            desk.mark_seen(transaction, here, one.id, NADIA)
        payments.change(transaction, one.id, from_state=one.state, trouble="changed")
        with pytest.raises(Fault):
            desk.mark_seen(transaction, there, one.id, NADIA)
        seen = desk.mark_seen(transaction, here, one.id, NADIA)

    assert seen.seen_at is not None
    with till.town.services.store.read() as transaction:
        assert payments.troubled(transaction, BOE) == []


def test_the_days_of_a_list_are_those_of_the_commune(
    till: Till, at_noon: time_machine.Traveller
) -> None:
    at_noon.shift(-12 * 3600 - 1)  # the last second of the day before, there
    till.begun(till.bring())
    here = till.town.services.portals.all()[BOE]

    with till.town.services.store.write() as transaction:
        same, next_day = (
            list(desk.exported(transaction, here, NADIA, day, day))[1:]
            for day in (date(2090, 3, 1), date(2090, 3, 2))
        )

    assert [row[0] for row in same] == ["FA-1"]
    assert next_day == []
