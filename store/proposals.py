"""Addresses that are to read a customer: proposed, answered, erased."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection as Transaction
from sqlalchemy import select, update

from store import asking, statements
from store.models import CUSTOMERS, PROPOSALS
from store.records import Awaits, By, Proposal

_EVERY = (
    select(
        PROPOSALS.c.id,
        PROPOSALS.c.customer_id,
        CUSTOMERS.c.portal,
        CUSTOMERS.c.number,
        CUSTOMERS.c.name,
        CUSTOMERS.c.removed_at.is_not(None),
        *(PROPOSALS.c[name] for name in Proposal._fields[6:]),
    )
    .join(CUSTOMERS, CUSTOMERS.c.id == PROPOSALS.c.customer_id)
    .order_by(PROPOSALS.c.id)
)
_WAITING = PROPOSALS.c.answered_at.is_(None)


def by_id(transaction: Transaction, proposal_id: int) -> Proposal | None:
    """Return a proposal, answered or not."""
    return asking.first(transaction, Proposal, _EVERY.where(PROPOSALS.c.id == proposal_id))


def waiting(
    transaction: Transaction, portal: str, awaits: Awaits, since: datetime
) -> list[Proposal]:
    """Return what was proposed in a commune after then and is not answered, the oldest first."""
    here = CUSTOMERS.c.portal == portal, PROPOSALS.c.awaits == awaits, PROPOSALS.c.asked_at > since
    return asking.every(transaction, Proposal, _EVERY.where(_WAITING, *here))


def of_customer(transaction: Transaction, customer_id: int, since: datetime) -> list[Proposal]:
    """Return what was proposed for a customer after then, answered or not, the oldest first."""
    theirs = PROPOSALS.c.customer_id == customer_id, PROPOSALS.c.asked_at > since
    return asking.every(transaction, Proposal, _EVERY.where(*theirs))


def put(
    transaction: Transaction,
    customer_id: int,
    address: str,
    *,
    by: By,
    awaits: Awaits,
    client: str,
    at: datetime,
    asked_by: str | None = None,
) -> Proposal:
    """Propose an address; what the same address waited for beside this customer gives way."""
    before = update(PROPOSALS).where(
        _WAITING, PROPOSALS.c.customer_id == customer_id, PROPOSALS.c.address == address
    )
    transaction.execute(before.values(answered_at=at, answer="replaced"))
    columns = {"customer_id": customer_id, "address": address, "let_in_by": by, "awaits": awaits}
    more = {"client": client, "asked_at": at, "asked_by": asked_by}
    added = by_id(transaction, statements.add(transaction, PROPOSALS, {**columns, **more}))
    assert added is not None
    return added


def hand_over(transaction: Transaction, proposal_id: int) -> None:
    """Let one that waited for its mailed link wait for staff."""
    one = update(PROPOSALS).where(PROPOSALS.c.id == proposal_id, _WAITING)
    statements.reached(transaction, one.values(awaits=Awaits.STAFF))


def answer(transaction: Transaction, proposal_id: int, word: str, at: datetime) -> bool:
    """Answer a proposal; False where another was first."""
    one = update(PROPOSALS).where(PROPOSALS.c.id == proposal_id, _WAITING)
    return statements.reached(transaction, one.values(answered_at=at, answer=word)) == 1


def end(transaction: Transaction, customer_ids: Iterable[int], at: datetime) -> None:
    """End all that waits beside these customers: their numbers are somebody else's now."""
    for some in statements.chunks(customer_ids):
        theirs = update(PROPOSALS).where(_WAITING, PROPOSALS.c.customer_id.in_(some))
        transaction.execute(theirs.values(answered_at=at, answer="ended"))


def erase_before(transaction: Transaction, moment: datetime) -> int:
    """Erase some proposals made before then; returns how many, 0 once none is left."""
    return statements.erase_a_few(transaction, PROPOSALS, PROPOSALS.c.asked_at < moment)
