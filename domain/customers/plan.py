"""What a list of customers changes in the register, leaves alone, refuses, and when it is held back.

The register remembers what the last list said of each customer: only what changed in the list since
then changes here, so that an import never undoes what a customer, or the service, changed meanwhile.
Customers who are not in the list stay; one taken out stays out while the list says nothing new.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from domain import choices, plans
from domain.customers import arrivals, departures, new_numbers, postal, tenants
from domain.customers.arrivals import Arrival
from domain.customers.departures import Departure
from domain.customers.lists import Entry
from domain.faults import Fault
from domain.listings import Listing
from domain.plans import ADDRESSES, ZEROS, Held
from domain.portals import Portal
from store import Transaction, customers
from store.customers import Change, Known

MOST_ACCOUNTS_MOVED = 5
SMALLEST_COUNTED = 50  # customers; in a smaller register one address is more than one in fifty
ONE_IN = 50


@dataclass
class Plan(plans.Plan[Entry, Change]):
    """What would become of the register. `changed`: what people see of a customer."""

    noted: list[Change] = field(default_factory=list)  # only what the list said last
    # Numbers: whose address was changed here and stays, who was taken out, who has no address.
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    without_address: list[str] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.added or self.changed or self.noted)

    @property
    def changes_nothing(self) -> bool:
        """Whether the register would stay as people see it."""
        return not (self.added or self.changed)

    def new_numbers(self) -> list[str]:
        """Return the numbers of what would be added."""
        return [entry.number for entry in self.added]

    def counts(self) -> dict[str, int]:
        """Return how many of each."""
        return super().counts() | {"without_address": len(self.without_address)}

    def notes(self) -> dict[str, list[str]]:
        """Return who changes, and who needs a look."""
        return {
            "changed": [line for change in self.changed for line in said(change)],
            "without_address": self.without_address,
            "kept": self.kept,
            "left_out": self.left_out,
            "moved": [departure.words for departure in self.departures],
            "joined": [arrival.words for arrival in self.arrivals],
        }


def said(change: Change) -> list[str]:
    """Return what becomes of a customer: « 0047 : adresse old@exemple.fr → new@exemple.fr »."""
    before = change.before
    parts = ["revient dans le registre, avec ses factures d'avant"] if change.is_back else []
    if change.name != before.name:
        parts.append(f"nom {before.name or '(aucun)'} → {change.name or '(aucun)'}")
    if change.address != before.address:
        parts.append(f"adresse {departures.arrow(before.address, change.address)}")
    if change.postal_address is not None:
        was, now = map(postal.on_one_line, (before.postal_address, change.postal_address))
        parts.append(f"adresse postale {was or '(aucune)'} → {now or '(aucune)'}")
    if change.file_second_address is not None:
        old, new = before.file_second_address or None, change.file_second_address or None
        parts += [f"seconde adresse {departures.arrow(old, new)}"] if old != new else []
    if change.channel:
        was, now = (choices.WORDS.get(said, "(rien)") for said in (before.channel, change.channel))
        parts.append(f"envoi {was} → {now}")
    return [f"{before.number} : {part}" for part in parts]


def plan(
    transaction: Transaction,
    portal: Portal,
    listing: Listing[Entry],
    insisted: Collection[str] = (),
) -> Plan:
    """Compare a list with the register as it is now; `insisted`: the `--malgre-…` that were given."""
    register = customers.known(transaction, portal.code)
    with_zeros = ZEROS not in insisted
    refused = new_numbers.refused(register, listing.entries, with_zeros=with_zeros)
    planned = Plan(rejects=sorted([*listing.rejects, *listing.refused(refused)]))
    for entry in listing.entries.values():
        if entry.line in refused:
            continue
        known = register.get(entry.number)
        if entry.address is None and (entry.is_address_said or known is None):
            planned.without_address.append(entry.number)
        if known is None:
            planned.added.append(entry)
        else:
            _compare(planned, known, entry)
    _refuse_an_empty_column(listing, planned)
    planned.departures = departures.find(transaction, portal, planned.changed)
    planned.arrivals = arrivals.find(transaction, portal, _coming(planned))
    planned.held = [
        Held(option, reason)
        for option, reason in (
            (ADDRESSES, _many_departures(register.values(), planned)),
            (ZEROS, new_numbers.shorter(register, listing.entries)),
        )
        if reason and option not in insisted
    ]
    return planned


def _coming(planned: Plan) -> Iterator[Arrival]:
    for entry in planned.added:
        if entry.address:
            yield Arrival(entry.number, entry.name or "", entry.address)
        if entry.second_address:
            yield Arrival(entry.number, entry.name or "", entry.second_address)
    for change in planned.changed:
        before = change.before
        if change.file_second_address and change.file_second_address != before.file_second_address:
            yield Arrival(before.number, change.name, change.file_second_address)
        if change.address and (change.is_back or change.address != before.address):
            yield Arrival(before.number, change.name, change.address)


def _many_departures(register: Collection[Known], planned: Plan) -> str:
    """Say how many addresses a list would move where those are too many for one list, else ""."""
    with_address = sum(1 for known in register if known.address and not known.is_removed)
    moved = sum(1 for change in planned.changed if departures.is_leaving(change))
    active = len({departure.account.id for departure in planned.departures})
    is_large = sum(not known.is_removed for known in register) >= SMALLEST_COUNTED
    if active <= MOST_ACCOUNTS_MOVED and not (is_large and moved * ONE_IN > with_address):
        return ""
    return (
        f"cette liste change l'adresse de {moved} clients sur les {with_address} qui en ont une, et "
        f"{active} comptes actifs perdraient des factures. Une colonne décalée, des numéros qui ont "
        "changé de sens : relisez-la d'abord"
    )


def _refuse_an_empty_column(listing: Listing[Entry], planned: Plan) -> None:
    """Raise `Fault` for a list that would cut everybody off: an export without its addresses."""
    losing = sum(1 for change in planned.changed if change.before.address and not change.address)
    if losing > 1 and all(entry.address is None for entry in listing.entries.values()):
        raise Fault(
            "La colonne des adresses est vide de la première à la dernière ligne, alors que "
            f"{losing} de ces clients en ont une dans le registre : rien n'a été importé. "
            "Vérifiez ce que votre logiciel a exporté."
        )


def _compare(planned: Plan, known: Known, entry: Entry) -> None:
    said_name = (known.file_name if entry.name is None else entry.name) or ""
    said_address = entry.address if entry.is_address_said else known.file_address
    said_post = entry.postal_address or known.file_postal_address
    is_same_channel = entry.channel in ("", known.channel)
    second = entry.second_address
    is_same_second = second is None or second == (known.file_second_address or "")
    if (
        known.file_name == said_name
        and known.file_address == said_address
        and known.name == said_name
        and known.address == said_address
        and known.file_postal_address == said_post
        and is_same_channel
        and is_same_second
        and not known.is_removed
    ):
        planned.unchanged += 1
        return
    change = _with_post(_merge(known, said_name, said_address), said_post)
    if not is_same_channel:
        change = change._replace(channel=entry.channel)
    if not is_same_second or tenants.is_new(known.name, change.name):
        change = change._replace(file_second_address=second)
    if known.is_removed and not change.is_back:
        planned.left_out.append(known.number)
    elif (
        change.is_back
        or change.postal_address is not None
        or change.channel is not None
        or not is_same_second
        or (change.name, change.address) != (known.name, known.address)
    ):
        planned.changed.append(change)
        return
    else:
        planned.unchanged += 1
        if change.address != said_address:
            planned.kept.append(known.number)
    said_before = known.file_name, known.file_address, known.file_postal_address
    if (change.file_name, change.file_address, said_post) != said_before:
        planned.noted.append(change)


def _with_post(change: Change, said: str) -> Change:
    """Take the postal address from the list where it says another than before."""
    before = change.before
    if said == before.file_postal_address:
        return change
    is_first = before.file_name is None
    is_kept = said == before.postal_address or (is_first and before.postal_address)
    post = None if is_kept else said
    return change._replace(postal_address=post, file_postal_address=said)


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
