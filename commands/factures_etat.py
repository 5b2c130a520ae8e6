"""`flask factures etat`: what an agent says of a bill's state; it is kept beside what lists said."""

import services
from commands import console, typed
from domain import cells, clock, french
from domain.faults import Fault
from domain.invoices import states, wording
from domain.invoices.access import State
from domain.portals import Portal

ALLOWED = (State.PAID, State.DUE, State.CANCELLED)


def run(portal: Portal, number: str, state: str, *, left: str | None) -> None:
    """Say that a bill is paid, due or cancelled, and what is left to pay where it is given."""
    try:
        meant = cells.state(state)
        remaining = cells.remaining(left) if left is not None else None
    except ValueError as why:
        raise Fault(f"{why}.") from None
    if meant not in ALLOWED:
        raise Fault("Dites « payée », « à payer » ou « annulée ».")
    with services.current().store.write() as transaction:
        bill = states.set_by_agent(
            transaction, portal, number, State(meant), typed.visit(), remaining_cents=remaining
        )
        words = states.history_of(transaction, bill)
    said = wording.state(bill, clock.today(portal.timezone))
    console.say(f"{bill.number} : {said}, d'après le service, au {french.day(bill.state_on)}.")
    if states.disagree(words):
        console.say(
            "La dernière liste dit autre chose ; les deux sont gardées (flask factures show)."
        )
