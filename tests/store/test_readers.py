"""Who reads a customer: what the tables promise, and how a reader comes, moves and ends."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from store import Store, customers, invoices, readers
from store.customers import Added, Change, Stale
from store.models import CUSTOMERS, IMPORTS, INVOICES, READERS
from store.readers import Replacement
from store.records import By
from tests import tables
from tests.store.rows import BOE, ENDED, NOON, fill, invoice

NUMBER = "00123"
ALICE, ELSE = "alice@example.fr", "autre@example.fr"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def customer(store: Store) -> int:
    """The id of a customer whom Alice reads; another address did before."""
    fill(store)
    with store.read() as transaction:
        return int(tables.one(transaction, CUSTOMERS, number=NUMBER).id)


def now(store: Store) -> dict[str, bool]:
    """The addresses beside the customer, and whether each is the first."""
    with store.read() as transaction:
        found = tables.rows(transaction, READERS, ended_at=None)
    return {row.address: row.is_first for row in found}


def let_in(store: Store, customer: int, address: str, *, is_first: bool = False) -> None:
    with store.write() as transaction:
        reader = {"customer_id": customer, "address": address, "is_first": is_first}
        tables.add(transaction, READERS, since=NOON, let_in_by=By.SERVICE, **reader)


def move(store: Store, customer: int, old: str | None, new: str | None) -> None:
    with store.write() as transaction:
        readers.replace(transaction, [Replacement(customer, old, new)], by=By.LIST, at=LATER)


def bills_of(store: Store, address: str) -> list[str]:
    with store.read() as transaction:
        return [bill.number for bill in invoices.owned(transaction, BOE, address)]


@pytest.mark.parametrize(
    ("address", "is_first"), [(ELSE, True), (ALICE, False)], ids=["two firsts", "one twice"]
)
def test_a_customer_has_one_first_reader_and_an_address_stands_once_beside_it(
    store: Store, customer: int, address: str, is_first: bool
) -> None:
    with pytest.raises(IntegrityError):
        let_in(store, customer, address, is_first=is_first)

    assert now(store) == {ALICE: True}


def test_who_reads_a_customer_sees_its_bills_and_who_has_ended_does_not(
    store: Store, customer: int
) -> None:
    let_in(store, customer, ELSE)

    assert bills_of(store, ALICE) == bills_of(store, ELSE) == ["F-1"]
    assert bills_of(store, str(ENDED["address"])) == []


def test_a_moved_reader_ends_with_the_moment_and_by_whom(store: Store, customer: int) -> None:
    move(store, customer, ALICE, ELSE)

    assert now(store) == {ELSE: True}
    with store.read() as transaction:
        ended = tables.one(transaction, READERS, address=ALICE)
        begun = tables.one(transaction, READERS, address=ELSE)
    assert (ended.ended_at, ended.ended_by) == (LATER, By.LIST)
    assert (begun.since, begun.let_in_by, begun.ended_at) == (LATER, By.LIST, None)


def test_an_address_that_is_taken_away_leaves_the_others(store: Store, customer: int) -> None:
    let_in(store, customer, ELSE)

    move(store, customer, ALICE, None)

    assert now(store) == {ELSE: False}


def test_the_second_reader_becomes_the_first_where_a_list_says_so(
    store: Store, customer: int
) -> None:
    let_in(store, customer, ELSE)

    move(store, customer, ALICE, ELSE)

    assert now(store) == {ELSE: True}


def test_an_address_comes_back_beside_a_customer(store: Store, customer: int) -> None:
    move(store, customer, ALICE, ELSE)
    move(store, customer, ELSE, ALICE)

    assert now(store) == {ALICE: True}


def test_a_second_readers_new_address_is_no_news_for_the_billing_software(
    store: Store, customer: int
) -> None:
    let_in(store, customer, ELSE)

    with store.write() as transaction:
        readers.follow(transaction, BOE, ELSE, "neuve@example.fr", LATER)

    assert now(store) == {ALICE: True, "neuve@example.fr": False}
    with store.read() as transaction:
        assert tables.one(transaction, CUSTOMERS, id=customer).changed_by_customer_at is None


def test_a_change_planned_before_the_address_moved_is_planned_again(
    store: Store, customer: int
) -> None:
    with store.read() as transaction:
        before = customers.known(transaction, BOE)[NUMBER]
    with store.write() as transaction:
        readers.follow(transaction, BOE, ALICE, ELSE, LATER)

    stale = Change(before, "Autre", before.address, "Autre", None)
    with pytest.raises(Stale), store.write() as transaction:
        customers.write(transaction, BOE, [], [stale], by=By.LIST, at=LATER)

    assert now(store) == {ELSE: True}


def test_ended_readers_are_erased_in_their_time(store: Store, customer: int) -> None:
    with store.write() as transaction:
        assert readers.erase_ended(transaction, NOON) == 0
        assert readers.erase_ended(transaction, LATER) == 1

    assert now(store) == {ALICE: True}


def test_bills_are_found_by_their_reader_and_never_by_going_through_all(store: Store) -> None:
    with store.write() as transaction:
        added = [Added(f"{n:05}", "", f"c{n}@example.fr") for n in range(3000)]
        customers.write(transaction, BOE, added, [], by=By.LIST, at=NOON)
        batch = tables.add(transaction, IMPORTS, portal=BOE, at=NOON, name="lot", kind="factures")
        ids = [one.id for one in customers.known(transaction, BOE).values()]
        rows = (
            invoice(customer, batch.id, key=f"{customer:032}-{n}"[-32:], number=f"{customer}-{n}")
            for customer in ids
            for n in range(3)
        )
        tables.add_all(transaction, INVOICES, rows)

    plan = tables.plan(store, invoices._OF_ADDRESS, portal=BOE, address="c7@example.fr")

    looked_up = [line for line in plan if "SEARCH" in line or "Index Scan" in line]
    for table in ("readers", "customers", "invoices"):
        assert any(table in line for line in looked_up), plan
    assert not [line for line in plan if "Seq Scan" in line or "SCAN" in line], plan
