"""From any earlier revision to the newest, filled: nothing is lost, a copy is taken first."""

import logging
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, select

from store import (
    Store,
    Unavailable,
    copies,
    customers,
    database,
    imports,
    invoices,
    readers,
    schema,
)
from store.models import ACCOUNTS, CUSTOMERS, INVOICES, READERS, SESSIONS
from store.records import By
from tests import tables
from tests.store.processes import small_disk
from tests.store.rows import BOE, NOON, account, fill, insert, invoice

REBUILD = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9001", "{head}"
def upgrade():
    with op.batch_alter_table("accounts", recreate="always") as accounts:
        accounts.add_column(sa.Column("note", sa.String(), nullable=True))
"""


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a revision that comes after today's, to be written by the test."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    written = folder / "versions" / "9001_next.py"
    written.write_text(REBUILD.format(head=schema.HEAD))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", "9001")
    return written


def test_a_filled_database_goes_from_the_first_revision_to_the_last(
    tmp_path: Path, database_url: str
) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0001")
        insert(connection, "accounts", id=7, portal=BOE, address="a@b.fr", created_at=NOON)
        insert(connection, "sessions", token_hash="t", account_id=7, began_at=NOON, used_at=NOON)
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.read() as transaction:
        assert [row.id for row in tables.rows(transaction, ACCOUNTS)] == [7]
        assert [row.account_id for row in tables.rows(transaction, SESSIONS)] == [7]
        assert tables.one(transaction, ACCOUNTS, id=7).created_at == NOON


def test_imports_of_before_are_of_bills_and_customers_stay(
    tmp_path: Path, database_url: str
) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0004")
        insert(connection, "imports", id=3, portal=BOE, at=NOON, name="novembre.zip", counts={})
        insert(connection, "customers", portal=BOE, number="0047", name="A", address="a@b.fr")
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.read() as transaction:
        assert [row.id for row in imports.listed(transaction, BOE, imports.FACTURES)] == [3]
        assert imports.listed(transaction, BOE, imports.CLIENTS) == []
        assert tables.one(transaction, CUSTOMERS, number="0047").import_id is None


def test_an_import_of_before_can_be_taken_back(tmp_path: Path, database_url: str) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0007")
        insert(connection, "imports", id=3, portal=BOE, at=NOON, name="a.csv", counts={})
        insert(connection, "customers", portal=BOE, number="1", name="A", import_id=3)
        insert(connection, "customer_changes", import_id=3, number="1", was_known=True, name="B")
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.write() as transaction:
        customer = tables.one(transaction, CUSTOMERS, number="1")
        imports.take_back(transaction, 3, changed=[customer.id], added=[])
        restored = customers.known(transaction, BOE)["1"]
    assert (restored.name, restored.postal_address) == ("B", "")


def test_a_postal_address_of_before_is_what_the_last_list_said(
    tmp_path: Path, database_url: str
) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0008")
        insert(connection, "customers", portal=BOE, number="1", name="A", postal_address="2, rue X")
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.read() as transaction:
        assert customers.known(transaction, BOE)["1"].file_postal_address == "2, rue X"


def test_what_was_the_customers_address_becomes_their_first_reader(
    tmp_path: Path, database_url: str
) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0005")
        fill_with_addresses(connection, 20_000)
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.read() as transaction:
        assert tables.count(transaction, READERS) == tables.count(transaction, CUSTOMERS) - 1
        known = customers.known(transaction, BOE)
        by = {
            number: readers.of_address(transaction, BOE, f"{number}@b.fr")[0].let_in_by
            for number in ("1", "2", "3")
        }
        bill = invoices.owned(transaction, BOE, "4@b.fr")
    assert {number: one.address for number, one in known.items()} == {
        str(number): f"{number}@b.fr" if number else None for number in range(20_000)
    }
    assert by == {"1": By.LIST, "2": By.CUSTOMER, "3": By.SERVICE}
    assert [each.customer_number for each in bill] == ["4"]


def test_bills_of_before_could_be_read_since_they_came(tmp_path: Path, database_url: str) -> None:
    engine = database.connect(database_url, tmp_path)
    with schema.changing(engine) as connection:
        schema.migrate(connection, "0010")
        insert(connection, "imports", id=1, portal=BOE, at=NOON, name="lot", counts={})
        insert(connection, "customers", id=1, portal=BOE, number="1", name="A")
        insert(connection, "invoices", **invoice(1, 1))
    engine.dispose()

    with closing(Store(tmp_path, database_url)) as store, store.read() as transaction:
        assert tables.one(transaction, INVOICES, number="F-1").available_at == NOON


def fill_with_addresses(connection: Connection, count: int) -> None:
    """Customers as they were: 0 has no address, 2 changed it itself, 3 has it from staff."""
    rows = [
        {
            "portal": BOE,
            "number": str(number),
            "name": f"NOM {number}",
            "address": f"{number}@b.fr" if number else None,
            "file_name": f"NOM {number}",
            "file_address": {2: "avant@b.fr", 3: None}.get(number, f"{number}@b.fr"),
            "changed_by_customer_at": NOON if number == 2 else None,
        }
        for number in range(count)
    ]
    table = Table("customers", MetaData(), autoload_with=connection)
    connection.execute(table.insert(), rows)
    four = connection.execute(select(table.c.id).where(table.c.number == "4")).scalar_one()
    insert(connection, "imports", id=1, portal=BOE, at=NOON, name="lot", counts={})
    insert(connection, "invoices", **invoice(four, 1))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A data folder with a SQLite database of today's revision."""
    with closing(Store(tmp_path / "data")) as store:
        fill(store)
    return tmp_path / "data"


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as opened:
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in names
            if name != "sqlite_sequence"
        }


