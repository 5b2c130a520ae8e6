"""A commune that takes payments on line, and the payment service that answers it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from commands.demo_payfip.operations import Result
from domain.invoices import access
from domain.invoices.access import Invoice
from domain.payments import attempts
from domain.payments.attempts import Answer, Begun
from domain.payments.results import State
from store import payments
from store.payments import Payment
from tests import payfip
from tests.bills import a_batch, a_bill, brought_in
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.payfip import WATER, MoodyServer
from tests.people import ALICE, BOE, Person
from tests.town import COMMUNES, Town, running

SERVICES = f"""
[{BOE}.services.eau]
numcli = "{WATER}"
nature = "regie"
saisie = "W"

[{BOE}.services.essai]
numcli = "{WATER}"
saisie = "T"

[{BOE}.services.cantine]
numcli = "006383"
nature = "titre"
saisie = "W"
"""


@dataclass
class Till:
    """The portal, PayFiP beside it, and what a payer does."""

    town: Town
    payfip: MoodyServer
    folder: Path

    def bring(self, number: str = "FA-1", of: Person = ALICE, **said: str) -> str:
        """Bring a bill in, to be paid by the water service; return its key."""
        told = {"service": "eau", "statut": "à payer"} | said
        brought_in(self.town, a_batch(self.folder, a_bill(of, number, **told), name=number))
        return self.bill(number, of).key

    def bill(self, number: str = "FA-1", of: Person = ALICE) -> Invoice:
        """A bill as its customer has it."""
        with self.town.services.store.read() as transaction:
            found = access.of_account(transaction, self.town.account(of))
        return next(each for each in found if each.number == number)

    def begin(self, key: str, of: Person = ALICE) -> Begun:
        """Click on « Payer »."""
        at = self.town.services
        here = at.portals.all()[of.portal]
        return attempts.begin(at.store, at.payfip, here, self.town.account(of), key)

    def begun(self, key: str, of: Person = ALICE) -> str:
        """Click, and be led to the payer's page; return its identifier."""
        answer = self.begin(key, of)
        assert answer.answer is Answer.GO, answer
        return id_op_of(answer.url)

    def choose(self, id_op: str, result: Result = Result.PAID_BY_CARD) -> None:
        """Choose on the payer's page."""
        self.payfip.notify(self.payfip.payfip.end(id_op, result))

    def sweep(self) -> int:
        return attempts.sweep(self.town.services.store, self.town.services.payfip)

    def payments(self) -> list[Payment]:
        """All payments, the oldest first."""
        with self.town.services.store.read() as transaction:
            return payments.of_portal(transaction, BOE)[::-1]

    def states(self) -> list[State]:
        return [State(each.state) for each in self.payments()]


def id_op_of(url: str) -> str:
    """The identifier in the address of a payer's page."""
    return parse_qs(urlsplit(url).query)["idop"][0]


@pytest.fixture
def till(tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase) -> Iterator[Till]:
    with payfip.serving() as server:
        server.notifies = payfip.never
        with running(
            tmp_path / "data",
            inbox,
            empty_database=empty_database,
            communes=COMMUNES + SERVICES,
            PAYFIP_URL=server.url,
        ) as town:
            yield Till(town, server, tmp_path)
