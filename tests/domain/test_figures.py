"""The figures are those of a table counted by hand, whatever they are shown on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from domain import figures, imports
from domain.figures import Overview
from domain.imports import Options, Subject
from store import Store, accounts, deliveries, invoices
from store.deliveries import Counted
from tests import tables
from tests.bills import a_batch, a_bill
from tests.people import ALICE, BOE, BRUNO
from tests.people import VILLE_DE_BOE as HERE

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:
    store = Store(tmp_path / "data", database_url)
    rows = [
        {"portal": BOE, "number": who.numbers[0], "name": who.name, "address": who.address}
        for who in (ALICE, BRUNO)
    ]
    with store.write() as transaction:
        tables.add_customers(transaction, rows)
        account = accounts.get_or_add(transaction, BOE, ALICE.address, at(9, 3))
        accounts.set_password(transaction, account.id, version=0, password_hash="x", at=at(10, 3))
    yield store
    store.close()


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def bring(store: Store, folder: Path, moment: datetime, *numbers: str) -> int:
    """Bring Alice's bills in at that moment."""
    batch = a_batch(folder, *[a_bill(ALICE, number) for number in numbers], name=numbers[0])
    with time_machine.travel(moment, tick=False):
        made = imports.carry_out(store, HERE, Subject.INVOICES, batch, Options(with_mail=False))
    assert made.number is not None
    return made.number


def happened(store: Store, import_id: int, told: datetime, *opened: datetime) -> None:
    """The mail of an import leaves at `told`; its first bills are opened at those moments."""
    with store.write() as transaction:
        account = accounts.by_address(transaction, BOE, ALICE.address)
        assert account is not None
        bills = invoices.of_import(transaction, import_id)
        deliveries.note_handed_over(
            transaction, [bill.id for bill in bills], account_id=account.id, mail_id=1, at=told
        )
        for bill, moment in zip(bills, opened, strict=False):
            deliveries.note_opened(
                transaction, [(bill.id, bill.document)], account_id=account.id, at=moment
            )


def counted(store: Store, moment: datetime = NOON) -> Overview:
    with time_machine.travel(moment, tick=False), store.read() as transaction:
        return figures.of_portal(transaction, HERE)


def test_each_bill_counts_in_the_month_of_each_first_time(store: Store, tmp_path: Path) -> None:
    first = bring(store, tmp_path, at(9, 20), "S-1", "S-2", "S-3")
    happened(store, first, at(9, 21), at(9, 30), at(10, 2))
    second = bring(store, tmp_path, at(10, 20), "O-1")
    happened(store, second, at(11, 2))

    found = counted(store)

    assert len(found.months) == 12
    assert found.months[0].name == "2025-12"
    assert {month.name: (month.activated, *month.bills) for month in found.months[-3:]} == {
        "2026-09": (0, 3, 3, 1),
        "2026-10": (1, 1, 0, 1),
        "2026-11": (0, 0, 1, 0),
    }
    assert [(row.id, of) for row, of in found.imports] == [
        (second, Counted(1, 1, 0)),
        (first, Counted(3, 3, 2)),
    ]
    assert (found.now.customers, found.now.with_address, found.now.activated) == (2, 2, 1)


def test_a_month_begins_at_the_communes_midnight(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, at(9, 30, 23), "S-1")  # 1 a.m. of October in Boé

    months = {month.name: month.bills.bills for month in counted(store).months}

    assert (months["2026-09"], months["2026-10"]) == (0, 1)


def test_what_was_opened_twice_counts_once(store: Store, tmp_path: Path) -> None:
    number = bring(store, tmp_path, at(10, 1), "S-1")
    happened(store, number, at(10, 2), at(10, 3))
    with store.write() as transaction:
        (bill,) = invoices.of_import(transaction, number)
        deliveries.note_opened(transaction, [(bill.id, "0" * 64)], account_id=99, at=at(11, 3))

    months = {month.name: month.bills.opened for month in counted(store).months}

    assert (months["2026-10"], months["2026-11"]) == (1, 0)


def test_the_files_have_the_rows_of_the_page(store: Store, tmp_path: Path) -> None:
    number = bring(store, tmp_path, at(11, 1), "N-1")
    happened(store, number, at(11, 2), at(11, 3))
    found = counted(store)

    assert figures.by_month(found)[-1] == ("2026-11", "0", "1", "1", "1")
    assert figures.by_import(found)[1:] == [(str(number), "2026-11-01", "N-1.zip", "1", "1", "1")]


def test_an_empty_portal_has_twelve_months_of_nothing(store: Store) -> None:
    found = counted(store, at(1, 15))

    assert [month.name for month in found.months][:2] == ["2025-02", "2025-03"]
    assert {month.bills for month in found.months} == {Counted(0, 0, 0)}
    assert found.imports == ()
