"""The mailbox of returns, read from a real server, and servers that are none."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from socket import create_server

import pytest

from domain import clock
from domain.return_reports import MOST_READ
from mail import mailbox
from mail.mailbox import Place, Unreadable
from settings import ReturnsSettings
from tests.mailbox import PASSWORD, USER, Mailbox, serving
from tests.returned import a_return


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with serving() as one:
        yield one


def settings_of(box: Mailbox, **more: object) -> ReturnsSettings:
    usual = {"server": "127.0.0.1", "port": box.port, "username": USER, "password": PASSWORD}
    return ReturnsSettings(**{**usual, **more})  # type: ignore[arg-type]


def read(box: Mailbox, known: Place | None, since: date | None = None) -> tuple[Place, int]:
    """How far it was read, and how many reports that gave."""
    long_ago = since or clock.now().date() - timedelta(days=31)
    *_, last = found = list(mailbox.new(settings_of(box), known, long_ago))
    return last[0], sum(len(reports) for _, reports in found)


def test_only_reports_are_fetched_and_nothing_is_moved_or_marked(box: Mailbox) -> None:
    place, _ = read(box, None)
    box.deliver(b"Subject: bonjour\r\n\r\nJe suis absente.\r\n")
    box.deliver(a_return("<a@b.fr>"))
    before = box.names()

    there, reports = read(box, place)
    again = read(box, there)

    assert (reports, again) == (1, (there, 0))
    assert box.names() == before


def test_a_report_of_ten_megabytes_is_fetched_at_its_beginning(box: Mailbox) -> None:
    place, _ = read(box, None)
    box.deliver(a_return("<a@b.fr>") + b"x" * 10_000_000)

    found = list(mailbox.new(settings_of(box), place, clock.now().date()))

    (raw,) = (each for _, reports in found for each in reports)
    assert len(raw) == MOST_READ


def test_mails_that_are_numbered_anew_are_looked_at_again(box: Mailbox) -> None:
    box.deliver(a_return("<a@b.fr>"))
    place, _ = read(box, None)
    box.renumber()

    there, reports = read(box, place)

    assert there.uid_validity != place.uid_validity
    assert reports > 0


def test_a_wrong_password_is_told_apart(box: Mailbox) -> None:
    with pytest.raises(Unreadable) as refused:
        mailbox.check(settings_of(box, password="autre"))

    assert refused.value.is_login


def test_a_folder_that_is_not_there_is_named(box: Mailbox) -> None:
    with pytest.raises(Unreadable, match="« Retours reçus » ne s'ouvre pas"):
        mailbox.check(settings_of(box, folder="Retours reçus"))


def test_a_certificate_that_nobody_knows_is_not_trusted(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "TLS_PORT", box.tls_port)  # as another host's

    with pytest.raises(Unreadable, match="certificat du serveur n'est pas reconnu"):
        mailbox.check(settings_of(box, port=box.tls_port))


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"", "n'a pas répondu"),
        (b"220 smtp.exemple.fr ESMTP\r\n", "a répondu"),
        (b"* OK\r\n", "n'a pas répondu"),
        (None, "a répondu"),
    ],
    ids=["hangs", "speaks another language", "hangs later", "closes"],
)
def test_a_server_that_is_none_does_not_keep_us_waiting(
    says: bytes | None, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "SECONDS", 0.3)
    with closing(create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=_answer, args=(server, says), daemon=True).start()
        settings = ReturnsSettings(
            server="127.0.0.1", port=server.getsockname()[1], username="a", password="b"
        )

        with pytest.raises(Unreadable, match=why):
            mailbox.check(settings)


def _answer(server: object, says: bytes | None) -> None:
    line, _ = server.accept()  # type: ignore[attr-defined]
    with closing(line):
        if says is not None:
            line.sendall(says)
            time.sleep(1)


def test_where_nobody_listens_is_said() -> None:
    with pytest.raises(Unreadable, match="refuse la connexion"):
        mailbox.check(ReturnsSettings(server="127.0.0.1", port=1, username="a", password="b"))
