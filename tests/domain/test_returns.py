"""What follows from a mail that came back, and from one that only looks so."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock, returns
from domain.returns import Outcome
from store import returns as rows
from store.records import MessageState
from tests.people import ALICE, BRUNO
from tests.returned import a_return, last_sent, refused, state_of
from tests.town import Town

FULL = "552 5.2.2 mailbox full"


def sent_to_alice(town: Town) -> str:
    """The Message-ID of a mail that has just left."""
    town.queue_mail(ALICE)
    town.send_what_is_due()
    mail, _ = last_sent(town)
    return mail.header("Message-ID") or ""


def take(town: Town, raw: bytes) -> Outcome:
    with town.services.store.write() as transaction:
        return returns.take(transaction, raw)


def test_a_dead_address_is_marked_and_the_mail_is_known_to_have_come_back(town: Town) -> None:
    message_id = sent_to_alice(town)
    _, message = last_sent(town)

    outcome = take(town, a_return(message_id))

    assert outcome is Outcome.MARKED
    assert refused(town)
    assert town.account(ALICE).undelivered_at == message.sent_at
    assert town.kinds_of_events(ALICE)[-1] == "mail_returned"
    with town.services.store.read() as transaction:
        assert state_of(transaction, message) is MessageState.RETURNED


def test_the_same_return_counts_once(town: Town) -> None:
    message_id = sent_to_alice(town)

    first, again = (take(town, a_return(message_id)) for _ in range(2))

    assert (first, again) == (Outcome.MARKED, Outcome.KNOWN)


def test_a_full_mailbox_is_marked_after_three_returns_in_thirty_days(town: Town) -> None:
    outcomes = [take(town, a_return(sent_to_alice(town), text=FULL)) for _ in range(3)]

    assert outcomes == [Outcome.NOTED, Outcome.NOTED, Outcome.MARKED]


def test_returns_that_are_far_apart_do_not_add_up(town: Town) -> None:
    for days in (0, 20, 40, 60):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=True):
            assert take(town, a_return(sent_to_alice(town), text=FULL)) is Outcome.NOTED


def test_a_refusal_of_ours_marks_nobody(town: Town) -> None:
    spam = "550 5.7.1 Message rejected as spam"
    outcomes = [take(town, a_return(sent_to_alice(town), text=spam)) for _ in range(4)]

    assert set(outcomes) == {Outcome.NOTED}
    assert not refused(town)


def test_a_forged_return_does_nothing(town: Town) -> None:
    sent_to_alice(town)

    assert take(town, a_return("<forged@ville-boe.fr>")) is Outcome.NOT_OURS
    assert not refused(town)


def test_a_return_that_names_another_recipient_does_nothing(town: Town) -> None:
    message_id = sent_to_alice(town)

    assert take(town, a_return(message_id, BRUNO.address)) is Outcome.ANOTHER
    assert not refused(town)
    assert not refused(town, BRUNO)


def test_who_gave_a_new_address_is_not_told_of_the_old_one_any_more(town: Town) -> None:
    take(town, a_return(sent_to_alice(town)))
    with town.services.store.write() as transaction:
        rows.note_undelivered(transaction, ALICE.portal, ALICE.address, None)

    assert town.account(ALICE).undelivered_at is None


@pytest.mark.parametrize("sign", ["\0", "=?utf-7?q?+2AA-?=", "=?unicode_escape?q?=5Cud800?="])
def test_signs_that_no_database_keeps_stop_nothing(town: Town, sign: str) -> None:
    message_id = sent_to_alice(town)

    forged = take(town, a_return(f"<a{sign}b@exemple.fr>"))
    real = take(town, a_return(message_id, text=f"550 5.1.1 {sign} User unknown"))

    assert (forged, real) == (Outcome.NOT_OURS, Outcome.MARKED)
