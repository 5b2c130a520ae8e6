"""What an agent takes away is in the journal; of many people, the managers are told and the code is asked for."""

from domain.agents import exports
from domain.history import NO_VISIT
from store import Store
from store.models import MESSAGES
from tests import tables
from tests.domain.agents.ground import MARTINE, NADIA, in_service, invited
from tests.ground import BOE, journal


def test_the_code_is_asked_for_above_fifty_people() -> None:
    assert [people for people in (1, 50, 51, 800) if exports.needs_code(people)] == [51, 800]


def test_managers_in_service_are_told_of_what_concerns_more_than_fifty(store: Store) -> None:
    with store.write() as transaction:
        in_service(transaction, MARTINE, is_manager=True)
        nadia = in_service(transaction)
        invited(transaction, "paul@ville-boe.fr", is_manager=True)
        for people in (50, 51):
            what = f"lettres, {people} clients"
            exports.note(transaction, BOE, nadia, NO_VISIT, what=what, people=people)

    with store.read() as transaction:
        (mail,) = tables.rows(transaction, MESSAGES)
        assert journal(transaction) == [
            ("list_exported", "lettres, 50 clients"),
            ("list_exported", "lettres, 51 clients"),
        ]
    assert mail.recipient == MARTINE
    assert mail.details == {"by": NADIA, "what": "lettres, 51 clients", "people": 51}
