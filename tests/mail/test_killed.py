"""`kill -9` in each gap of an activation: what was confirmed is not lost, and one mail comes twice at most."""

import signal
from pathlib import Path

import pytest

from mail.sender import Result
from store.records import MessageState
from tests import tables
from tests.commands.flask import variables
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import ask_to_activate
from tests.people import BOE, BRUNO
from tests.store.processes import start
from tests.town import Town, running

# Asks to activate, and ends for good before or after a function is called.
ASK_AND_DIE = """
import importlib, os, re, signal, sys
from app import create_app

module, name, when, page, address = sys.argv[1:]
*owners, function = name.split(".")
owner = importlib.import_module(module)
for each in owners:
    owner = getattr(owner, each)
real = getattr(owner, function)

def die(*given, **named):
    answer = real(*given, **named) if when == "after" else None
    os.kill(os.getpid(), signal.SIGKILL)
    return answer

browser = create_app().test_client()
here = os.environ["PORTAIL_PUBLIC_URL"]
form = browser.get(page, base_url=here).get_data(as_text=True)
token = re.search('name="csrf_token" value="([^"]+)"', form)[1]
setattr(owner, function, die)
browser.post(page, data={"csrf_token": token, "address": address}, base_url=here)
"""
GAPS = {
    "before the request is kept": ("mail.sender", "Sender.claim", "after"),
    "before the conversation": ("mail.sender", "Sender.deliver_now", "before"),
    "in the conversation": ("smtplib", "SMTP.rcpt", "after"),
    "once the mail is taken": ("mail.transport", "SmtpTransport.send", "after"),
    "before its trace is kept": ("store.messages", "settle", "after"),
    "once its trace is kept": ("mail.sender", "Sender.deliver_now", "after"),
}
WAITING = dict(zip(GAPS, (0, 1, 1, 1, 1, 0), strict=True))
ARRIVED = dict(zip(GAPS, (0, 1, 1, 2, 2, 1), strict=True))


def ask_and_die(town: Town, inbox: Inbox, gap: str) -> None:
    environ = variables(town.data_dir, PORTAIL_MAIL_PORT=str(inbox.port))
    page = f"/activation?LIEN={BOE}"
    child = start(ASK_AND_DIE, *GAPS[gap], page, BRUNO.address, environ=environ)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL, errors


@pytest.mark.parametrize("gap", GAPS)
def test_a_kill_loses_no_mail_that_was_kept_and_sends_one_twice_at_most(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase, gap: str
) -> None:
    with running(tmp_path / "data", inbox, empty_database=empty_database) as town:
        ask_and_die(town, inbox, gap)
        with town.services.store.read() as transaction:
            waiting = tables.mails(transaction, MessageState.WAITING)

        town.services.sender.release_abandoned()
        results = town.send_what_is_due()

        ids = [mail.header("Message-ID") for mail in inbox.mails]
        assert len(waiting) == WAITING[gap]
        assert results == [Result.SENT] * len(waiting)
        assert (len(ids), len(set(ids))) == (ARRIVED[gap], min(1, ARRIVED[gap]))
        # Whoever saw no answer asks again, and gets a link.
        assert ask_to_activate(town.visitor(), BRUNO).says("envoyé avec succès")