def test_a_copy_is_taken_first_and_said(
    filled: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = counts(filled / "portail.db")
    request.getfixturevalue("next_revision")

    with caplog.at_level(logging.INFO), closing(Store(filled)) as store:
        (copy,) = (filled / copies.FOLDER).iterdir()
        assert f"9001 ; une copie d'avant est dans {copy}" in caplog.text
        assert counts(copy) == before
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
        with store.read() as transaction:
            assert tables.count(transaction, SESSIONS) == 1


def test_a_failed_upgrade_leaves_the_old_state_and_says_what_to_do(
    filled: Path, request: pytest.FixtureRequest
) -> None:
    before = counts(filled / "portail.db")
    revision: Path = request.getfixturevalue("next_revision")
    then = 'op.execute("INSERT INTO nowhere VALUES (1)")'
    revision.write_text(revision.read_text() + f"    {then}\n")

    with pytest.raises(Unavailable, match="remettez en service la version précédente") as caught:
        Store(filled)

    assert "no such table: nowhere" in str(caught.value)
    assert counts(filled / "portail.db") == before
    assert len(list((filled / copies.FOLDER).iterdir())) == 1


def test_no_room_for_the_copy_means_no_upgrade(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with small_disk(tmp_path / "data", "2m"):
        with closing(Store(tmp_path / "data")) as store, store.write() as transaction:
            people = (account(f"{number}@example.fr") for number in range(2000))
            tables.add_all(transaction, ACCOUNTS, people)
        room = 2_097_152 - sum(path.stat().st_size for path in (tmp_path / "data").iterdir())
        (tmp_path / "data" / "ballast").write_bytes(bytes(room - 120_000))
        request.getfixturevalue("next_revision")

        with pytest.raises(Unavailable, match=r"n'a rien changé\. Le disque"):
            Store(tmp_path / "data")

        assert list((tmp_path / "data" / copies.FOLDER).iterdir()) == []
        assert counts(tmp_path / "data" / "portail.db")["accounts"] == 2000


def test_only_the_newest_copies_stay(filled: Path, request: pytest.FixtureRequest) -> None:
    folder = filled / copies.FOLDER
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"portail-avant-000{number}-20260101T000000.db").write_bytes(b"")
    request.getfixturevalue("next_revision")

    Store(filled).close()

    assert len(list(folder.iterdir())) == copies.KEPT
    assert any(path.name.startswith("portail-avant-9001-") for path in folder.iterdir())
