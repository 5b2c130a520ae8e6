"""An address that somebody proposed with the code of a letter, and what staff decide."""

from domain.customers import decisions
from domain.history import NO_VISIT
from store import readers
from store.models import CUSTOMERS
from store.records import Proposal
from tests import tables
from tests.people import ALICE, BOE, VILLE_DE_BOE
from tests.town import Town


def waiting(town: Town) -> list[Proposal]:
    with town.services.store.read() as transaction:
        return [each.proposal for each in decisions.waiting(transaction, VILLE_DE_BOE)]


def accept(town: Town, proposal: Proposal, *, beside: bool = False) -> None:
    with town.services.store.write() as transaction:
        decisions.accept(transaction, VILLE_DE_BOE, proposal.id, NO_VISIT, beside=beside)


def refuse(town: Town, proposal: Proposal) -> None:
    with town.services.store.write() as transaction:
        decisions.refuse(transaction, VILLE_DE_BOE, proposal.id, NO_VISIT)


def reading(town: Town, number: str = ALICE.numbers[0]) -> list[str]:
    with town.services.store.read() as transaction:
        customer = tables.one(transaction, CUSTOMERS, portal=BOE, number=number)
        return readers.beside(transaction, customer.id)
