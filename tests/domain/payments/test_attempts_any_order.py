"""Whatever payers, PayFiP, the network and the clock do in whatever order: never paid without PayFiP's word, never its word unseen after a day."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.demo_payfip.operations import Operation, Refused, Result
from domain.payments import attempts
from domain.payments.results import State
from store.payments import Payment
from tests import payfip
from tests.paying import Till

_NUMBERS = count(1)
PAID = (Result.PAID_BY_CARD, Result.PAID_BY_DEBIT)
Act = tuple[str, int]
OFTEN = ("click", "choose") * 3  # without them, nothing happens
ACTS = st.tuples(
    st.sampled_from((*OFTEN, "click, answer lost", "open", "hint", "sweep", "list", "minutes")),
    st.integers(0, 9),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=12))
def test_a_bill_is_paid_by_payfips_word_alone_and_within_a_day(
    till: Till, acts: Sequence[Act]
) -> None:
    with time_machine.travel("2090-11-12 14:32:00 +0100", tick=False) as now:
        number = f"FA-{next(_NUMBERS)}"
        key = till.bring(number)
        for name, choice in acts:
            _do(till, now, key, number, name, choice)
            _holds(till, number)
        for _ in range(25):
            now.shift(timedelta(hours=1))
            till.sweep()
        _holds(till, number)
        known = {each.id_op: each for each in _payments(till, number)}
        for operation in _operations(till, number):
            if operation.result in PAID and operation.id_op in known:
                assert known[operation.id_op].state == State.PAID


def _do(
    till: Till, now: time_machine.Traveller, key: str, number: str, name: str, choice: int
) -> None:
    theirs = _operations(till, number)
    one = theirs[choice % len(theirs)] if theirs else None
    at = till.town.services
    if name == "minutes":
        now.shift(timedelta(minutes=choice * 20))
    elif name == "sweep":
        till.sweep()
    elif name == "list":
        till.bring(number, montant="57,20", objet=f"Eau {choice}")
    elif name.startswith("click"):
        till.payfip.mood = payfip.empty if "lost" in name else payfip.good
        till.begin(key)
        till.payfip.mood = payfip.good
    elif one is not None:
        acts: dict[str, Callable[[], object]] = {
            "open": lambda: till.payfip.payfip.open(one.id_op),
            "choose": lambda: till.choose(one.id_op, list(Result)[choice % len(Result)]),
            "hint": lambda: attempts.hinted(at.store, at.payfip, one.id_op),
        }
        try:
            acts[name]()
        except Refused:
            return  # too old, or ended already: the payer reads it there


def _holds(till: Till, number: str) -> None:
    kept = _payments(till, number)
    assert sum(each.state in (State.CREATED, State.OPEN) for each in kept) <= 1
    if till.bill(number).state == "paid":
        word = [each for each in _operations(till, number) if each.result in PAID]
        assert {each.asked["montant"] for each in word} == {"5720"}
        assert till.bill(number).payment_number in {
            text for each in word for text in (each.number, f"{each.number}-tip")
        }


def _operations(till: Till, number: str) -> list[Operation]:
    mine = number.replace("-", "")
    return [
        each for each in till.payfip.payfip.operations.values() if each.asked["refdet"][:-8] == mine
    ]


def _payments(till: Till, number: str) -> list[Payment]:
    return [each for each in till.payments() if each.invoice_number == number]
