"""Nobody sees an invoice that is not theirs, at whatever address the portal has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from domain.invoices import access
from domain.invoices.access import Invoice
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, ZOE, Person
from tests.town import Town
from tests.visitor import Visitor

SECRET = {ALICE: "Celle-d-Alice", CHLOE: "Celle-de-Chloe"}


@pytest.fixture
def worlds(town: Town, tmp_path: Path) -> Town:
    """Alice and Chloé have bills of their own; Denis, of another commune, has none.

    Bruno is a second reader of Alice's, Zoé was one until she was ended.
    """
    with town.services.store.write() as transaction:
        for person in (BRUNO, ZOE):
            tables.add_reader(transaction, BOE, ALICE.numbers[0], person.address)
    for person in (BRUNO, CHLOE, ZOE):
        town.activate(person)
    with town.services.store.write() as transaction:
        tables.end_reader(transaction, ZOE.address)
    for person, number in ((ALICE, "FA-1"), (CHLOE, "FA-2")):
        brought_in(
            town, a_batch(tmp_path, a_bill(person, number, objet=SECRET[person]), name=number)
        )
    return town


def of(town: Town, person: Person) -> list[Invoice]:
    with town.services.store.read() as transaction:
        return access.of_account(transaction, town.account(person))


def browser_of(town: Town, person: Person) -> Visitor:
    visitor = town.visitor()
    visitor.log_in(person.portal, person.address, PASSWORD)
    return visitor


def everywhere(town: Town) -> Iterator[str]:
    """Every address of the portal, its variable parts filled with what belongs to others."""
    values = [
        text
        for person in (ALICE, CHLOE)
        for each in of(town, person)
        for text in (each.key, each.document, each.number, "2026", "1")
    ]
    for rule in town.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield from _filled(rule, values)


def _filled(rule: Rule, values: list[str]) -> Iterator[str]:
    if not rule.arguments:
        yield rule.rule
    for value in values:
        yield re.sub(r"<[^>]+>", value, rule.rule)


def test_everybody_sees_their_own(worlds: Town) -> None:
    for person in (ALICE, CHLOE):
        page = browser_of(worlds, person).raw("GET", "/factures")
        assert SECRET[person] in page.text


@pytest.mark.parametrize("reader", [ALICE, BRUNO], ids=lambda person: person.name)
def test_each_reader_of_alice_finds_what_is_hers_where_it_is(worlds: Town, reader: Person) -> None:
    client = browser_of(worlds, reader)
    (bill,) = of(worlds, ALICE)
    pdf = access.path(worlds.data_dir, bill).read_bytes()
    found = set()

    for path in everywhere(worlds):
        answer = client.raw("GET", path)
        assert answer.status_code != 500, path
        if answer.data == pdf or SECRET[ALICE].encode() in answer.data or pdf in answer.data:
            found.add(path)

    assert found == {
        "/factures",
        "/factures/suivi",
        f"/factures/{bill.key}",
        f"/factures/annee/{bill.issued_on.year}",
    }


@pytest.mark.parametrize("stranger", [DENIS, CHLOE, ZOE], ids=lambda person: person.name)
def test_a_stranger_finds_nothing_of_alice_at_any_address(worlds: Town, stranger: Person) -> None:
    client = browser_of(worlds, stranger)
    (bill,) = of(worlds, ALICE)
    pdf = access.path(worlds.data_dir, bill).read_bytes()
    tried = 0

    for path in everywhere(worlds):
        for query in ("", f"?LIEN={BOE}", f"?LIEN={stranger.portal}"):
            answer = client.raw("GET", path + query)
            assert answer.data != pdf, path
            said = answer.data.replace(path.encode(), b"")
            for word in (SECRET[ALICE], bill.number, bill.document):
                assert word.encode() not in said, path
            tried += 1

    assert tried > 100


def test_another_ones_and_no_ones_addresses_read_the_same(worlds: Town) -> None:
    client = browser_of(worlds, DENIS)
    (bill,) = of(worlds, ALICE)

    theirs = client.raw("GET", f"/factures/{bill.key}")
    nobodys = client.raw("GET", "/factures/AAAAAAAAAAAAAAAAAAAAAA")
    altered = client.raw("GET", f"/factures/{bill.key[:-1]}")

    assert (theirs.status_code, nobodys.status_code, altered.status_code) == (404, 404, 404)
    assert theirs.data == nobodys.data
    assert client.raw("GET", "/factures/annee/2026").status_code == 404


def test_a_year_holds_only_ones_own(worlds: Town) -> None:
    archive = browser_of(worlds, CHLOE).raw("GET", "/factures/annee/2026").data

    assert b"FA-2" in archive
    assert b"FA-1" not in archive


def test_addresses_hold_nothing_that_can_be_guessed(worlds: Town) -> None:
    keys = [each.key for person in (ALICE, CHLOE) for each in of(worlds, person)]

    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", key) for key in keys)
    assert len(set(keys)) == len(keys)


def test_a_session_that_ended_opens_nothing(worlds: Town) -> None:
    visitor = worlds.visitor()
    visitor.log_in(BOE, ALICE.address, PASSWORD)
    (bill,) = of(worlds, ALICE)
    visitor.press("Me déconnecter")

    answer = visitor.raw("GET", f"/factures/{bill.key}")

    assert answer.status_code == 303
    assert answer.mimetype != "application/pdf"
