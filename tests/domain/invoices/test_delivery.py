"""What became of each bill is kept: since when it could be read, told, opened, and by which account."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import time_machine

from domain import clock, own_data
from domain.accounts import closing as accounts_closing
from domain.history import NO_VISIT
from domain.invoices import access, delivery, lookup
from domain.invoices.delivery import Delivery
from mail.sender import Result
from store import invoices
from store.models import INVOICES, NOTICES, OPENINGS
from store.records import Invoice
from tests import tables
from tests.bills import a_batch, a_bill, brought_in, invoices_of
from tests.pdfs import a_pdf
from tests.people import ALICE, BOE, BRUNO, NADIA, PASSWORD, VILLE_DE_BOE, Person
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def billed(town: Town, tmp_path: Path) -> Town:
    """One bill of Alice's, which Bruno reads too."""
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, ALICE.numbers[0], BRUNO.address)
    town.activate(BRUNO)
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    return town


def bill(town: Town, number: str = "FA-1") -> Invoice:
    with town.services.store.read() as transaction:
        return lookup.by_number(transaction, VILLE_DE_BOE, number)


def became(town: Town, number: str = "FA-1") -> Delivery:
    one = bill(town, number)
    with town.services.store.read() as transaction:
        return delivery.of(transaction, [one])[one.id]


def openers(town: Town, number: str = "FA-1") -> list[str | None]:
    return [each.address for each in became(town, number).openings]


def browser_of(town: Town, person: Person) -> Visitor:
    visitor = town.visitor()
    visitor.log_in(person.portal, person.address, PASSWORD)
    return visitor


def fetch(town: Town, by: Person, method: str = "GET", **headers: str) -> int:
    path = f"/factures/{bill(town).key}"
    return browser_of(town, by).raw(method, path, headers=headers).status_code


def make_wait(town: Town, number: str = "FA-1") -> None:
    with town.services.store.write() as transaction:
        tables.change(transaction, INVOICES, bill(town, number).id, available_at=None)


def test_a_bill_can_be_read_from_the_moment_it_comes(billed: Town) -> None:
    assert bill(billed).available_at == bill(billed).created_at


def test_a_bill_that_waits_is_found_by_no_account_and_named_in_no_mail(
    billed: Town, tmp_path: Path
) -> None:
    key = bill(billed).key
    make_wait(billed)

    page = browser_of(billed, ALICE).get("/factures")

    assert not page.says("FA-1")
    assert invoices_of(billed, ALICE) == []
    assert browser_of(billed, ALICE).raw("GET", f"/factures/{key}").status_code == 404
    assert browser_of(billed, ALICE).raw("GET", "/factures/annee/2026").status_code == 404
    assert Result.SENT not in billed.send_what_is_due()
    assert billed.inbox.mails == []


def test_the_first_opening_of_each_account_is_kept_and_no_later_one(billed: Town) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        assert fetch(billed, ALICE) == 200
        first = clock.now()
        now.shift(60)
        fetch(billed, ALICE)
        fetch(billed, BRUNO)

    found = became(billed).openings
    assert [each.address for each in found] == [ALICE.address, BRUNO.address]
    assert (found[0].opened_at, found[0].document) == (first, bill(billed).document)


