"""A customer who leaves an active account: the likeliest way to show somebody else's bills.

So it is said in the report, kept in the history, and told to the address of before.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain import history, outbox
from domain.accounts import states
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, messages
from store import accounts as rows
from store.customers import Change
from store.records import Account

NO_ADDRESS = "(aucune adresse)"


class Departure(NamedTuple):
    """One customer, the active account of before, and the address of now (None: none)."""

    number: str
    account: Account
    address: str | None

    @property
    def words(self) -> str:
        """Return « 0047 : old@exemple.fr → new@exemple.fr »."""
        return f"{self.number} : {arrow(self.account.address, self.address)}"


def arrow(old: str | None, new: str | None) -> str:
    """Return an address and what takes its place."""
    return f"{old or NO_ADDRESS} → {new or NO_ADDRESS}"


def is_leaving(change: Change) -> bool:
    """Whether a customer's address gives way to another one, or to none."""
    before = change.before
    return bool(before.address) and not before.is_removed and before.address != change.address


def find(transaction: Transaction, portal: Portal, changes: Iterable[Change]) -> list[Departure]:
    """Return the customers among these changes whom an active account sees no longer."""
    leaving = [change for change in changes if is_leaving(change)]
    found = rows.at_addresses(
        transaction,
        portal.code,
        {change.before.address for change in leaving if change.before.address},
    )
    active = {
        account.address: account
        for account in found
        if states.state(account) is states.State.ACTIVE
    }
    return [
        Departure(change.before.number, active[change.before.address], change.address)
        for change in leaving
        if change.before.address in active
    ]


def tell(
    transaction: Transaction, portal: Portal, departures: Iterable[Departure], visit: Visit
) -> None:
    """Note each departure in the history, and mail each account once."""
    numbers: dict[Account, list[str]] = {}
    for departure in departures:
        history.record(
            transaction,
            history.Kind.CUSTOMER_MOVED,
            visit,
            account=departure.account,
            details=f"client {departure.number}",
        )
        numbers.setdefault(departure.account, []).append(departure.number)
    for account, theirs in numbers.items():
        kind, to = outbox.Kind.ADDRESS_MOVED, account.address
        message = outbox.put(transaction, portal, account, kind, recipient=to)
        told = message.details.get("numbers", ())
        messages.set_details(transaction, message.id, {"numbers": [*told, *theirs]})
