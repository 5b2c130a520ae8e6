"""The mailbox of returns is read by itself, once, from where it was left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import return_reports
from domain.return_reports import Report
from domain.returns import Outcome
from jobs import background, returns
from mail.mailbox import Unreadable
from store import returns as rows
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.mailbox import PASSWORD, USER, Mailbox, serving
from tests.people import ALICE
from tests.returned import a_return, last_sent, refused
from tests.town import Town, running

BACK = "retours@ville-boe.fr"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving() as one:
        yield one


@pytest.fixture
def town(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase, box: Mailbox
) -> Iterator[Town]:
    with running(
        tmp_path / "data",
        inbox,
        empty_database=empty_database,
        RETOURS_ADDRESS=BACK,
        RETOURS_SERVER="127.0.0.1",
        RETOURS_PORT=str(box.port),
        RETOURS_USERNAME=USER,
        RETOURS_PASSWORD=PASSWORD,
    ) as portal:
        yield portal


def sent(town: Town) -> str:
    town.queue_mail(ALICE)
    town.send_what_is_due()
    mail, _ = last_sent(town)
    return mail.header("Message-ID") or ""


def test_a_mail_leaves_with_the_address_that_returns_go_to(town: Town) -> None:
    sent(town)

    mail = town.inbox.last()
    assert mail.sender == BACK
    assert "factures@ville-boe.fr" in (mail.header("From") or "")


def test_a_return_is_read_once_from_where_it_was_left(town: Town, box: Mailbox) -> None:
    box.deliver(b"Subject: bonjour\r\n\r\nAbsent.\r\n")
    box.deliver(a_return(sent(town)))

    with town.app.app_context():
        first, again = returns.look(), returns.look()

    assert first[Outcome.MARKED] == 1
    assert sum(again.values()) == 0
    assert refused(town)


def test_while_mails_are_understood_others_write(
    town: Town, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.deliver(a_return(sent(town)))
    really, store = return_reports.read, town.services.store

    def read(raw: bytes) -> Report | None:
        with store.write() as transaction:
            rows.note_mailbox(transaction, "another", fault="")
        return really(raw)

    monkeypatch.setattr(return_reports, "read", read)
    with town.app.app_context():
        became = returns.look()

    assert became == {Outcome.MARKED: 1}


def test_mails_numbered_anew_are_not_counted_twice(town: Town, box: Mailbox) -> None:
    box.deliver(a_return(sent(town)))
    with town.app.app_context():
        returns.look()
        box.renumber()
        again = returns.look()

    assert again == {Outcome.KNOWN: 1}


def test_what_stops_it_is_kept_and_forgotten_once_it_reads(town: Town, box: Mailbox) -> None:
    settings = town.services.settings.returns
    with town.app.app_context():
        returns.look()
        mails = box.folder / "mail"
        mails.rename(box.folder / "away")
        mails.write_text("a file where a folder was")
        with pytest.raises(Unreadable):
            returns.look()
        with town.services.store.read() as transaction:
            stopped = rows.mailbox(transaction, returns.name(settings))
        mails.unlink()
        (box.folder / "away").rename(mails)
        returns.look()
        with town.services.store.read() as transaction:
            reads = rows.mailbox(transaction, returns.name(settings))

    assert stopped is not None
    assert stopped.fault
    assert stopped.read_at
    assert reads is not None
    assert reads.fault == ""


def test_serve_looks_within_a_minute_on_one_machine_only() -> None:
    (task,) = (each for each in background.tasks() if each.name == "retours")

    assert task.first_after.total_seconds() < 60
    assert task.on_duty
    assert background.LOOK_AT_RETURNS.total_seconds() == 300
