"""How customers are looked for, in both databases."""

from contextlib import closing
from pathlib import Path

import pytest

from domain import clock
from store import Store, customers, words
from store.customers import Added, Change
from store.models import CUSTOMER_WORDS, IMPORTS, INVOICES
from store.records import By
from tests import tables
from tests.databases import store_of
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


MOST = 50


def fill(store: Store, count: int) -> None:
    """Customers who share the beginning of a name (twice each), number, address and bills."""
    with store.write() as transaction:
        numbers = [f"9{number:05}" for number in range(count)]
        added = [
            Added(number, f"DUPONT{number} Dupont{number}e", f"martin{number}@exemple.fr")
            for number in numbers
        ]
        customers.write(transaction, BOE, added, [], by=By.LIST, at=clock.now())
        known = customers.known(transaction, BOE)
        batch = tables.add(transaction, IMPORTS, portal=BOE, at=NOON, name="lot", counts={})
        tables.add_all(
            transaction,
            INVOICES,
            (
                invoice(
                    known[number].id, batch.id, number=f"FA-{number}-{each}", key=f"{number}{each}"
                )
                for number in numbers
                for each in "ab"
            ),
        )


@pytest.mark.parametrize("text", ["dup", "9", "martin", "FA-"])
def test_of_many_who_may_be_meant_as_many_as_asked_for_come_each_once(
    store: Store, text: str
) -> None:
    fill(store, 2 * MOST)
    with store.write() as transaction:
        taken_out = [one.id for one in customers.known(transaction, BOE).values()][:10]
        customers.remove(transaction, taken_out, clock.now())

    numbers = found(store, text)

    assert len(set(numbers)) == len(numbers) == MOST
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("text", ["dup", "9", "martin", "FA-"])
def test_what_is_read_does_not_grow_with_those_who_may_be_meant(tmp_path: Path, text: str) -> None:
    few, many = (steps(tmp_path / str(count), count, text) for count in (2 * MOST, 60 * MOST))

    assert many < 1.5 * few


def steps(folder: Path, count: int, text: str) -> int:
    """How far SQLite counts in its own instructions for one search, by the hundred."""
    store = store_of(folder)
    fill(store, count)
    counted: list[None] = []
    with closing(store), store.read() as transaction:
        words.search(transaction, BOE, text, MOST)
        driver = transaction.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(lambda: counted.append(None), 100)
        words.search(transaction, BOE, text, MOST)
        driver.set_progress_handler(None, 100)
    return len(counted)
