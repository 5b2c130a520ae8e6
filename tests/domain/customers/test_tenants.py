"""When a number is given to somebody else, what was let in for who had it before ends."""

import pytest

from domain.customers import codes, editing, tenants
from domain.customers.editing import Cells, Edit
from domain.customers.lists import Entry
from domain.history import NO_VISIT
from store import Store
from tests.ground import BOE, a_customer

KEYS = ("une clé de quarante signes, pour les tests seulement",)


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        ("DUPONT Alice", "DUPONT Alice", False),
        ("DUPONT Alice", "Mme Alice DUPONT-MARTIN", False),
        ("Dupônt", "DUPONT", False),
        ("DUPONT Alice", "MARTIN Bruno", True),
        ("M. DUPONT", "M. MARTIN", True),
        ("DE LA TOUR Jean", "DE LA FONTAINE Paul", True),
        ("DUPONT", "", True),
        ("", "DUPONT", True),
        ("", "", False),
    ],
)
def test_names_that_share_no_word_are_of_two_people(before: str, after: str, is_new: bool) -> None:
    assert tenants.is_new(before, after) is is_new


@pytest.mark.parametrize(("name", "still_works"), [("MARTIN Bruno", False), ("DUPONT A.", True)])
def test_the_code_of_the_tenant_of_before_ends(store: Store, name: str, still_works: bool) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr", "0047")
        (given,) = codes.issue(transaction, BOE, KEYS, NO_VISIT)
    edit = Edit(changed=[Entry(2, "0047", name, "alice@courriel.fr")])
    before = {"0047": Cells("DUPONT Alice", "alice@courriel.fr")}

    with store.write() as transaction:
        planned, _ = editing.plan(transaction, BOE, before, edit)
        editing.apply(transaction, BOE, planned, NO_VISIT)

        found = codes.fitting(transaction, BOE, KEYS, "0047", given.code)
        (again,) = codes.issue(transaction, BOE, KEYS, NO_VISIT)
    assert (found is not None) is still_works
    assert (again.code == given.code) is still_works
