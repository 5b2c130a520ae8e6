"""What staff see of codes tried in vain."""

from datetime import timedelta

import time_machine

from domain import alarms, clock
from domain.customers import code_tries
from domain.customers.code_tries import Tries
from domain.history import Kind
from store.models import EVENTS
from tests import tables
from tests.letter_codes import WRONG, use
from tests.people import BOE, NADIA, VILLE_DE_BOE, ZOE
from tests.town import Town


def tries(town: Town) -> Tries:
    with town.services.store.read() as transaction:
        return code_tries.of_portal(transaction, BOE)


def test_a_number_is_said_with_its_tries_and_until_when_it_waits(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for turn in range(5):
        use(town.visitor(f"198.51.100.{turn}"), "0047", WRONG, ZOE.address)
    use(town.visitor(), "0048", WRONG, ZOE.address)

    first, second = tries(town).numbers
    assert (first.number, first.count) == ("0047", 5)
    assert first.waits_until is not None
    assert (second.number, second.count, second.waits_until) == ("0048", 1, None)
    assert [each.number for each in tries(town).waiting] == ["0047"]


def test_a_day_later_nothing_is_said(town: Town, at_noon: time_machine.Traveller) -> None:
    use(town.visitor(), "0047", WRONG, ZOE.address)

    at_noon.shift(timedelta(days=1, seconds=1))

    assert tries(town) == Tries([], [], 0, is_full=False)


def test_a_client_that_was_told_to_wait_is_named(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for turn in range(30):
        use(town.visitor("203.0.113.9"), str(turn + 1), WRONG, ZOE.address)

        at_noon.shift(timedelta(seconds=10))

    assert tries(town).clients == [("203.0.113.9", 30)]


def test_a_commune_that_takes_no_more_codes_is_told_to_staff_and_administrator(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    agent = town.hire(NADIA)
    line = {"portal": BOE, "kind": Kind.CODE_WRONG, "client": "", "at": clock.now()}
    with town.services.store.write() as transaction:
        rows = [{**line, "details": str(n), "client": f"198.51.100.{n}"} for n in range(199)]
        tables.add_all(transaction, EVENTS, rows)
        assert code_tries.count_reached(transaction, agent) == 0
        assert alarms.of_portal(transaction, VILLE_DE_BOE) == []

        tables.add(transaction, EVENTS, **line, details="0047")

        assert code_tries.count_reached(transaction, agent) == 1
        (sentence,) = alarms.of_portal(transaction, VILLE_DE_BOE)
    assert sentence.startswith("200 codes de lettres faux en un jour")
