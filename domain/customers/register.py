"""What an import changes in the register, and what it leaves alone.

The register remembers what the last list said of each customer: only what changed in the list since
then changes here, so that an import never undoes what a customer, or the service, changed meanwhile.
Customers who are not in the list stay; one taken out stays out while the list says nothing new.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import clock, history
from domain.customers import address_changes, leading_zeros
from domain.customers.address_changes import Move
from domain.customers.lists import Entry
from domain.faults import Fault
from domain.listings import Listing, Reject
from domain.portals import Portal
from store import Transaction, accounts, customers
from store.customers import Change, Known
from store.records import Customer

TITLES = ("Numéro", "Nom", "Adresse mail")


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


def plan(transaction: Transaction, portal: Portal, listing: Listing[Entry]) -> Plan:
    """Compare a list with the register as it is now."""
    register = customers.known(transaction, portal.code)
    eaten = leading_zeros.eaten(register, listing.entries)
    refused = {
        listing.entries[short].line: ("customer", leading_zeros.reason(short, eaten[short]))
        for short in eaten
    }
    planned = Plan(
        rejects=sorted([*listing.rejects, *listing.refused(refused)]),
        warnings=leading_zeros.warnings(register, listing.entries),
    )
    for entry in listing.entries.values():
        if entry.number in eaten:
            continue
        known = register.get(entry.number)
        if entry.address is None:
            planned.without_address.append(entry.number)
        if known is None:
            planned.added.append(entry)
        else:
            _compare(planned, known, entry)
    _refuse_an_empty_column(listing, planned)
    planned.moves = address_changes.find(transaction, portal, planned.changed)
    return planned


def _refuse_an_empty_column(listing: Listing[Entry], planned: Plan) -> None:
    """Raise `Fault` for a list that would cut everybody off: an export without its addresses."""
    losing = sum(1 for change in planned.changed if change.before.address and not change.address)
    if losing > 1 and all(entry.address is None for entry in listing.entries.values()):
        raise Fault(
            "La colonne des adresses est vide de la première à la dernière ligne, alors que "
            f"{losing} de ces clients en ont une dans le registre : rien n'a été importé. "
            "Vérifiez ce que votre logiciel a exporté."
        )


def apply(transaction: Transaction, portal: Portal, planned: Plan) -> None:
    """Write what was planned; raises `Stale` where the register changed since, and writes nothing."""
    added = [_row(portal, entry) for entry in planned.added]
    customers.write(transaction, added, [*planned.changed, *planned.noted])
    planned.moves = address_changes.find(transaction, portal, planned.changed)
    address_changes.tell(transaction, portal, planned.moves)


def remove(transaction: Transaction, portal: Portal, numbers: Iterable[str]) -> list[Known]:
    """Take customers out of the register, and return those who were in it.

    Their accounts see them no longer; nothing of them is erased.
    """
    found = customers.among(transaction, portal.code, numbers).values()
    leaving = [known for known in found if not known.is_removed]
    customers.remove(transaction, [known.id for known in leaving], clock.now())
    addresses = {known.address for known in leaving if known.address}
    at = {one.address: one for one in accounts.at_addresses(transaction, portal.code, addresses)}
    for known in leaving:
        if known.address in at:
            history.record(
                transaction,
                history.Kind.CUSTOMER_REMOVED,
                history.NO_VISIT,
                account=at[known.address],
                details=f"client {known.number}",
            )
    return leaving


def rows(
    transaction: Transaction, portal: Portal, *, only_changed: bool = False
) -> Iterator[tuple[str, ...]]:
    """Return the register as a list that an import takes back unchanged, its titles first.

    `only_changed`: the addresses that customers changed themselves, news for the billing software.
    """
    yield (*TITLES, "Ancienne adresse", "Changée le") if only_changed else TITLES
    for one in customers.listed(transaction, portal.code):
        cells = (one.number, one.name, one.address or "")
        if not only_changed:
            yield cells
        elif one.changed_by_customer_at:
            yield (*cells, one.file_address or "", _day(one.changed_by_customer_at, portal))


def _day(moment: datetime, portal: Portal) -> str:
    return f"{moment.astimezone(ZoneInfo(portal.timezone)):%d/%m/%Y}"


def search(transaction: Transaction, portal: Portal, text: str = "") -> list[Customer]:
    """Return customers by number whose number, name or address holds `text`, accents apart."""
    wanted = plain(text)
    return [
        customer
        for customer in customers.listed(transaction, portal.code)
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
    said_address = entry.address if entry.is_address_said else known.file_address
    if (
        known.file_name == said_name
        and known.file_address == said_address
        and known.name == said_name
        and known.address == said_address
        and not known.is_removed
    ):
        planned.unchanged += 1
        return
    change = _merge(known, said_name, said_address)
    if known.is_removed and not change.is_back:
        planned.left_out.append(known.number)
    elif change.is_back or (change.name, change.address) != (known.name, known.address):
        planned.changed.append(change)
        return
    else:
        planned.unchanged += 1
        if change.address != said_address:
            planned.kept.append(known.number)
    if (change.file_name, change.file_address) != (known.file_name, known.file_address):
        planned.noted.append(change)


def _merge(known: Known, said_name: str, said_address: str | None) -> Change:
    """Take from the list what it says anew; keep what only the register has."""
    is_first = known.file_name is None
    is_new_name = said_name != known.file_name and not (is_first and known.name)
    is_new_address = said_address != known.file_address and not (is_first and known.address)
    if said_address is None and known.address != known.file_address:
        # A blank says nothing of the address that the customer has given us meanwhile.
        said_address, is_new_address = known.file_address, False
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
