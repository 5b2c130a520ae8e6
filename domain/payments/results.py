"""What became of a payment: what PayFiP answered, held against what was asked, and what follows.

A bill is paid only where the answer is for our amount, reference, client and mode. Whatever does not
fit is kept and shown to the service. A payment that came through is never undone.
"""

from datetime import datetime
from enum import StrEnum

from domain import french, history
from domain.history import NO_VISIT, Kind
from domain.invoices import access, states
from domain.invoices.access import Invoice
from domain.payments import schedule
from domain.payments.payfip import Detail, Refused, Unavailable
from domain.town_services import Mode
from store import Transaction, accounts, invoices, payments
from store.payments import Payment


class State(StrEnum):
    """How far a payment is; kept in the database under these names."""

    CREATED = "created"  # a row, and no answer from PayFiP yet
    OPEN = "open"  # PayFiP knows it, and there is no result yet
    LATE = "late"  # the same, after what a second one has to wait for
    PAID = "paid"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    FAILED = "failed"  # PayFiP did not take it, or no result ever came


UNDECIDED = (State.CREATED, State.OPEN, State.LATE)


class Trouble(StrEnum):
    """Why somebody of the service should look at a payment."""

    DIFFERENT = "different"  # PayFiP's answer names another amount, reference, client or mode
    REMOVED = "removed"  # the bill is not there any more
    CHANGED = "changed"  # the bill asked for something else when it was paid
    ALREADY_PAID = "already_paid"  # the bill was paid already


# PayFiP's `resultrans`.
RESULTS = {
    "P": State.PAID,
    "V": State.PAID,
    "R": State.REFUSED,
    "Z": State.REFUSED,
    "A": State.GIVEN_UP,
}
UNKNOWN, NO_RESULT_YET = "P1", "P5"


def note(
    transaction: Transaction,
    payment: Payment,
    said: Detail | Refused | Unavailable,
    now: datetime,
) -> Payment:
    """Keep what PayFiP answered about a payment, and return it as it is then."""
    if isinstance(said, Detail):
        _end(transaction, payment, said, now)
    elif _is_forgotten(payment, said, now):
        _change(transaction, payment, now, state=State.FAILED, next_question_at=None)
    else:
        again_at = schedule.next_question(payment.created_at, now)
        state = payment.state if again_at else State.FAILED
        _change(transaction, payment, now, state=state, next_question_at=again_at)
    return payments.by_id(transaction, payment.id) or payment


def fits(payment: Payment, said: Detail) -> bool:
    """Whether an answer is about this payment; `exer` may come back shortened, and is not compared."""
    return (said.id_op, said.reference, said.amount_cents, said.numcli, said.mode) == (
        payment.id_op,
        payment.reference,
        payment.amount_cents,
        payment.numcli,
        payment.mode,
    )


def _is_forgotten(payment: Payment, said: Refused | Unavailable, now: datetime) -> bool:
    """Whether PayFiP knows nothing of it and its page can't be opened any more."""
    return (
        isinstance(said, Refused)
        and said.code == UNKNOWN
        and now - payment.created_at > schedule.OPENING_TIME
    )


def _end(transaction: Transaction, payment: Payment, said: Detail, now: datetime) -> None:
    state = RESULTS.get(said.result)
    if state is None or not fits(payment, said):
        _change(
            transaction,
            payment,
            now,
            trouble=Trouble.DIFFERENT,
            next_question_at=schedule.next_question(payment.created_at, now),
        )
        return

    is_paid = state == State.PAID
    made_at = said.made_at or now
    ended = _change(
        transaction,
        payment,
        now,
        state=state,
        next_question_at=None,
        ended_at=now,
        is_debit=said.result in ("V", "Z"),
        number=said.number or None,
        paid_at=made_at if is_paid else None,
        trouble=None,
        seen_at=None,  # what somebody saw was another answer
    )
    if ended and is_paid and payment.mode == Mode.PRODUCTION:
        _mark_paid(transaction, payment, said.number, made_at)
        _note_paid(transaction, payment)


def _change(transaction: Transaction, payment: Payment, now: datetime, **columns: object) -> bool:
    return payments.change(
        transaction, payment.id, from_state=payment.state, asked_at=now, **columns
    )


def _mark_paid(transaction: Transaction, payment: Payment, number: str, at: datetime) -> None:
    bill = _bill(transaction, payment)
    trouble = None
    if bill is None:
        trouble = Trouble.REMOVED
    elif access.left_cents(bill) == 0:
        trouble = Trouble.ALREADY_PAID
    elif access.asked_cents(bill) != payment.amount_cents:
        trouble = Trouble.CHANGED
    else:
        # our own reference stands on PayFiP's receipt too, where it leaves its number out
        states.note_paid_online(transaction, bill, number=number or payment.reference, at=at)
    if trouble:
        payments.change(transaction, payment.id, from_state=State.PAID, trouble=trouble)


def _note_paid(transaction: Transaction, payment: Payment) -> None:
    payer = accounts.by_id(transaction, payment.account_id)
    if payer is not None:  # else closed since: the payment itself stays
        what = f"{payment.invoice_number}, {french.euros(payment.amount_cents)}"
        history.record(transaction, Kind.PAID_ONLINE, NO_VISIT, account=payer, details=what)


def _bill(transaction: Transaction, payment: Payment) -> Invoice | None:
    if payment.invoice_id is None:
        return None

    found = invoices.of_service(transaction, payment.portal, id=payment.invoice_id)
    return found[0] if found else None
