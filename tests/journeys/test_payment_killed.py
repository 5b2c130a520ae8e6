"""`kill -9` in each gap of a payment: nothing is paid twice, and what was paid is found."""

import signal
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from domain import clock
from domain.payments import attempts
from domain.payments.attempts import Answer
from domain.payments.results import State
from tests.commands.flask import variables
from tests.paying import Till
from tests.people import ALICE
from tests.store.processes import start

# Clicks on « Payer », or asks for a result, and ends for good before or after a function is called.
CLICK_AND_DIE = """
import importlib, os, signal, sys
from app import create_app

act, key, account_id, module, name, when = sys.argv[1:]
*owners, function = name.split(".")
owner = importlib.import_module(module)
for each in owners:
    owner = getattr(owner, each)
real = getattr(owner, function)

def die(*given, **named):
    answer = real(*given, **named) if when == "after" else None
    os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(owner, function, die)
import services
from domain.payments import attempts
from store import accounts
app = create_app()
with app.app_context():
    at = services.current()
    here = at.portals.all()["M470310001"]
    with at.store.read() as transaction:
        account = accounts.by_id(transaction, int(account_id))
    if act == "click":
        attempts.begin(at.store, at.payfip, here, account, key)
    else:
        attempts.sweep(at.store, at.payfip)
"""


@dataclass(frozen=True)
class Gap:
    """Where it ends, and what is kept then."""

    act: str
    where: tuple[str, str, str]
    kept: list[State]


GAPS = {
    "between row and call": Gap(
        "click", ("domain.payments.payfip", "PayFip.create", "before"), [State.CREATED]
    ),
    "between call and answer": Gap(
        "click", ("domain.payments.payfip", "PayFip.create", "after"), [State.CREATED]
    ),
    "between answer and record": Gap(
        "click", ("store.payments", "change", "before"), [State.CREATED]
    ),
    "within the record": Gap("click", ("store.payments", "change", "after"), [State.CREATED]),
    "between result and record": Gap(
        "ask", ("domain.payments.payfip", "PayFip.detail", "after"), [State.OPEN]
    ),
    "within the record of a result": Gap(
        "ask", ("domain.invoices.states", "note_paid_online", "after"), [State.OPEN]
    ),
}


def killed(till: Till, gap: Gap, key: str) -> None:
    environ = variables(till.town.data_dir, PORTAIL_PAYFIP_URL=till.payfip.url)
    account_id = str(till.town.account(ALICE).id)
    child = start(CLICK_AND_DIE, gap.act, key, account_id, *gap.where, environ=environ)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, errors


@pytest.mark.parametrize("name", GAPS)
def test_a_kill_pays_nothing_twice_and_loses_no_result(till: Till, name: str) -> None:
    gap, key = GAPS[name], till.bring()
    if gap.act == "ask":
        till.choose(till.begun(key))
        wait_until_due(till)

    killed(till, gap, key)

    assert till.states() == gap.kept
    assert till.bill().state == "due"
    if gap.act == "ask":
        till.town.services.store.close()
        with time_machine.travel(clock.now() + timedelta(hours=1)):
            till.sweep()
        assert till.states() == [State.PAID]
        assert till.bill().payment_number
    else:
        # Nobody was led to PayFiP's page: nothing can have been paid, and two hours later it begins anew.
        assert till.begin(key).answer is Answer.IN_PROGRESS
        with time_machine.travel(clock.now() + timedelta(hours=2, minutes=1)):
            assert till.begin(key).answer is Answer.GO


def wait_until_due(till: Till) -> None:
    """Make the question due now, as a notification does."""
    (open_payment,) = till.payments()
    assert open_payment.id_op is not None
    attempts.hurry(till.town.services.store, open_payment.id_op)
