"""What the two databases are told, and that it is really in force."""

import re
import stat
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from store import Store
from store.models import ACCOUNTS
from tests import tables
from tests.store.processes import said, start
from tests.store.rows import account, fill

ROOT = Path(__file__).resolve().parents[2]


def pragma(store: Store, name: str) -> object:
    with store.read() as transaction:
        return transaction.scalar(text(f"PRAGMA {name}"))


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "data")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_a_confirmed_write_survives_a_power_cut_and_waits_its_turn(
    sqlite: Store, name: str, value: object
) -> None:
    assert pragma(sqlite, name) == value


def test_one_module_asks_which_database_it_is_and_one_takes_its_locks() -> None:
    asks = re.compile(r"(dialect|get_backend_name\(\))(\.name)? *[!=]=|dialect\.name\b")
    takes = re.compile(r"pg_(try_)?advisory")

    assert modules_with(asks) == {"store/database.py"}
    assert modules_with(takes) == {"store/postgresql.py"}


def modules_with(pattern: re.Pattern[str]) -> set[str]:
    """The product's modules whose text has it."""
    folders = ("views", "commands", "jobs", "mail", "domain", "sheets", "store", "services")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {
        str(path.relative_to(ROOT))
        for path in [*found, *ROOT.glob("*.py")]
        if pattern.search(path.read_text("utf-8"))
    }


def test_a_write_begins_as_a_write_so_that_it_never_fails_half_way(sqlite: Store) -> None:
    other = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    )

    with sqlite.write() as transaction:
        tables.count(transaction, ACCOUNTS)  # a question, nothing written yet
        refused = start(other, sqlite.data_dir / "portail.db")
        assert "locked" in refused.communicate()[1]
    said(start(other, sqlite.data_dir / "portail.db"))


def test_files_are_readable_by_the_portal_alone(sqlite: Store) -> None:
    fill(sqlite)

    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in sqlite.data_dir.iterdir()}
    assert modes == {"portail.db": 0o600, "portail.db-wal": 0o600, "portail.db-shm": 0o600}
    assert stat.S_IMODE(sqlite.data_dir.stat().st_mode) == 0o700


def test_reading_never_waits_for_a_writer_and_sees_one_moment(store: Store) -> None:
    fill(store)

    with store.read() as reader:
        before = tables.count(reader, ACCOUNTS)
        with store.write() as writer:
            tables.add(writer, ACCOUNTS, **account("new@example.fr"))
        assert tables.count(reader, ACCOUNTS) == before
    with store.read() as reader:
        assert tables.count(reader, ACCOUNTS) == before + 1


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as transaction:
        tables.add_all(
            transaction, ACCOUNTS, [account("half@example.fr"), account("half@example.fr")]
        )

    with store.read() as transaction:
        assert tables.count(transaction, ACCOUNTS) == 0


def test_no_address_stands_in_an_error(store: Store) -> None:
    fill(store)

    with pytest.raises(IntegrityError) as caught, store.write() as transaction:
        tables.add(transaction, ACCOUNTS, **account("alice@example.fr"))

    trace = "".join(traceback.format_exception(caught.value))
    assert "IntegrityError" in trace
    assert "alice@" not in trace.replace('account("alice@', "")


def test_a_row_that_names_a_missing_one_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as transaction:
        transaction.execute(
            text(
                "INSERT INTO sessions (token_hash, account_id, began_at, used_at, browser)"
                " VALUES ('x', 999, '2026-01-01', '2026-01-01', '')"
            )
        )


def test_a_write_waits_for_another_one(store: Store) -> None:
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write() as transaction:
            transaction.execute(text("UPDATE alembic_version SET version_num = version_num"))
            holding.set()
            done.wait(0.5)

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(5)
    store.check()
    other.join()


def test_another_program_that_holds_the_database_for_three_seconds_is_waited_for(
    sqlite: Store,
) -> None:
    holder = start(
        "import sqlite3, sys, time\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True)\n"
        "time.sleep(3)\n",
        sqlite.data_dir / "portail.db",
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"

    sqlite.check()

    said(holder)
