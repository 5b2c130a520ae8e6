"""Invoices as the service looks for them."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.faults import Fault
from domain.invoices import lookup
from store import Store
from tests import tables
from tests.bills import a_bill
from tests.domain.invoices.ground import bring_in
from tests.ground import BOE, a_customer

AGEN = replace(BOE, code="M470010001")


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Store:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr", "47")
        a_customer(transaction, "bruno@courriel.fr", "48")
    bring_in(store, tmp_path, a_bill("47", "EAU-1"), a_bill("47", "EAU-2"), a_bill("48", "CAN-1"))
    return store


def test_of_a_customer_of_an_import_and_by_number(kept: Store) -> None:
    with kept.read() as transaction:
        theirs = lookup.of_customer(transaction, BOE, "47")
        brought = lookup.of_import(transaction, BOE, 1)
        one = lookup.by_number(transaction, BOE, "CAN-1")

        assert lookup.by_key(transaction, BOE, one.key) == one

    assert {each.number for each in theirs} == {"EAU-1", "EAU-2"}
    assert len(brought) == 3
    assert one.customer_number == "48"


def test_a_search_finds_by_bill_and_by_customer(kept: Store) -> None:
    with kept.read() as transaction:
        found = {
            text: {each.number for each in lookup.search(transaction, BOE, text)}
            for text in ("eau", "bruno@", "dupont", "%")
        }

    assert found == {
        "eau": {"EAU-1", "EAU-2"},
        "bruno@": {"CAN-1"},
        "dupont": {"EAU-1", "EAU-2", "CAN-1"},
        "%": set(),
    }


def test_what_is_not_there_is_said_with_the_way_to_find_it(kept: Store) -> None:
    with kept.read() as transaction:
        with pytest.raises(Fault, match="Le client 99 n'est pas dans le registre"):
            lookup.of_customer(transaction, BOE, "99")
        with pytest.raises(Fault, match="La facture EAU-9 n'est pas ici"):
            lookup.by_number(transaction, BOE, "EAU-9")
        with pytest.raises(Fault, match="L'import n° 7 n'existe pas ici"):
            lookup.of_import(transaction, BOE, 7)


def test_another_communes_are_nowhere(kept: Store) -> None:
    with kept.write() as transaction:
        tables.add_customers(transaction, [{"portal": AGEN.code, "number": "47"}])
        key = lookup.by_number(transaction, BOE, "EAU-1").key

        assert lookup.of_customer(transaction, AGEN, "47") == []
        assert lookup.by_key(transaction, AGEN, key) is None
        assert lookup.search(transaction, AGEN, "eau") == []
        with pytest.raises(Fault):
            lookup.of_import(transaction, AGEN, 1)
