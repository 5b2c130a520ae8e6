"""`kill -9` in the middle of an import: none of it is there, or all of it; the next one heals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store import secret_key
from tests import tables, wholes
from tests.bills import a_batch, a_bill
from tests.commands.flask import ROOT, a_data_folder, flask, variables
from tests.databases import EmptyDatabase, store_of
from tests.people import ALICE
from tools import one_pdf

BILLS = 150


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    store = store_of(data)
    secret_key.load(store)
    row = {"portal": ALICE.portal, "number": ALICE.numbers[0], "name": "", "address": None}
    with store.write() as transaction:
        tables.add_customers(transaction, [row])
    store.close()
    return data


def count(folder: Path) -> int:
    store = store_of(folder)
    with store.read() as transaction:
        found = transaction.exec_driver_sql("SELECT count(*) FROM invoices").scalar_one()
    store.close()
    return int(found)


def pdfs(folder: Path) -> int:
    return len(list((folder / "documents").rglob("*.pdf")))


@pytest.mark.parametrize("kept", [1, 40, 100, 149])
def test_a_killed_import_is_whole_or_nothing(folder: Path, tmp_path: Path, kept: int) -> None:
    batch = a_batch(tmp_path, *[a_bill(ALICE, f"FA-{number}") for number in range(BILLS)])
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "factures", "import", str(batch)],
        cwd=ROOT,
        env=variables(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while pdfs(folder) < kept and process.poll() is None:
        time.sleep(0.001)

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert count(folder) in (0, BILLS)
    again = flask("factures", "import", str(batch), folder=folder)
    assert again.status == 0
    assert (count(folder), pdfs(folder)) == (BILLS, BILLS)


@pytest.mark.parametrize("kept", [1, 90, 149])
def test_a_killed_import_of_one_pdf_for_all_is_whole_or_nothing(
    folder: Path, tmp_path: Path, kept: int
) -> None:
    """It is killed once so many bills were cut out of it and lie on the disk, some 16 MiB at a time."""
    bills = list(one_pdf.bills(BILLS))
    pages = [page for bill in bills for page in (bill.front(), one_pdf.BEHIND)]
    rows = [bill._replace(customer=ALICE.numbers[0]) for bill in bills]
    batch = wholes.a_lot(tmp_path, one_pdf.by_fpdf2(pages), rows, is_named=False)
    before = {path.name for path in folder.iterdir()}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "factures", "import", str(batch)],
        cwd=ROOT,
        env=variables(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while pdfs(folder) < kept and process.poll() is None:
        time.sleep(0.001)

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert count(folder) in (0, BILLS)
    assert {path.name for path in folder.iterdir()} - before <= {"documents", "imports"}
    again = flask("factures", "import", str(batch), folder=folder)
    assert again.status == 0, again.said
    assert (count(folder), pdfs(folder)) == (BILLS, BILLS)
