"""What became of a bill: since when it could be read, who was told of it, who opened it, and when.

Told: the mail server has taken a mail that names the bill. Opened: somebody logged in got its PDF, alone
or in a file of several, for the first time; each account for itself, and each PDF where a bill was
given another one. What an agent, a program or a browser looks at beforehand is none.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain import choices, clock
from store import Store, Transaction, Unavailable, deliveries
from store.deliveries import Notice, Opening, Replaced
from store.records import Account, Invoice, Message

__all__ = ["Delivery", "note_handed_over", "note_opened", "of", "unopened"]


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one bill, the earliest first."""

    notices: Sequence[Notice]
    openings: Sequence[Opening]
    replaced: Sequence[Replaced]  # the PDFs that it had before

    def only_of(self, address: str) -> "Delivery":
        """Return what concerns the account of this address."""
        return Delivery(
            [each for each in self.notices if each.address == address],
            [each for each in self.openings if each.address == address],
            self.replaced,
        )


def of(transaction: Transaction, found: Iterable[Invoice]) -> dict[int, Delivery]:
    """Return what became of these bills, by their ids."""
    ids = [each.id for each in found]
    told = deliveries.notices(transaction, ids)
    opened = deliveries.openings(transaction, ids)
    replaced = deliveries.replaced(transaction, ids)
    made: dict[int, tuple[list[Notice], list[Opening], list[Replaced]]]
    made = {each: ([], [], []) for each in ids}
    for notice in told:
        made[notice.invoice_id][0].append(notice)
    for opening in opened:
        made[opening.invoice_id][1].append(opening)
    for before in replaced:
        made[before.invoice_id][2].append(before)
    return {each: Delivery(*facts) for each, facts in made.items()}


def opened_on(
    transaction: Transaction, account: Account, found: Sequence[Invoice], timezone: str
) -> dict[int, date]:
    """Return on which day an account first opened these bills, as their PDF is now, by their ids."""
    opened = deliveries.opened_at(transaction, [each.id for each in found], account.id)
    now = {(each.id, each.document) for each in found}
    return {key[0]: clock.day(moment, timezone) for key, moment in opened.items() if key in now}


def unopened(
    transaction: Transaction, account: Account, found: Iterable[Invoice]
) -> list[tuple[int, str]]:
    """Return which of these PDFs an account has not got yet, for `note_opened`."""
    got = [(each.id, each.document) for each in found]
    known = deliveries.opened(transaction, (bill for bill, _ in got), account.id)
    return [each for each in got if each not in known]


def note_opened(store: Store, account: Account, got: Sequence[tuple[int, str]]) -> None:
    """Note what `unopened` returned, now that the account gets it; it gets it where that fails too.

    A transaction of its own: nothing that was opened before is written again.
    """
    if not got:
        return
    try:
        with store.write() as transaction:
            deliveries.note_opened(transaction, got, account_id=account.id, at=clock.now())
    except Unavailable:
        log.warning("une première ouverture n'a pas pu être notée", exc_info=True)


def note_handed_over(transaction: Transaction, message: Message, bills: Iterable[int]) -> None:
    """Note that the mail server took a mail that names these bills, by their ids.

    And whether the account had chosen by then to get them on line.
    """
    if message.account_id is not None:
        owners = deliveries.owners(transaction, bills)
        standings = choices.of_ids(transaction, set(owners.values()))
        deliveries.note_handed_over(
            transaction,
            owners,
            account_id=message.account_id,
            mail_id=message.id,
            at=clock.now(),
            online={
                bill
                for bill, owner in owners.items()
                if standings[owner].goes_on_line_to(message.account_id)
            },
        )
