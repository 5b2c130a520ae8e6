"""Announcements: what the mail says, and the one click that ends them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from domain.history import NO_VISIT
from domain.invoices import removals
from mail.sender import Result
from store import accounts as account_rows
from store import messages
from store.models import ACCOUNTS
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.inbox import Mood
from tests.people import ALICE, BRUNO, CHLOE
from tests.town import ORIGIN, Town


def announced(town: Town, tmp_path: Path, number: str = "FA-1") -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, number), name=number))


def off_address(town: Town) -> str:
    """The address that the newest mail offers."""
    header = str(town.inbox.last().header("List-Unsubscribe"))
    assert header.startswith(f"<{ORIGIN}/annonces/")
    return header.strip("<>").removeprefix(ORIGIN)


def test_the_mail_says_what_has_come(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)

    assert town.send_what_is_due() == [Result.SENT]

    (mail,) = town.inbox.mails
    text = mail.text
    news = "nouvelle facture de 57,20\u00a0€, échéance le 23\u00a0décembre\u00a02026"
    assert (mail.subject, mail.to) == (f"Ville de Boé\u00a0: {news}", ALICE.address)
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert "Ville de Boé" in text
    assert "- Eau potable, n°\u00a0FA-1, 57,20\u00a0€, échéance le 23/12/2026" in text
    assert re.search(rf"^{ORIGIN}/\?LIEN=M470310001$", text, re.MULTILINE)
    assert "mot de passe" not in text
    assert "Service facturation, Ville de Boé\nservice-facturation@ville-boe.fr\n" in text


def test_many_invoices_are_one_mail(town: Town, tmp_path: Path) -> None:
    town.activate(CHLOE)
    bills = [a_bill(CHLOE.numbers[index % 2], f"FA-{index}") for index in range(25)]
    brought_in(town, a_batch(tmp_path, *bills))

    town.send_what_is_due()

    (mail,) = town.inbox.mails
    assert mail.subject == "Ville de Boé\u00a0: 25 nouvelles factures"
    assert "- et 5 de plus" in mail.text


def test_its_address_works_with_the_end_of_a_sentence_behind_it(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.send_what_is_due()

    assert town.visitor().get(f"{off_address(town)}.").button("Ne plus me prévenir")


def test_one_click_of_the_mail_program_ends_them(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.send_what_is_due()
    assert town.inbox.last().header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"

    answer = town.app.test_client().post(
        off_address(town), base_url=ORIGIN, data={"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    assert not town.account(ALICE).announcements
    announced(town, tmp_path, "FA-2")
    assert town.send_what_is_due() == []


def test_looking_ends_nothing_and_the_button_does(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.send_what_is_due()
    visitor = town.visitor()

    visitor.get(off_address(town))
    visitor.get(off_address(town))
    assert town.account(ALICE).announcements
    page = visitor.press("Ne plus me prévenir")

    assert page.says("Vous ne serez plus prévenu des nouvelles factures")
    assert not town.account(ALICE).announcements


def test_the_address_survives_a_change_of_password(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.send_what_is_due()
    town.activate(ALICE, "un autre mot de passe")

    town.visitor().get(off_address(town))
    town.app.test_client().post(off_address(town), base_url=ORIGIN)

    assert not town.account(ALICE).announcements


@pytest.mark.parametrize(
    "token", ["x", "MQ.x", "MQ", "MQ.lIy8fc85i8GDbaYT54bzw2OczFSU0UynbFL17-mYux4"]
)
def test_an_altered_address_is_unknown(town: Town, token: str) -> None:
    visitor = town.visitor()

    visitor.get(f"/annonces/{token}", status=404)
    visitor.post(f"/annonces/{token}", {}, status=404)


def test_it_does_nothing_else(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.send_what_is_due()
    visitor = town.visitor()

    visitor.get(off_address(town))

    assert not [cookie for cookie in visitor.cookies() if "sid" in cookie.value]
    assert visitor.get("/factures?LIEN=M470310001").path == "/"


@pytest.mark.parametrize("reason", ["turned off", "suspended", "refused", "removed"])
def test_what_has_lost_its_reason_does_not_leave(town: Town, tmp_path: Path, reason: str) -> None:
    announced(town, tmp_path)
    with town.services.store.write() as transaction:
        account = account_rows.by_address(transaction, ALICE.portal, ALICE.address)
        assert account is not None
        if reason == "turned off":
            tables.change(transaction, ACCOUNTS, account.id, announcements=False)
        elif reason == "suspended":
            suspended = {"suspended_at": account.created_at}
            tables.change(transaction, ACCOUNTS, account.id, **suspended)
        elif reason == "refused":
            messages.mark_refused(
                transaction, ALICE.portal, ALICE.address, account.created_at, "550"
            )
        else:
            here = town.services.portals.all()[ALICE.portal]
            removal = removals.of_numbers(transaction, here, ["FA-1"])
            assert removals.apply(transaction, here, removal, NO_VISIT) == 1

    town.send_what_is_due()

    assert town.inbox.mails == []


def test_who_has_no_account_is_not_mailed(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(BRUNO)))

    assert town.send_what_is_due() == []


@pytest.mark.parametrize("mood", [Mood.REFUSES_FOR_NOW, Mood.CLOSES_IN_THE_MIDDLE])
def test_a_mail_that_cannot_leave_now_leaves_later(town: Town, tmp_path: Path, mood: Mood) -> None:
    announced(town, tmp_path)
    town.inbox.mood = mood
    assert town.send_what_is_due() == [Result.KEPT]

    town.inbox.mood = Mood.ACCEPTS
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        assert town.send_what_is_due() == [Result.SENT]

    assert len(town.inbox.mails) == 1


def test_an_address_that_is_refused_for_good_gets_no_more(town: Town, tmp_path: Path) -> None:
    announced(town, tmp_path)
    town.inbox.mood = Mood.REFUSES_FOR_EVER
    assert town.send_what_is_due() == [Result.REFUSED]

    town.inbox.mood = Mood.ACCEPTS
    announced(town, tmp_path, "FA-2")

    assert town.send_what_is_due() == []
