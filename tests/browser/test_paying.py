"""Paying in a real browser: to the State's page and back, and the bill says that it is paid and when."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import payfip
from tests.bills import a_batch, a_bill, brought_in
from tests.browser import portal
from tests.browser.payment_states import PAY
from tests.browser.portal import Served
from tests.browser.screen import ROGER, Screen
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.payfip import MoodyServer
from tests.paying import SERVICES

CAST = (ROGER,)


@pytest.fixture
def till(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> Iterator[tuple[Served, MoodyServer]]:
    """A portal with a bill to pay, and PayFiP beside it on another port."""
    with (
        payfip.serving() as server,
        portal.serving(
            tmp_path / "data", inbox, empty_database, cast=CAST, PAYFIP_URL=server.url
        ) as served,
    ):
        communes = served.town.data_dir / "portails.toml"
        communes.write_text(communes.read_text("utf-8") + SERVICES, "utf-8")
        bill = a_bill(ROGER, "2026-E-0500", statut="à payer", service="eau")
        brought_in(served.town, a_batch(tmp_path, bill, people=CAST))
        yield served, server


def test_who_pays_comes_back_and_reads_that_the_bill_is_paid(
    page: Page, till: tuple[Served, MoodyServer]
) -> None:
    served, server = till
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    screen = Screen(page, served)
    screen.log_in(ROGER)

    screen.press(PAY)
    assert page.url.startswith(server.url)
    screen.press("Payer par carte bancaire")
    screen.follow("Revenir sur le portail des factures")

    assert page.url == f"{served.origin}/factures"
    text = page.inner_text("main").replace("\u00a0", " ")
    assert "Le paiement est accepté : Facture 2026-E-0500, 57,20 €." in text
    (operation,) = server.payfip.operations.values()
    assert re.search(rf"payée en ligne le \d\d/\d\d/\d{{4}}, n° {operation.number}", text)
    assert page.get_by_role("button", name=PAY).count() == 0
    assert [each for each in said if "Policy" in each] == []  # a form that may not leave says so


def test_who_gives_up_may_pay_again_at_once(page: Page, till: tuple[Served, MoodyServer]) -> None:
    served, server = till
    screen = Screen(page, served)
    screen.log_in(ROGER)
    screen.press(PAY)
    screen.press("Abandonner")
    screen.follow("Revenir sur le portail des factures")
    assert "Le paiement est abandonné" in page.inner_text("main")

    screen.press(PAY)

    assert page.url.startswith(server.url)
    assert len(server.payfip.operations) == 2
