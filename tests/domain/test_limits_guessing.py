"""How many passwords somebody can try who does nothing else."""

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine

from domain import clock, history, limits
from domain.history import NO_VISIT, Kind
from domain.limits import Limits, TooOften
from store import Store, Transaction
from tests.jobs.portal import until
from tests.pages import knock, logged_in, try_to_log_in
from tests.people import ALICE, BOE
from tests.town import Town
from tests.turns import taken


def guesses(store: Store, at_noon: time_machine.Traveller, *, hours: int) -> list[timedelta]:
    """Try as soon as it is allowed, for so long; when each was."""
    allows, began, tries = Limits(are_on=True), clock.now(), []
    while (left := began + timedelta(hours=hours) - clock.now()) > timedelta():
        with store.write() as transaction:
            try:
                allows.check_login(transaction, BOE, ALICE.address)
            except TooOften as reached:
                at_noon.shift(min(reached.wait + timedelta(seconds=1), left))
                continue
            note(transaction, Kind.LOGIN_FAILED)
        tries.append(clock.now() - began)
    return tries


def note(transaction: Transaction, kind: Kind) -> None:
    history.record(transaction, kind, NO_VISIT, portal=BOE, address=ALICE.address)


def test_fifty_wrong_passwords_a_day_with_growing_pauses(
    store: Store, at_noon: time_machine.Traveller
) -> None:
    tries = guesses(store, at_noon, hours=24)

    pauses = [after - before for before, after in pairwise(tries)]
    assert len(tries) == limits.FAILED_LOGINS_A_DAY[0].count
    assert [pauses[9], pauses[19]] == pytest.approx(
        [timedelta(minutes=15), timedelta(minutes=105)], abs=timedelta(seconds=5)
    )
    assert pauses[29] > timedelta(hours=3)


def test_what_the_owner_does_gives_no_stranger_more_than_fifty_a_day(
    store: Store, at_noon: time_machine.Traveller
) -> None:
    tries = 0
    for _ in range(8):
        tries += len(guesses(store, at_noon, hours=1))
        with store.write() as transaction:
            note(transaction, Kind.LOGGED_IN)
        at_noon.shift(1)

    assert tries == limits.FAILED_LOGINS_A_DAY[0].count


def test_of_eight_tries_at_once_no_more_than_allowed_learn_their_answer(
    town: Town, at_noon: time_machine.Traveller
) -> None:
    knock(town, "/connexion", 29)
    answers: list[int] = []

    def guess(number: int) -> None:
        visitor = town.visitor()
        visitor.get(f"/?LIEN={BOE}")
        visitor.fill("Adresse mail", f"c{number}@exemple.fr").fill("Mot de passe", "non")
        ready.wait(20)
        answers.append(visitor.press_raw("Se connecter").status_code)

    ready, turns = threading.Barrier(8), town.services.hasher.turns
    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    with taken(turns):
        for thread in threads:
            thread.start()
        until(lambda: turns.waiting() == 8, 20)
    for thread in threads:
        thread.join(20)

    assert sorted(answers) == [422, *7 * [429]]


CLIENT = {"REMOTE_ADDR": "192.0.2.1"}


@pytest.mark.parametrize(
    ("step", "times", "neighbour"),
    [(1, 2, "2001:db8:0:200::1"), (0x100, 4, "2001:db8:1::1")],
    ids=["a /56", "a /48"],
)
def test_who_owns_a_network_is_counted_by_it(
    town: Town, at_noon: time_machine.Traveller, step: int, times: int, neighbour: str
) -> None:
    for number in range(30 * times):
        assert knock(town, "/connexion", 1, f"2001:db8:0:{number % 30 * step:x}::1") == {422}

    assert knock(town, "/connexion", 1, f"2001:db8:0:{40 * step:x}::1") == {429}
    assert knock(town, "/connexion", 1, neighbour) == {422}


def test_right_passwords_count_too(town: Town, at_noon: time_machine.Traveller) -> None:
    counters = town.services.counters
    for _ in range(59):
        counters.count("tries", limits.LOGINS_OF_CLIENT, "192.0.2.1")
    logged_in(town)

    try_to_log_in(town.visitor(), ALICE.address, "le chat de la voisine", status=429)

    logged_in(town, "198.51.100.1")
