"""How customers are looked for, in both databases."""

import pytest

from domain import clock
from store import Store, customers, words
from store.customers import Added, Change
from store.models import CUSTOMER_WORDS, IMPORTS, INVOICES
from store.records import By
from tests import tables
from tests.store.rows import NOON, invoice

BOE, AGEN = "M470310001", "M470010001"
ANNE = Added("0048", "D'ESPÉRAUX Anne-Lise", "anne@exemple.fr")


@pytest.fixture
def town(store: Store) -> Store:
    with store.write() as transaction:
        added = [Added("0047", "LEFÈVRE Alice", "Alice_@exemple.fr".lower()), ANNE]
        customers.write(transaction, BOE, added, [], by=By.LIST, at=clock.now())
        others = [Added("0047", "LEFÈVRE Denis", "denis@exemple.fr")]
        customers.write(transaction, AGEN, others, [], by=By.LIST, at=clock.now())
    return store


def found(store: Store, text: str) -> list[str]:
    with store.read() as transaction:
        return [each.number for each in words.search(transaction, BOE, text, 50)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("lef", ["0047"]),
        ("LEFÈVRE", ["0047"]),
        ("espéraux", ["0048"]),
        ("lise anne", ["0048"]),
        ("anne alice", []),
        ("  0047 ", ["0047"]),
        ("004", ["0047", "0048"]),
        ("47", []),
        ("alice_@", ["0047"]),
        ("ALICE_@EXEMPLE.FR", ["0047"]),
        ("alicex@", []),
        ("denis", []),
        ("%", []),
        ("", []),
    ],
)
def test_the_beginning_of_a_word_a_number_or_an_address_finds(
    town: Store, text: str, numbers: list[str]
) -> None:
    assert found(town, text) == numbers


def test_the_number_of_a_bill_finds_whose_it_is(town: Store) -> None:
    with town.write() as transaction:
        anne = customers.known(transaction, BOE)["0048"]
        batch = tables.add(transaction, IMPORTS, portal=BOE, at=NOON, name="lot", counts={})
        tables.add(transaction, INVOICES, **invoice(anne.id, batch.id, number="FA_2026-12"))

    assert found(town, "FA_2026") == ["0048"]
    assert found(town, "FAX2026") == []


def test_a_name_that_changes_is_found_by_the_new_one_alone(town: Store) -> None:
    with town.write() as transaction:
        anne = customers.known(transaction, BOE)["0048"]
        change = Change(anne, "MARTIN Anne", anne.address, "MARTIN Anne", anne.file_address)
        customers.write(transaction, BOE, [], [change], by=By.LIST, at=clock.now())

    assert found(town, "esp") == []
    assert found(town, "martin") == ["0048"]
    with town.read() as transaction:
        kept = {row.word for row in tables.rows(transaction, CUSTOMER_WORDS)}
    assert kept == {"lefevre", "alice", "martin", "anne", "denis"}


def test_who_was_taken_out_is_not_found(town: Store) -> None:
    with town.write() as transaction:
        anne = customers.known(transaction, BOE)["0048"]
        customers.remove(transaction, [anne.id], clock.now())

    assert found(town, "anne") == []
