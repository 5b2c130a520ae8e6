"""What came in before: who brought it, its figures, its report and what it refused, as long as the history."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain import clock, imports, past_imports
from domain.history import Visit
from domain.imports import Options, Report, Subject
from store import Store, accounts
from tests import tables
from tests.bills import a_batch, a_bill
from tests.people import AGEN, ALICE, BOE
from tests.people import VILLE_DE_BOE as HERE

LIST = (
    "Numéro;Nom;Adresse mail\n0047;BÉRARD Bruno;bruno@exemple.fr\n0048;CAZENAVE;caz@@exemple.fr\n"
)
JEANNE = Visit(by="jeanne, flask clients import")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "data")
    row = {"portal": BOE, "number": ALICE.numbers[0], "name": "", "address": ALICE.address}
    with store.write() as transaction:
        tables.add_customers(transaction, [row])
        account = accounts.get_or_add(transaction, BOE, ALICE.address, clock.now())
        accounts.set_password(transaction, account.id, version=0, password_hash="x", at=clock.now())
    yield store
    store.close()


def bring_in(store: Store, path: Path, subject: Subject, *, is_beside: bool = True) -> Report:
    options = Options(visit=JEANNE, is_beside=is_beside)
    return imports.carry_out(store, HERE, subject, path, options)


def a_list(folder: Path, said: str = LIST) -> Path:
    path = folder / "clients.csv"
    path.write_text(said, "utf-8")
    return path


def test_an_import_of_customers_says_who_brought_it_and_what_it_refused(
    store: Store, tmp_path: Path
) -> None:
    number = bring_in(store, a_list(tmp_path), Subject.CUSTOMERS).number

    with store.read() as transaction:
        (past,) = past_imports.listed(transaction, HERE)
    report = past_imports.report(store, past.row)
    rejects = past_imports.rejects(store, past.row)
    assert (past.row.id, past.row.brought_by, past.left) == (number, JEANNE.by, 1)
    assert report is not None
    assert [(one.line, one.column) for one in report.rejects] == [(3, "Adresse mail")]
    assert report.number == number
    assert rejects is not None
    assert rejects[1] == "clients-rejets.xlsx"
    assert rejects[0].read_bytes() == (tmp_path / "clients-rejets.xlsx").read_bytes()


def test_a_batch_says_its_control_totals(store: Store, tmp_path: Path) -> None:
    bring_in(
        store, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")), Subject.INVOICES
    )

    with store.read() as transaction:
        (past,) = past_imports.listed(transaction, HERE)

    assert past.row.totals == {
        "bills": 2,
        "cents": 11_440,
        "customers": 1,
        "told": 1,
        "without_account": 0,
        "without_address": 0,
    }
    assert sum(past.mails.values()) == 1
    assert past_imports.rejects(store, past.row) is None


def test_what_is_dropped_by_a_page_leaves_nothing_beside_it(store: Store, tmp_path: Path) -> None:
    report = bring_in(store, a_list(tmp_path), Subject.CUSTOMERS, is_beside=False)

    assert report.rejects_path == ""
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["clients.csv"]
    assert len(list((store.data_dir / "imports").glob("*-rejets.xlsx"))) == 1


def test_an_import_that_changes_nothing_keeps_nothing(store: Store, tmp_path: Path) -> None:
    bring_in(store, a_list(tmp_path), Subject.CUSTOMERS)
    before = sorted((store.data_dir / "imports").iterdir())

    assert bring_in(store, a_list(tmp_path), Subject.CUSTOMERS).number is None

    assert sorted((store.data_dir / "imports").iterdir()) == before


def test_a_report_that_is_gone_or_damaged_is_none(store: Store, tmp_path: Path) -> None:
    bring_in(store, a_list(tmp_path), Subject.CUSTOMERS)
    with store.read() as transaction:
        (past,) = past_imports.listed(transaction, HERE)
    file = store.data_dir / "imports" / f"{past.row.id}.json"

    file.write_text("{")
    assert past_imports.report(store, past.row) is None
    file.unlink()
    assert past_imports.report(store, past.row) is None


def test_another_communes_is_not_here(store: Store, tmp_path: Path) -> None:
    number = bring_in(store, a_list(tmp_path), Subject.CUSTOMERS).number
    assert number is not None

    with store.read() as transaction:
        assert past_imports.one(transaction, HERE, number)
        assert past_imports.one(transaction, replace(HERE, code=AGEN), number) is None
        assert past_imports.listed(transaction, replace(HERE, code=AGEN)) == []
