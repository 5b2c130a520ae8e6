"""A customer who comes to an account that is active already: its owner will read these bills.

A mistyped or shared address would show them to somebody else, so the report names each.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.accounts import states
from domain.portals import Portal
from store import Transaction
from store import accounts as rows


class Arrival(NamedTuple):
    """One customer, and the address at which an active account will read their bills."""

    number: str
    name: str
    address: str

    @property
    def words(self) -> str:
        """Return « 0048 DUPONT Jean → alice@exemple.fr »."""
        return f"{self.number} {self.name} → {self.address}".replace("  ", " ")


def find(transaction: Transaction, portal: Portal, coming: Iterable[Arrival]) -> list[Arrival]:
    """Return those among customers who come to an address whose account is active."""
    coming = list(coming)
    found = rows.at_addresses(transaction, portal.code, {each.address for each in coming})
    active = {each.address for each in found if states.state(each) is states.State.ACTIVE}
    return [each for each in coming if each.address in active]
