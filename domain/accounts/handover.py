"""A link that the billing service hands over, for somebody who can't get our mail.

Whoever has it chooses the password: the service checks who asks before it gives it away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import clock, history, outbox
from domain.accounts.links import Links, Purpose
from domain.accounts.states import State, state
from domain.faults import Fault
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, readers
from store import accounts as rows


@dataclass(frozen=True, slots=True)
class Handover:
    """The address of the link, what it is for, and until when it works."""

    link: str
    purpose: Purpose
    works_until: datetime


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
    seconds = int(validity.total_seconds()) if validity else links.age_seconds(purpose)
    token = links.make(account, purpose, seconds)
    history.record(transaction, history.Kind.LINK_GIVEN, visit, account=account)
    outbox.put(transaction, portal, account, outbox.Kind.LINK_GIVEN)
    return Handover(portal.url_of(token), purpose, clock.now() + timedelta(seconds=seconds))
