"""A link that the billing service hands over, for somebody who can't get our mail; or a letter with it.

Whoever has it chooses the password: the service checks who asks before it gives it away. All who have
no account yet can be written to at once, in the order of the register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import clock, french, history, outbox
from domain.accounts.links import Links, Purpose
from domain.accounts.states import State, state
from domain.faults import Fault
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, readers
from store import accounts as rows
from store.records import Account, Reader

# A letter takes some days to come, and some more to be read.
LETTER_WORKS = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Handover:
    """The address of the link, what it is for, and until when it works."""

    link: str
    purpose: Purpose
    works_until: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One page: whom it goes to, and what it hands over.

    `name` and `postal_address` (its lines) are empty where the register has none. With a `code` to type,
    `address` is empty: the letter goes to who lives there, and the handover's link asks for the code.
    """

    address: str
    numbers: Sequence[str]  # of all customers whose bills are read there
    name: str
    postal_address: str
    handover: Handover
    code: str = ""


def letter(
    transaction: Transaction,
    portal: Portal,
    address: str,
    visit: Visit,
    *,
    links: Links,
    validity: timedelta = LETTER_WORKS,
    number: str = "",
) -> Letter:
    """Return the letter to the owner of a folded address; raises `Fault` as `make` does.

    `number`: the customer whose name and postal address it bears, else the first one's.
    """
    made = make(transaction, portal, address, visit, links=links, validity=validity)
    theirs = readers.of_address(transaction, portal.code, address)
    theirs.sort(key=lambda each: each.number != number)
    return _letter(address, theirs, made)


def letters(
    transaction: Transaction, portal: Portal, visit: Visit, *, links: Links
) -> list[Letter]:
    """Return a letter to each address that has no account; one line of the journal says how many.

    Their mailboxes are told at the announcements' pace, and their histories once that has left.
    """
    to = without_account(transaction, portal)
    rows.add_pending(transaction, portal.code, to, clock.now())
    known = {one.address: one for one in rows.at_addresses(transaction, portal.code, to)}
    notice, ids = outbox.Kind.LETTER_PRINTED, [one.id for one in known.values()]
    outbox.put_many(transaction, portal, ids, notice)
    kind, details = history.Kind.LETTERS_PRINTED, french.count(len(to), "lettre")
    history.record(transaction, kind, visit, portal=portal.code, details=details)
    return [
        _letter(
            address, theirs, _link(portal, known[address], Purpose.ACTIVATION, links, LETTER_WORKS)
        )
        for address, theirs in to.items()
    ]


def without_account(transaction: Transaction, portal: Portal) -> dict[str, list[Reader]]:
    """Return the addresses that have no account, each with the customers it reads, in the register's order."""
    known = rows.of_portal(transaction, portal.code)
    taken = {account.address for account in known if state(account) is not State.PENDING}
    found: dict[str, list[Reader]] = {}
    for each in readers.of_portal(transaction, portal.code):
        if each.address not in taken:
            found.setdefault(each.address, []).append(each)
    return found


def _letter(address: str, theirs: Sequence[Reader], made: Handover) -> Letter:
    """Return the letter that the first of these customers' name and postal address stand on."""
    name, postal_address = (theirs[0].name, theirs[0].postal_address) if theirs else ("", "")
    numbers = sorted(each.number for each in theirs)
    return Letter(address, numbers, name, postal_address, made)


def _link(
    portal: Portal, account: Account, purpose: Purpose, links: Links, validity: timedelta | None
) -> Handover:
    seconds = int(validity.total_seconds()) if validity else links.age_seconds(purpose)
    token = links.make(account, purpose, seconds)
    return Handover(portal.url_of(token), purpose, clock.now() + timedelta(seconds=seconds))


def make(
    transaction: Transaction,
    portal: Portal,
    address: str,
    visit: Visit,
    *,
    links: Links,
    validity: timedelta | None = None,
) -> Handover:
    """Return a fresh link for the owner of a folded address; raises `Fault` where none may be had.

    Without `validity` it works as long as one that is mailed. The address on record is told, without
    the link. Nothing else is changed: links of before go on working.
    """
    account = rows.by_address(transaction, portal.code, address)
    if account is None or state(account) is State.PENDING:
        if not readers.has_customers(transaction, portal.code, address):
            raise Fault(
                f"{address} n'est l'adresse d'aucun client de {portal.name} : corrigez d'abord "
                "le registre (flask clients edit)."
            )
        account = rows.get_or_add(transaction, portal.code, address, clock.now())
        purpose = Purpose.ACTIVATION
    elif state(account) is State.SUSPENDED:
        raise Fault(
            f"Le compte de {address} est suspendu : rétablissez-le d'abord "
            f"(flask comptes resume {address})."
        )
    else:
        purpose = Purpose.RECOVERY
    history.record(transaction, history.Kind.LINK_GIVEN, visit, account=account)
    outbox.put(transaction, portal, account, outbox.Kind.LINK_GIVEN)
    return _link(portal, account, purpose, links, validity)
