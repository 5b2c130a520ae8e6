"""What an import changes in the register, and what it leaves alone.

The register remembers what the last list said of each customer: only what changed in the list since
then changes here, so that an import never undoes what a customer, or the service, changed meanwhile.
Customers who are not in the list stay; one taken out stays out while the list says nothing new.
"""

import unicodedata
from dataclasses import dataclass, field

from domain import moves
from domain.entries import Entry, Listing, Reject
from domain.moves import Move
from domain.portals import Portal
from store import Session, customers
from store.customers import Change, Known, Stale
from store.models import Customer

__all__ = ["Plan", "Stale", "apply", "plan", "search"]


@dataclass(slots=True)
class Plan:
    """What would change. Nothing is written yet."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)  # what people see of a customer
    noted: list[Change] = field(default_factory=list)  # only what the list said last
    unchanged: int = 0
    kept: list[str] = field(
        default_factory=list
    )  # numbers whose address was changed here, and stays
    left_out: list[str] = field(default_factory=list)  # numbers taken out of the register
    without_address: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        """Whether the register would stay as people see it."""
        return not (self.added or self.changed)


def plan(session: Session, portal: Portal, listing: Listing) -> Plan:
    """Compare a list with the register as it is now."""
    register = customers.known(session, portal.code)
    planned = Plan(rejects=list(listing.rejects))
    for entry in listing.entries.values():
        known = register.get(entry.number)
        if entry.address is None:
            planned.without_address.append(entry.number)
        if known is None:
            planned.added.append(entry)
        else:
            _compare(planned, known, entry)
    planned.moves = moves.find(session, portal, planned.changed)
    return planned


def apply(session: Session, portal: Portal, planned: Plan, *, sender: str) -> None:
    """Write what was planned; raises `Stale` where the register changed since, and writes nothing."""
    customers.add_many(session, (_row(portal, entry) for entry in planned.added))
    customers.change(session, planned.changed)
    customers.change(session, planned.noted)
    planned.moves = moves.find(session, portal, planned.changed)
    moves.tell(session, portal, planned.moves, sender=sender)


def search(session: Session, portal: Portal, text: str = "") -> list[Customer]:
    """Return customers by number whose number, name or address holds `text`, accents apart."""
    wanted = plain(text)
    return [
        customer
        for customer in customers.listed(session, portal.code)
        if wanted in plain(f"{customer.number} {customer.name} {customer.address or ''}")
    ]


def plain(text: str) -> str:
    """Return a text as people look for it: without accents, in small letters."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _row(portal: Portal, entry: Entry) -> tuple[str | None, ...]:
    name = entry.name or ""
    return portal.code, entry.number, name, entry.address, name, entry.address


def _compare(planned: Plan, known: Known, entry: Entry) -> None:
    said_name = (known.file_name if entry.name is None else entry.name) or ""
    if (
        known.file_name == said_name
        and known.file_address == entry.address
        and known.name == said_name
        and known.address == entry.address
        and not known.is_removed
    ):
        planned.unchanged += 1
        return
    change = _merge(known, said_name, entry.address)
    if known.is_removed and not change.is_back:
        planned.left_out.append(known.number)
    elif change.is_back or (change.name, change.address) != (known.name, known.address):
        planned.changed.append(change)
        return
    else:
        planned.unchanged += 1
        if change.address != entry.address:
            planned.kept.append(known.number)
    if (change.file_name, change.file_address) != (known.file_name, known.file_address):
        planned.noted.append(change)


def _merge(known: Known, said_name: str, said_address: str | None) -> Change:
    """Take from the list what it says anew; keep what only the register has."""
    is_first = known.file_name is None
    is_new_name = said_name != known.file_name and not (is_first and known.name)
    is_new_address = said_address != known.file_address and not (is_first and known.address)
    name = said_name if is_new_name and said_name else known.name
    address = said_address if is_new_address else known.address
    return Change(
        before=known,
        name=name,
        address=address,
        file_name=said_name,
        file_address=said_address,
        is_settled=address == said_address,
        is_back=known.is_removed and not is_first and (is_new_name or is_new_address),
    )