def test_an_opening_that_is_known_writes_nothing(
    billed: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browser_of(billed, ALICE)
    path = f"/factures/{bill(billed).key}"
    visitor.raw("GET", path)
    refuse_to_write(billed, monkeypatch)

    assert visitor.raw("GET", path).status_code == 200


def refuse_to_write(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        pytest.fail("the database was written to")

    monkeypatch.setattr(type(town.services.store), "write", lambda _: fails())


@pytest.mark.sqlite("one writer keeps all others waiting")
def test_a_bill_is_read_where_its_opening_cannot_be_noted(
    billed: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = browser_of(billed, ALICE)
    path = f"/factures/{bill(billed).key}"
    monkeypatch.setattr("store.sqlite.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(billed.data_dir / "portail.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        billed.services.store.engine.dispose()  # connections of before wait longer

        answer = visitor.raw("GET", path)
        other.rollback()

    assert answer.data.startswith(b"%PDF-")
    assert "une première ouverture n'a pas pu être notée" in caplog.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"Sec-Purpose": "Prefetch"}],
)
def test_a_browser_that_looks_ahead_opens_nothing(billed: Town, headers: dict[str, str]) -> None:
    assert fetch(billed, ALICE, **headers) == 200

    assert openers(billed) == []


def test_a_head_and_an_agents_look_open_nothing(billed: Town) -> None:
    assert fetch(billed, ALICE, "HEAD") == 200
    agent = billed.at_work(NADIA)
    agent.get(f"/mairie/clients/factures?numero={ALICE.numbers[0]}")
    assert agent.raw("GET", f"/mairie/clients/factures/{bill(billed).key}").status_code == 200

    assert openers(billed) == []


def test_the_file_of_a_year_opens_all_that_is_in_it_and_so_does_my_data(
    billed: Town, tmp_path: Path
) -> None:
    brought_in(billed, a_batch(tmp_path, a_bill(ALICE, "FA-2"), name="deux"))
    browser_of(billed, ALICE).raw("GET", "/factures/annee/2026")
    visitor = browser_of(billed, BRUNO)
    visitor.get("/compte")
    visitor.press_raw("Télécharger mes données")

    assert openers(billed, "FA-1") == openers(billed, "FA-2") == [ALICE.address, BRUNO.address]


def test_my_data_say_what_became_of_my_bills_and_nothing_of_another_reader(billed: Town) -> None:
    billed.send_what_is_due()
    fetch(billed, ALICE)
    with billed.services.store.read() as transaction:
        mine, theirs = (
            own_data.known(transaction, VILLE_DE_BOE, billed.account(who))["factures"][0]
            for who in (ALICE, BRUNO)
        )

    assert mine["disponible_depuis"] == bill(billed).available_at
    assert mine["ouverte_le"] == became(billed).openings[0].opened_at
    assert mine["annoncee_le"] is not None
    assert theirs["ouverte_le"] is None


def test_a_bill_is_handed_over_once_the_mail_server_took_the_mail_that_names_it(
    billed: Town,
) -> None:
    billed.inbox.replies[BRUNO.address] = "550 5.1.1 unknown"
    with time_machine.travel("2036-11-24 10:00Z", tick=False):
        billed.send_what_is_due()
        sent = clock.now()

    assert [(each.address, each.handed_over_at) for each in became(billed).notices] == [
        (ALICE.address, sent)
    ]


def test_nobody_is_told_twice_of_one_bill(billed: Town) -> None:
    billed.send_what_is_due()

    with billed.services.store.read() as transaction:
        account, import_id = billed.account(ALICE), bill(billed).import_id
        assert access.announced(transaction, account, import_id) == []


def test_another_pdf_is_another_version_with_its_own_openings(billed: Town, tmp_path: Path) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        before = bill(billed)
        fetch(billed, ALICE)
        now.shift(3600)
        other = {"FA-1.pdf": a_pdf(f"corrected {ALICE.name}")}
        brought_in(billed, a_batch(tmp_path, a_bill(ALICE), name="mieux", pdfs=other))
        replaced_at = clock.now()

        found = became(billed)
        [earlier] = found.replaced
        assert earlier[1:] == (before.document, before.available_at, replaced_at)
        assert bill(billed).available_at == replaced_at
        assert [each.document for each in found.openings] == [before.document]

        fetch(billed, ALICE)
        assert [each.document for each in became(billed).openings] == [
            before.document,
            bill(billed).document,
        ]


def test_a_list_that_says_something_else_of_the_same_pdf_keeps_it_available_since_then(
    billed: Town, tmp_path: Path
) -> None:
    since = bill(billed).available_at

    brought_in(billed, a_batch(tmp_path, a_bill(ALICE, statut="payée"), name="payee"))

    assert bill(billed).available_at == since
    assert became(billed).replaced == []


def test_a_closed_account_leaves_the_facts_without_its_address(billed: Town) -> None:
    fetch(billed, ALICE)
    billed.send_what_is_due()
    account = billed.account(ALICE)
    with billed.services.store.write() as transaction:
        accounts_closing.close(
            transaction, VILLE_DE_BOE, account, visit=NO_VISIT, reason="à sa demande"
        )

    assert openers(billed) == [None]
    assert None in [each.address for each in became(billed).notices]

    billed.activate(ALICE)
    assert openers(billed) == [None]


def test_what_became_of_a_bill_goes_with_it(billed: Town) -> None:
    fetch(billed, ALICE)
    billed.send_what_is_due()
    one = bill(billed)

    with billed.services.store.write() as transaction:
        invoices.remove(transaction, [one.id])
        assert tables.rows(transaction, OPENINGS) == tables.rows(transaction, NOTICES) == []
