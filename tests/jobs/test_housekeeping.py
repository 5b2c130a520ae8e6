"""What has had its time is erased; everything else stays."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Table, event

from domain import clock, history, outbox, past_imports
from domain.accounts import sessions
from domain.history import Visit
from jobs import background, drop_folder, housekeeping
from store import Transaction, statements
from store.models import AGENT_SESSIONS, EVENTS, MESSAGES, SESSIONS
from store.records import MessageState
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.missing import missing
from tests.people import ALICE, BOE, NADIA
from tests.town import Town

DAY = timedelta(days=1)


def count(town: Town, table: Table) -> int:
    with town.services.store.read() as transaction:
        return tables.count(transaction, table)


def tidy_up(town: Town, *, later: timedelta) -> dict[str, int]:
    with time_machine.travel(clock.now() + later), town.app.app_context():
        return housekeeping.run()


@contextmanager
def bound(path: Path) -> Iterator[None]:
    """A file that even root can't erase, since something is mounted there."""
    try:
        subprocess.run(["mount", "--bind", path, path], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing("Un fichier que rien n'efface demande de pouvoir monter (root).")
    try:
        yield
    finally:
        subprocess.run(["umount", path], check=True, capture_output=True)


def a_mail(transaction: Transaction, town: Town, state: MessageState) -> None:
    portal = town.services.portals.all()[BOE]
    mail = outbox.put(transaction, portal, town.account(ALICE), outbox.Kind.RECOVERY)
    tables.change(transaction, MESSAGES, mail.id, state=state)


def test_history_is_kept_for_a_year(town: Town) -> None:
    with town.services.store.write() as transaction:
        history.record(transaction, history.Kind.LOGGED_IN, history.NO_VISIT, portal=BOE)
    lines = count(town, EVENTS)

    tidy_up(town, later=364 * DAY)
    kept = count(town, EVENTS)
    tidy_up(town, later=366 * DAY)

    assert kept == lines
    assert count(town, EVENTS) == 0


def test_sent_mails_are_kept_for_ninety_days_and_waiting_ones_until_they_leave(town: Town) -> None:
    with town.services.store.write() as transaction:
        a_mail(transaction, town, MessageState.SENT)
        a_mail(transaction, town, MessageState.WAITING)

    tidy_up(town, later=89 * DAY)
    kept = count(town, MESSAGES)
    tidy_up(town, later=91 * DAY)

    assert kept == 2
    with town.services.store.read() as transaction:
        assert len(tables.mails(transaction, MessageState.WAITING)) == 1
        assert tables.mails(transaction, MessageState.SENT) == []


def test_a_session_that_nobody_can_use_any_more_is_erased(town: Town) -> None:
    with town.services.store.write() as transaction:
        sessions.begin(transaction, town.account(ALICE), Visit())

    tidy_up(town, later=timedelta(minutes=30))
    kept = count(town, SESSIONS)
    tidy_up(town, later=timedelta(hours=2))

    assert (kept, count(town, SESSIONS)) == (1, 0)


def test_so_is_an_agents(town: Town) -> None:
    town.at_work(NADIA)

    tidy_up(town, later=timedelta(minutes=29))
    kept = count(town, AGENT_SESSIONS)
    tidy_up(town, later=timedelta(hours=1))

    assert (kept, count(town, AGENT_SESSIONS)) == (1, 0)


def done_folder(town: Town) -> Path:
    with town.app.app_context():
        return drop_folder.prepared(town.data_dir, town.services.portals.all()[BOE]) / "traites"


def test_what_the_drop_folder_imported_goes_with_the_history_of_that_time(town: Town) -> None:
    done = done_folder(town)
    (done / "ailleurs").mkdir()
    day = f"{clock.now():%Y-%m-%d}"
    ours = [f"clients-{day}-101500{end}" for end in (".csv", ".txt", "-rejets.csv", "-2.csv")]
    theirs = ["clients.csv", "clients-2019-99-99-101500.csv", "notes 2019.txt"]
    for name in (*ours, *theirs):
        (done / name).write_text("9001;NEUF Alice")

    tidy_up(town, later=364 * DAY)
    kept = sorted(path.name for path in done.iterdir())
    erased = tidy_up(town, later=367 * DAY)

    assert kept == sorted([*ours, *theirs, "ailleurs"])
    assert sorted(path.name for path in done.iterdir()) == sorted([*theirs, "ailleurs"])
    assert erased["fichier(s) du dépôt"] == len(ours)


def test_a_file_that_can_not_be_erased_keeps_no_other(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    done = done_folder(town)
    name = f"clients-{clock.now():%Y-%m-%d}-101500"
    for number in range(1, 4):
        (done / f"{name}-{number}.csv").write_text("9001;NEUF Alice")
    stuck = done / f"{name}-2.csv"
    with bound(stuck):
        erased = tidy_up(town, later=367 * DAY)

    assert erased["fichier(s) du dépôt"] == 2
    assert list(done.iterdir()) == [stuck]
    assert f"{stuck} ne peut pas être effacé" in caplog.text


def test_however_much_there_is_no_step_erases_more_than_a_few(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "A_FEW", 3)
    with town.services.store.write() as transaction:
        for _ in range(10):
            history.record(transaction, history.Kind.LOGIN_FAILED, history.NO_VISIT, portal=BOE)
    lines = count(town, EVENTS)

    with town.services.store.write() as transaction:
        at_once = history.erase_before(transaction, clock.now() + DAY)
    erased = tidy_up(town, later=400 * DAY)

    assert at_once == 3
    assert erased["ligne(s) d'historique"] == lines - 3


def test_the_running_portal_does_it_soon_after_its_start_and_then_once_a_day(town: Town) -> None:
    (task,) = [each for each in background.tasks() if each.name == "ménage"]

    with town.app.app_context():
        rest = task.once()

    assert timedelta(0) < task.first_after < timedelta(hours=1)
    assert rest == DAY


@pytest.mark.sqlite("PostgreSQL does so by itself")
def test_sqlite_brings_up_to_date_what_it_knows_of_its_tables(town: Town) -> None:
    engine = town.services.store.engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    tidy_up(town, later=DAY)

    assert "PRAGMA optimize" in asked


@pytest.mark.sqlite("one writer keeps all others waiting")
def test_a_database_that_can_not_be_written_ends_no_round_of_housekeeping(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(town.data_dir / "portail.db") as other:
        monkeypatch.setattr("store.sqlite.BUSY_SECONDS", 0.05)
        town.services.store.engine.dispose()  # new connections wait no longer than that
        other.execute("BEGIN IMMEDIATE")
        erased = tidy_up(town, later=DAY)

    assert "PDF" in erased
    assert "le ménage (statistiques) est remis à demain : La base" in caplog.text


def test_a_step_that_fails_does_not_stop_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(transaction: Transaction) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(
        housekeeping, "steps", lambda: {"panne(s)": fails, "rien": lambda transaction: 0}
    )

    erased = tidy_up(town, later=DAY)

    assert erased["rien"] == 0
    assert "panne(s)" not in erased
    assert "le ménage (panne(s)) s'est interrompu" in caplog.text


def test_an_account_unused_for_two_years_is_warned_and_a_month_later_closed(town: Town) -> None:
    years = timedelta(days=2 * 366)

    tidy_up(town, later=years)
    waiting = count(town, MESSAGES)
    with time_machine.travel(clock.now() + years):
        town.send_what_is_due()
    tidy_up(town, later=years + 32 * DAY)

    assert waiting == 2  # Alice's and Denis's
    assert not town.has_account(ALICE)


def test_the_report_of_an_import_is_kept_for_a_year_and_its_figures_longer(
    town: Town, tmp_path: Path
) -> None:
    number = brought_in(town, a_batch(tmp_path, a_bill(ALICE), a_bill("999", "FA-9"))).number
    kept = [f"{number}-rejets.zip", f"{number}.json"]

    def there() -> list[str]:
        return sorted(path.name for path in (town.data_dir / "imports").iterdir())

    tidy_up(town, later=364 * DAY)
    assert there() == kept
    assert tidy_up(town, later=366 * DAY)["compte(s) rendu(s)"] == 2

    assert there() == []
    with town.services.store.read() as transaction:
        (past,) = past_imports.listed(transaction, town.services.portals.all()[BOE])
    assert past.row.totals["bills"] == 1
