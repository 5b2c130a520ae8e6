"""A payment from the customer's click to its result. Each is a row before PayFiP hears of it.

Before a second payment of a bill, PayFiP is asked what became of the first: given up or refused, the second
begins at once; without a result, not before 120 minutes. No question to PayFiP is asked in a transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from domain import clock
from domain.invoices import access
from domain.payments import payable, results, schedule
from domain.payments.payfip import Detail, PayFip, Refused, Unavailable
from domain.payments.results import State
from domain.portals import Portal
from store import Store, payments
from store.payments import Payment
from store.records import Account


class Answer(Enum):
    """What a click on « Payer » leads to."""

    GO = auto()  # to `Begun.url`, PayFiP's page
    UNKNOWN = auto()  # no bill of this account
    NOTHING_TO_PAY = auto()  # not, or not any more, or not from here
    IN_PROGRESS = auto()  # since `Begun.since`
    UNAVAILABLE = auto()


@dataclass(frozen=True, slots=True)
class Begun:
    """The answer, with what it needs."""

    answer: Answer
    url: str = ""
    since: datetime | None = None
    reason: str = ""  # for whoever runs the portal; nothing of the payer's


def begin(store: Store, payfip: PayFip, portal: Portal, account: Account, key: str) -> Begun:
    """Ask PayFiP for a payment of the account's bill of this key."""
    with store.read() as transaction:
        bill = access.document(transaction, account, key)
        earlier = payments.open_of(transaction, bill.id) if bill else None
    if bill is None:
        return Begun(Answer.UNKNOWN)

    if earlier is not None:
        now_known = ask(store, payfip, earlier)
        if now_known.state in results.UNDECIDED and not _give_way(store, now_known):
            return Begun(Answer.IN_PROGRESS, since=earlier.created_at)

    return _begin(store, payfip, portal, account, key)


def ask(store: Store, payfip: PayFip, payment: Payment) -> Payment:
    """Ask PayFiP what became of a payment, keep its answer, and return the payment as it is then."""
    if payment.id_op is None:  # nothing to ask by: its creation had no answer
        said: Detail | Refused | Unavailable = Unavailable("sa création n'a pas eu de réponse")
    else:
        try:
            said = payfip.detail(payment.id_op)
        except (Refused, Unavailable) as problem:
            said = problem
    with store.write() as transaction:
        known = payments.by_id(transaction, payment.id)
        if known is None or known.state not in results.UNDECIDED:
            return known or payment  # somebody else had its result meanwhile

        return results.note(transaction, known, said, clock.now())


def hinted(store: Store, payfip: PayFip, id_op: str) -> Payment | None:
    """Follow a hint that a payment has ended: a notification, a return. None where it is not ours.

    It proves nothing, and asks PayFiP at most once in ten seconds.
    """
    with store.read() as transaction:
        payment = payments.of_operation(transaction, id_op)
    if payment is None or payment.state not in results.UNDECIDED:
        return payment

    if not _may_be_asked(payment):
        return payment
    with store.write() as transaction:
        is_first = payments.note_asked(transaction, payment, clock.now())
    return ask(store, payfip, payment) if is_first else payment


def hurry(store: Store, id_op: str) -> None:
    """Let the next sweep ask for a payment that PayFiP tells of; nothing for what is not ours."""
    now = clock.now()
    with store.read() as transaction:
        payment = payments.of_operation(transaction, id_op)
    if payment is None or payment.next_question_at is None or payment.next_question_at <= now:
        return

    if _may_be_asked(payment):
        with store.write() as transaction:
            payments.change(transaction, payment.id, from_state=payment.state, next_question_at=now)


def sweep(store: Store, payfip: PayFip, limit: int = 20) -> int:
    """Ask for the results that are due; return how many were asked for."""
    with store.read() as transaction:
        due = payments.due(transaction, clock.now(), limit)
    for payment in due:
        ask(store, payfip, payment)
    return len(due)


def _may_be_asked(payment: Payment) -> bool:
    return schedule.may_be_asked(payment.asked_at, clock.now())


def _give_way(store: Store, payment: Payment) -> bool:
    """Let a second payment of the bill begin, where the first can hardly come through any more.

    It is asked for all the same; whether it gave way.
    """
    if schedule.stands_in_the_way(payment.created_at, clock.now()):
        return False

    with store.write() as transaction:
        payments.change(transaction, payment.id, from_state=payment.state, state=State.LATE)
    return True


def _begin(store: Store, payfip: PayFip, portal: Portal, account: Account, key: str) -> Begun:
    now = clock.now()
    with store.write() as transaction:
        bill = access.document(transaction, account, key)
        offered = payable.offer(portal, bill, clock.today(portal.timezone)) if bill else None
        if bill is None or offered is None or not payable.is_from_here(offered):
            return Begun(Answer.NOTHING_TO_PAY)

        reference = payable.new_reference(bill.number)
        payment_id = payments.begin(
            transaction,
            portal=portal.code,
            invoice_id=bill.id,
            invoice_number=bill.number,
            customer_number=bill.customer_number,
            account_id=account.id,
            service=offered.service.name,
            numcli=offered.service.numcli,
            mode=offered.service.mode,
            reference=reference,
            amount_cents=offered.cents,
            state=State.CREATED,
            created_at=now,
            next_question_at=schedule.next_question(now, now),
        )
    if payment_id is None:  # another tab, another reader, another server was quicker
        return Begun(Answer.IN_PROGRESS, since=now)

    order = payable.order(portal, bill, offered, mail=account.address, reference=reference)
    return _create(store, payfip, order, payment_id)


def _create(store: Store, payfip: PayFip, order: payable.Order, payment_id: int) -> Begun:
    try:
        id_op = payfip.create(order)
    except Refused as refused:
        return _not_created(store, payment_id, f"refus {refused.code}")
    except Unavailable as problem:
        # Without an answer PayFiP may have heard of it: it stays open, like one without a result.
        if problem.was_sent and not problem.is_fault:
            return Begun(Answer.UNAVAILABLE, reason=str(problem))
        return _not_created(store, payment_id, str(problem))

    with store.write() as transaction:
        payments.change(
            transaction, payment_id, from_state=State.CREATED, state=State.OPEN, id_op=id_op
        )
    return Begun(Answer.GO, url=payfip.page(id_op))


def _not_created(store: Store, payment_id: int, reason: str) -> Begun:
    with store.write() as transaction:
        payments.change(
            transaction,
            payment_id,
            from_state=State.CREATED,
            state=State.FAILED,
            next_question_at=None,
        )
    return Begun(Answer.UNAVAILABLE, reason=reason)
