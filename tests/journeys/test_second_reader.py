"""A second address that reads a customer's bills: whatever the first may, and nothing of the first."""

import json
from pathlib import Path

import pytest

from domain import own_data
from domain.customers import register
from domain.history import NO_VISIT, Kind
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.inbox import Inbox
from tests.pages import ask_to_activate
from tests.people import ALICE, BOE, VILLE_DE_BOE, ZOE
from tests.town import Town


@pytest.fixture(autouse=True)
def second(town: Town) -> None:
    """Zoé reads Alice's bills, too."""
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, ALICE.numbers[0], ZOE.address)


def test_a_second_reader_may_activate(town: Town) -> None:
    assert ask_to_activate(town.visitor(), ZOE).says("envoyé avec succès")


def test_both_are_told_of_new_bills(town: Town, inbox: Inbox, tmp_path: Path) -> None:
    town.activate(ZOE)
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

    town.send_what_is_due()

    assert sorted(mail.to for mail in inbox.mails) == sorted([ALICE.address, ZOE.address])


def test_the_data_of_a_second_reader_do_not_name_the_first(town: Town) -> None:
    town.activate(ZOE)

    with town.services.store.read() as transaction:
        known = own_data.known(transaction, VILLE_DE_BOE, town.account(ZOE))

    (customer,) = known["clients"]
    assert (customer["numero"], customer["adresse"]) == (ALICE.numbers[0], ZOE.address)
    assert ALICE.address not in json.dumps(known, default=str)


def test_the_data_of_the_first_name_who_reads_too(town: Town) -> None:
    with town.services.store.read() as transaction:
        known = own_data.known(transaction, VILLE_DE_BOE, town.account(ALICE))

    assert known["clients"][0]["lues_aussi_par"] == ZOE.address


def test_a_customer_who_is_taken_out_is_noted_for_both(town: Town) -> None:
    town.activate(ZOE)

    with town.services.store.write() as transaction:
        register.remove(transaction, VILLE_DE_BOE, ALICE.numbers, NO_VISIT)

    for person in (ALICE, ZOE):
        assert Kind.CUSTOMER_REMOVED in town.kinds_of_events(person)


def test_a_customer_is_found_by_either_address(town: Town) -> None:
    with town.services.store.read() as transaction:
        for person in (ALICE, ZOE):
            (found,) = register.search(transaction, VILLE_DE_BOE, person.address)
            assert (found.number, found.address) == (ALICE.numbers[0], ALICE.address)


def test_a_customer_is_not_found_by_an_address_that_has_ended(town: Town) -> None:
    with town.services.store.write() as transaction:
        tables.end_reader(transaction, ZOE.address)

        assert register.search(transaction, VILLE_DE_BOE, ZOE.address) == []
