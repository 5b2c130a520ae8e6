"""Whom bills reach: which customers are told, who has no account yet, who has no address.

A customer is told where one of its readers is; it has an account where one of them has.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain import choices
from domain.portals import Portal
from store import Transaction, invoices
from store.invoices import Reached


@dataclass(frozen=True, slots=True)
class Audience:
    """The customers of some bills with their readers; mails are for those whose id is in `new`."""

    rows: Collection[Reached] = ()
    new: Collection[int] = ()
    online: Collection[int] = ()  # customers who get them instead of paper, by id

    @property
    def customers(self) -> set[int]:
        """Return all of them, by id."""
        return {row.customer_id for row in self.rows}

    @property
    def told(self) -> set[int]:
        """Return the customers of whom a reader is mailed."""
        return {row.customer_id for row in self._mailed}

    @property
    def accounts(self) -> list[int]:
        """Return who is mailed: one mail for an account, however many bills."""
        return sorted({row.account_id for row in self._mailed if row.account_id})

    @property
    def uninvited(self) -> list[Reached]:
        """Return the readers of customers of whom none has an account yet: they could be invited."""
        with_account = {row.customer_id for row in self.rows if row.account_id}
        return [row for row in self.rows if row.address and row.customer_id not in with_account]

    @property
    def without_address(self) -> int:
        """Return how many customers nobody could read."""
        return sum(1 for row in self.rows if row.address is None)

    @property
    def _mailed(self) -> list[Reached]:
        return [row for row in self.rows if row.is_told and row.customer_id in self.new]


def of(
    transaction: Transaction, portal: Portal, customer_ids: Iterable[int], new: Collection[int]
) -> Audience:
    """Return whom the bills of these customers reach, as it is now."""
    reached = Audience(invoices.reached(transaction, portal.code, customer_ids), new)
    standings = choices.of_ids(transaction, reached.told)
    online = {
        row.customer_id
        for row in reached.rows
        if row.is_told and row.customer_id in reached.told
        if standings[row.customer_id].goes_on_line_to(row.account_id)
    }
    return Audience(reached.rows, new, online)
