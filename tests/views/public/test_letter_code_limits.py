"""How often a letter's code may be tried, by number, by client and in a commune."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock, limits
from domain.history import Kind
from store.models import EVENTS
from tests import tables
from tests.letter_codes import ANSWER, HUGO, WRONG, add, code_of, use
from tests.pages import ask_to_activate, seconds_to_wait
from tests.people import BOE, BRUNO, ZOE
from tests.town import Town


@pytest.fixture(autouse=True)
def hugo(town: Town) -> None:
    """In the register without an address."""
    add(town)


def try_in_vain(town: Town, times: int, number: str, client: str = "") -> None:
    for turn in range(times):
        use(town.visitor(client or f"198.51.100.{turn}"), number, WRONG, ZOE.address)


@pytest.mark.parametrize("number", [HUGO.numbers[0], "99999"])
def test_the_sixth_code_of_a_number_waits_a_day_whether_or_not_it_is_a_customers(
    town: Town, at_noon: time_machine.Traveller, number: str
) -> None:
    code = code_of(town)
    try_in_vain(town, 5, number)

    page = use(town.visitor(), number, code, HUGO.address, status=429)
    assert seconds_to_wait(page) == 24 * 60 * 60
    assert page.says("Seul le code attend.")

    at_noon.shift(timedelta(days=1, seconds=1))
    assert use(town.visitor(), number, code, HUGO.address).h1 == ANSWER


def test_however_it_is_written_a_number_has_five_tries(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for written in ("0047", " 0047", "OO47", "oo 47", "00-47"):
        use(town.visitor(), written, WRONG, ZOE.address)

    use(town.visitor(), "0047", WRONG, ZOE.address, status=429)


def test_a_prankster_takes_only_the_code_away(town: Town) -> None:
    try_in_vain(town, 5, BRUNO.numbers[0])

    assert ask_to_activate(town.visitor(), BRUNO).says("envoyé avec succès")


def test_a_right_code_uses_no_try_up(town: Town, at_noon: time_machine.Traveller) -> None:
    code = code_of(town)
    try_in_vain(town, 4, HUGO.numbers[0])

    for _ in range(2):
        assert use(town.visitor(), HUGO.numbers[0], code, HUGO.address).h1 == ANSWER


def test_mails_to_ever_other_addresses_are_bounded(town: Town) -> None:
    code = code_of(town)
    for turn in range(3):
        use(town.visitor(), HUGO.numbers[0], code, f"victime{turn}@exemple.fr")

    use(town.visitor(), HUGO.numbers[0], code, "victime3@exemple.fr", status=429)


def test_a_client_address_has_thirty_wrong_codes_an_hour(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    for turn in range(30):
        at_noon.shift(timedelta(seconds=61))
        use(town.visitor("203.0.113.9"), f"9{turn:03}", WRONG, ZOE.address)

    use(town.visitor("203.0.113.9"), "9999", WRONG, ZOE.address, status=429)
    assert use(town.visitor("203.0.113.10"), "9999", WRONG, ZOE.address).h1 == ANSWER


def test_a_commune_takes_two_hundred_wrong_codes_a_day(town: Town) -> None:
    with town.services.store.write() as transaction:
        line = {"portal": BOE, "kind": Kind.CODE_WRONG, "client": "", "details": "1"}
        rows = [{**line, "at": clock.now(), "details": str(number)} for number in range(200)]
        tables.add_all(transaction, EVENTS, rows)

    use(town.visitor(), "9999", WRONG, ZOE.address, status=429)


def test_guessing_for_a_year_at_the_limits_pace_is_hopeless() -> None:
    (of_number,), (of_portal,) = limits.CODES_OF_NUMBER, limits.CODES_OF_PORTAL
    combinations = 31**8
    days = 365

    one_customer = of_number.count * days / combinations
    a_whole_town = of_portal.count * days / combinations

    assert of_number.per == of_portal.per == limits.DAY
    assert one_customer < 1 / 400_000_000
    assert a_whole_town < 1 / 11_000_000  # whoever's numbers are tried, each try is at one code
