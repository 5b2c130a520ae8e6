"""How many forms a commune answers, and who waits beyond that."""

import pytest

from domain.accounts import asking
from domain.counters import Counters
from domain.history import Visit
from domain.limits import FORMS_OF_PORTAL, UNKNOWN_OF_CLIENT, TooOften
from tests.ground import BOE

STRANGER, CUSTOMER = Visit(client="192.0.2.1"), Visit(client="192.0.2.2")


@pytest.fixture
def counters() -> Counters:
    return Counters("memory://", are_on=True)


def fill(counters: Counters) -> None:
    """As many forms as the commune answers in its shortest time."""
    for _ in range(min(limit.count for limit in FORMS_OF_PORTAL)):
        asking.count(counters, BOE, CUSTOMER)


def learn(counters: Counters, visit: Visit) -> None:
    """As many « adresse inconnue » as one client may be answered once the commune is full."""
    for _ in range(max(limit.count for limit in UNKNOWN_OF_CLIENT)):
        asking.note_unknown(counters, visit)


def test_beyond_the_communes_bound_who_tried_unknown_addresses_waits(counters: Counters) -> None:
    learn(counters, STRANGER)
    fill(counters)

    with pytest.raises(TooOften):
        asking.count(counters, BOE, STRANGER)


def test_beyond_it_whoever_tried_none_is_answered(counters: Counters) -> None:
    learn(counters, STRANGER)
    fill(counters)

    asking.count(counters, BOE, CUSTOMER)


def test_below_it_nobody_waits(counters: Counters) -> None:
    learn(counters, STRANGER)

    asking.count(counters, BOE, STRANGER)


def test_noting_one_unknown_address_too_many_is_no_fault(counters: Counters) -> None:
    for _ in range(2):
        learn(counters, STRANGER)
