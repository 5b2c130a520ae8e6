"""Lines to the mail server are kept for the next mails, are few, and their end loses no mail."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.mailboxes import Mailbox
from mail import lines, wire
from mail.transport import Busy, NotNow, SmtpTransport
from settings import MailSettings
from tests.inbox import CERTIFICATE, Inbox, Mood
from tests.jobs.portal import until


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as inbox:
        yield inbox


def way_to(
    inbox: Inbox, *, connections: int = 3, use_tls: bool = False, timeout_seconds: float = 1.0
) -> SmtpTransport:
    return SmtpTransport(
        MailSettings(
            server=inbox.host,
            port=inbox.port,
            use_tls=use_tls,
            timeout_seconds=timeout_seconds,
            connections=connections,
        )
    )


def send(way: SmtpTransport, number: int = 1, *, in_background: bool = False) -> None:
    sender = Mailbox("Ville de Boé", "portail@ville-boe.fr")
    to, message_id = f"n{number}@exemple.fr", f"<{number}@boe>"
    letter = wire.letter(sender, to, "Essai", "Bonjour", message_id)
    way.send(letter, in_background=in_background)


def who_got_one(inbox: Inbox) -> list[str]:
    return sorted(mail.to for mail in inbox.mails)


def test_one_line_serves_mail_after_mail(inbox: Inbox) -> None:
    way = way_to(inbox)

    for number in range(5):
        send(way, number)

    assert (len(inbox.mails), inbox.connections) == (5, 1)


def test_a_line_that_was_closed_between_two_mails_is_replaced_and_both_come_once(
    inbox: Inbox,
) -> None:
    way = way_to(inbox)

    send(way, 1)
    inbox.hang_up()
    send(way, 2)

    assert (who_got_one(inbox), inbox.connections) == (["n1@exemple.fr", "n2@exemple.fr"], 2)


def test_a_server_that_says_good_bye_on_a_kept_line_gets_the_mail_on_a_fresh_one(
    inbox: Inbox,
) -> None:
    way = way_to(inbox)

    send(way, 1)
    inbox.goodbyes = 1
    send(way, 2)

    assert (who_got_one(inbox), inbox.connections) == (["n1@exemple.fr", "n2@exemple.fr"], 2)


def test_a_server_that_says_good_bye_again_is_left_in_peace(inbox: Inbox) -> None:
    way = way_to(inbox)
    send(way, 1)

    inbox.goodbyes = 9
    with pytest.raises(NotNow, match="421"):
        send(way, 2)

    assert (who_got_one(inbox), inbox.connections, inbox.goodbyes) == (["n1@exemple.fr"], 2, 7)


def test_a_silent_server_is_waited_for_once(inbox: Inbox) -> None:
    way = way_to(inbox)
    send(way, 1)

    inbox.mood = Mood.HANGS_AT_THE_SENDER
    with pytest.raises(NotNow, match="n'a pas répondu"):
        send(way, 2)

    assert inbox.connections == 1


@pytest.mark.parametrize("mood", [Mood.HANGS_AFTER_TAKING, Mood.CUTS_AFTER_TAKING])
def test_a_text_that_may_have_been_taken_is_not_sent_again_at_once(
    inbox: Inbox, mood: Mood
) -> None:
    way = way_to(inbox)
    send(way, 1)

    inbox.mood = mood
    with pytest.raises(NotNow):
        send(way, 2)

    assert who_got_one(inbox) == ["n1@exemple.fr", "n2@exemple.fr"]


def test_a_refused_recipient_keeps_the_next_mail_from_nothing(inbox: Inbox) -> None:
    way = way_to(inbox)
    inbox.replies["n1@exemple.fr"] = "450 4.2.1 Try again later"

    with pytest.raises(NotNow, match="450"):
        send(way, 1)
    send(way, 2)

    assert who_got_one(inbox) == ["n2@exemple.fr"]


def test_a_line_ends_after_a_hundred_mails(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAILS", 2)
    way = way_to(inbox)

    for number in range(5):
        send(way, number)

    assert (lines.UNUSED_SECONDS, inbox.connections) == (30.0, 3)


def test_a_line_that_nobody_uses_ends(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    way = way_to(inbox)
    send(way, 1)

    way.close_unused()
    send(way, 2)
    monkeypatch.setattr(lines, "UNUSED_SECONDS", 0.0)
    way.close_unused()
    send(way, 3)

    assert (len(inbox.mails), inbox.connections) == (3, 2)


def test_no_more_lines_are_open_than_the_setting_says(inbox: Inbox) -> None:
    inbox.delay_seconds = 0.02
    way = way_to(inbox, connections=2)
    together = threading.Barrier(8)

    def one(number: int) -> None:
        together.wait()
        send(way, number)

    with ThreadPoolExecutor(8) as people:
        list(people.map(one, range(8)))

    assert (len(inbox.mails), inbox.connections) == (8, 2)


def test_who_finds_no_line_within_the_time_out_is_told_that_it_is_busy(inbox: Inbox) -> None:
    inbox.delay_seconds = 0.8
    way = way_to(inbox, connections=1, timeout_seconds=0.3)
    slow = threading.Thread(target=send, args=(way, 1), kwargs={"in_background": True})
    slow.start()
    until(lambda: inbox.connections)

    with pytest.raises(Busy):
        send(way, 2)

    slow.join()
    assert who_got_one(inbox) == ["n1@exemple.fr"]


def test_a_certificate_that_nobody_knows_any_more_gets_no_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "is_loopback", lambda _: False)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Inbox(starttls=True) as inbox:
        way = way_to(inbox, use_tls=True)
        send(way, 1)
        send(way, 2)

        monkeypatch.setenv("SSL_CERT_FILE", str(Path(__file__)))
        inbox.hang_up()
        with pytest.raises(NotNow, match="le certificat du serveur n'est pas reconnu"):
            send(way, 3)

    assert who_got_one(inbox) == ["n1@exemple.fr", "n2@exemple.fr"]
