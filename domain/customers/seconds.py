"""« Adresse mail 2 »: the second reader whom the service's list names, beside the first.

A list moves only those whom a list let in: who was invited by the customer, or added by staff, stays.
Accounts that are active are told, once each.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain import clock, history, outbox
from domain.accounts import states
from domain.history import Kind
from domain.portals import Portal
from store import Transaction, accounts, readers
from store.readers import Replacement
from store.records import By


class Second(NamedTuple):
    """What a list said of one customer's second reader, and what it says now; None: nobody."""

    customer_id: int
    number: str
    old: str | None
    new: str | None


def move(transaction: Transaction, portal: Portal, said: Iterable[Second]) -> None:
    """Let in whom a list names, and end whom it named before; both are told, and the first reader."""
    real = [each for each in said if each.old != each.new]
    reading = readers.of_customers(transaction, (each.customer_id for each in real))
    ended, begun = list[Second](), list[Second]()
    for each in real:
        before = reading.get((each.customer_id, each.old or ""))
        if before is not None and not before.is_first and before.let_in_by == By.LIST:
            ended.append(each)
        if each.new and (each.customer_id, each.new) not in reading:
            begun.append(each)
    moves = [Replacement(each.customer_id, each.old, None, is_first=False) for each in ended]
    moves += [Replacement(each.customer_id, None, each.new, is_first=False) for each in begun]
    readers.replace(transaction, moves, by=By.LIST, at=clock.now())
    firsts = {key[0]: key[1] for key, one in reading.items() if one.is_first}
    joined = [(each, each.new or "") for each in begun]
    left = [(each, each.old or "") for each in ended]
    _tell(transaction, portal, Kind.READER_JOINED, joined, firsts)
    _tell(transaction, portal, Kind.READER_ENDED, left, firsts)


def _tell(
    transaction: Transaction,
    portal: Portal,
    kind: Kind,
    moved: Sequence[tuple[Second, str]],
    firsts: dict[int, str],
) -> None:
    """Note it in the history of each active account that it concerns, and mail each once."""
    numbers: dict[tuple[str, bool], list[str]] = {}
    for each, address in moved:
        numbers.setdefault((address, True), []).append(each.number)
        first = firsts.get(each.customer_id)
        if first:
            numbers.setdefault((first, False), []).append(each.number)
    found = accounts.at_addresses(transaction, portal.code, {address for address, _ in numbers})
    active = {one.address: one for one in found if states.state(one) is states.State.ACTIVE}
    for (address, is_you), theirs in numbers.items():
        account = active.get(address)
        if account is None:
            continue
        said = history.named(theirs)
        history.record(
            transaction, kind, history.NO_VISIT, account=account, details=f"client {said}"
        )
        details = {"number": said, "is_you": is_you, "by": By.LIST}
        outbox.put(
            transaction, portal, None, outbox.Kind(kind.value), recipient=address, details=details
        )
