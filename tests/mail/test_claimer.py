"""A mail that somebody was sending when their process ended: who gives it free, and when."""

from domain import clock, outbox
from mail import claimer
from store import messages
from tests.people import ALICE
from tests.store.processes import said, start
from tests.town import Town

SAY_WHO = "from mail import claimer; print(claimer.name())"


def a_mail_claimed_by(town: Town, who: str) -> None:
    portal = town.services.portals.all()[ALICE.portal]
    with town.services.store.write() as transaction:
        mail = outbox.put(transaction, portal, town.account(ALICE), outbox.Kind.RECOVERY)
        now = clock.now()
        until = now + town.services.sender.longest_conversation()
        assert messages.claim(transaction, mail.id, by=who, now=now, until=until)


def release_and_send(town: Town) -> int:
    town.services.sender.release_abandoned()
    return len(town.send_what_is_due())


def of_an_ended_process() -> str:
    return said(start(SAY_WHO))


def test_the_claim_of_a_process_that_ended_here_is_given_free_at_once(town: Town) -> None:
    a_mail_claimed_by(town, of_an_ended_process())

    assert release_and_send(town) == 1


def test_the_claim_of_a_process_that_lives_is_left_alone(town: Town) -> None:
    a_mail_claimed_by(town, claimer.name())

    assert release_and_send(town) == 0


def test_the_claim_of_a_machine_of_the_same_name_runs_out_by_itself(town: Town) -> None:
    """Copies of a machine keep its name, and their process numbers mean nothing here."""
    name, _, _ = claimer.name().partition("/")
    a_mail_claimed_by(town, f"{name}/{'0' * 8}/1:999999:1")

    assert release_and_send(town) == 0
    with town.later(minutes=4):
        assert release_and_send(town) == 1
    assert len(town.inbox.mails) == 1


def test_a_claim_fits_its_column_whatever_the_machine_is_called() -> None:
    told = said(start(f"import socket; socket.gethostname = lambda: 'a:b' * 80; {SAY_WHO}"))

    assert len(told) <= 110
    assert told.count(":") == 2
