"""What a refusal at the recipient says of the address, and what only of our own settings."""

import pytest

from mail.sender import Result
from tests.inbox import Inbox
from tests.pages import ask_to_activate
from tests.people import BRUNO
from tests.town import Town

NOBODY_THERE = (
    "550 5.1.1 No such user here",
    "550 5.2.1 Mailbox disabled",
    "550 No such user",
    "553 sorry, that mailbox name is not allowed here",
)
OUR_OWN_FAULT = (
    "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
    "553 5.1.8 Sender address rejected: domain not found",
    "550 relaying denied",
    "554 Your IP is blacklisted",
    "550 5.7.1 Message rejected due to policy",
    "552 5.2.2 Mailbox full",
)


@pytest.mark.parametrize("reply", NOBODY_THERE)
def test_an_address_where_nobody_is_there_is_not_mailed_again(
    town: Town, inbox: Inbox, reply: str
) -> None:
    inbox.replies[BRUNO.address] = reply

    assert ask_to_activate(town.visitor(), BRUNO).title.startswith("Erreur : ")

    inbox.replies.clear()
    ask_to_activate(town.visitor(), BRUNO)
    assert inbox.mails == []


@pytest.mark.parametrize("reply", OUR_OWN_FAULT)
def test_a_slip_in_the_hosts_settings_condemns_no_address(
    town: Town, inbox: Inbox, reply: str
) -> None:
    inbox.replies[BRUNO.address] = reply

    assert ask_to_activate(town.visitor(), BRUNO).says("Votre demande est enregistrée.")

    inbox.replies.clear()
    assert ask_to_activate(town.visitor(), BRUNO).says("envoyé avec succès")


def test_a_server_that_thinks_for_long_over_the_text_gets_the_mail_once(
    town: Town, inbox: Inbox
) -> None:
    inbox.delay_seconds = 2.5  # longer than the time-out of this test's portal

    ask_to_activate(town.visitor(), BRUNO)
    inbox.clear()
    with town.later(minutes=2):
        assert town.send_what_is_due() == [Result.SENT]

    assert len(inbox.mails) == 1


def test_a_mail_waits_while_its_commune_is_missing_from_the_file(town: Town, inbox: Inbox) -> None:
    inbox.replies[BRUNO.address] = "451 4.7.1 later"
    ask_to_activate(town.visitor(), BRUNO)
    inbox.replies.clear()
    file = town.data_dir / "portails.toml"
    whole = file.read_text("utf-8")

    file.write_text(whole[whole.index("[M470010001]") :], "utf-8")
    with town.later(minutes=2):
        assert town.send_what_is_due() == [Result.KEPT]
    file.write_text(whole, "utf-8")
    with town.later(minutes=10):
        assert town.send_what_is_due() == [Result.SENT]
