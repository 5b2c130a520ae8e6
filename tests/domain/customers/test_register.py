"""What holds for any register and any list: nothing is lost on the way out and back in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from domain import cells, clock
from domain.columns import CUSTOMER_LIST
from domain.customers import incoming, lists, plan, register
from domain.customers.plan import Plan
from domain.customers.register import TITLES
from sheets import writing
from sheets.reading import read
from store import Store
from store import customers as rows
from store.models import CUSTOMERS
from store.records import By
from tests.databases import EmptyDatabase, store_of
from tests.people import BOE
from tests.people import VILLE_DE_BOE as PORTAL


def is_taken(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a list can bring a text into the register at all."""

    def check(text: str) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return True

    return check


SIGNS = st.characters(exclude_categories=["C", "Z"], include_characters=" =+-@'\"\t;,")
TEXTS = st.text(SIGNS, max_size=20).map(lambda text: " ".join(text.split()))
TEXTS = TEXTS.filter(is_taken(cells.name))
NUMBERS = st.builds(
    "".join, st.tuples(st.text(SIGNS, max_size=5), st.from_regex(r"[0-9]{1,6}", fullmatch=True))
).map(lambda text: " ".join(text.split()))
NUMBERS = NUMBERS.filter(is_taken(cells.number))
ADDRESSES = st.none() | st.from_regex(
    r"[a-z]{1,5}(\.[a-z0-9+_-]{1,5})?@[a-z]{1,8}\.fr", fullmatch=True
)
REGISTERS = st.dictionaries(NUMBERS, st.tuples(TEXTS, ADDRESSES), max_size=6)
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def store(tmp_path: Path, empty_database: EmptyDatabase) -> Iterator[Store]:
    empty_database.lay(tmp_path)
    opened = store_of(tmp_path)
    yield opened
    opened.close()


def bring_in(store: Store, text: str) -> Plan:
    listing = lists.read(read(text.encode(), CUSTOMER_LIST))
    with store.write() as transaction:
        planned = plan.plan(transaction, PORTAL, listing)
        incoming.apply(transaction, PORTAL, planned, "clients.csv")
    return planned


def fill(store: Store, register: dict[str, tuple[str, str | None]]) -> None:
    """Have exactly these customers."""
    with store.write() as transaction:
        transaction.execute(delete(CUSTOMERS))
        added = [rows.Added(number, *who, *who) for number, who in register.items()]
        rows.write(transaction, BOE, added, [], by=By.LIST, at=clock.now())


def exported(store: Store) -> str:
    with store.read() as transaction:
        return "".join(writing.lines(register.rows(transaction, PORTAL)))


@MANY
@given(REGISTERS)
def test_an_export_taken_back_changes_nothing(
    store: Store, register: dict[str, tuple[str, str | None]]
) -> None:
    fill(store, register)
    text = exported(store)

    planned = bring_in(store, text)

    assert not planned.rejects
    assert planned.changes_nothing
    assert not planned.noted
    assert exported(store) == text


@MANY
@given(
    REGISTERS, st.lists(st.tuples(NUMBERS, TEXTS, ADDRESSES.map(lambda one: one or "")), max_size=6)
)
def test_an_import_repeated_changes_nothing(
    store: Store,
    register: dict[str, tuple[str, str | None]],
    listed: list[tuple[str, str, str]],
) -> None:
    fill(store, register)
    text = "".join(writing.lines([TITLES, *listed]))

    first = bring_in(store, text)
    after = exported(store)
    again = bring_in(store, text)

    assert again.changes_nothing
    assert not again.noted
    assert len(again.rejects) == len(first.rejects)
    assert exported(store) == after
