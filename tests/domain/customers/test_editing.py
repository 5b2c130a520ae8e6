"""An edit changes what was typed, and nothing that somebody else changed meanwhile."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain import clock
from domain.columns import CUSTOMER_LIST
from domain.customers import editing, incoming, lists, plan
from domain.customers.editing import Cells, Conflict
from domain.customers.plan import Plan
from domain.history import NO_VISIT
from sheets import writing
from sheets.reading import read
from store import Store
from store import customers as rows
from store.models import EVENTS
from tests import tables
from tests.databases import EmptyDatabase, store_of
from tests.people import BOE
from tests.people import VILLE_DE_BOE as PORTAL

GIVEN = {"1": Cells("A", "a@exemple.fr"), "2": Cells("B", None)}


@pytest.fixture
def store(tmp_path: Path, empty_database: EmptyDatabase) -> Iterator[Store]:
    empty_database.lay(tmp_path)
    opened = store_of(tmp_path)
    with opened.write() as transaction:
        for number, cells in GIVEN.items():
            said = {"file_name": cells.name, "file_address": cells.address}
            known = {"portal": BOE, "number": number, **cells._asdict()}
            tables.add_customers(transaction, [known | said])
    yield opened
    opened.close()


def edit(
    store: Store,
    *lines: str,
    given: Mapping[str, Cells] = GIVEN,
    titles: str = "Numéro;Nom;Adresse mail",
) -> tuple[Plan, list[Conflict]]:
    """Apply a text that came back with these lines « number;name;address »."""
    text = "\n".join([titles, *lines])
    typed = editing.compare(given, lists.read(read(text.encode(), CUSTOMER_LIST)))
    with store.write() as transaction:
        planned, conflicts = editing.plan(transaction, PORTAL, given, typed)
        editing.apply(transaction, PORTAL, planned, NO_VISIT)
    return planned, conflicts


def in_the_register(store: Store) -> dict[str, tuple[str, str | None]]:
    with store.read() as transaction:
        return {one.number: (one.name, one.address) for one in rows.listed(transaction, BOE)}


def meanwhile(store: Store, number: str, **values: object) -> None:
    with store.write() as transaction:
        tables.change_customer(transaction, BOE, number, **values)


def test_only_what_was_typed_changes(store: Store) -> None:
    meanwhile(store, "1", address="elle@exemple.fr")

    edit(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr", "3;C;c@exemple.fr")

    assert in_the_register(store) == {
        "1": ("A", "elle@exemple.fr"),
        "2": ("B", "b@exemple.fr"),
        "3": ("C", "c@exemple.fr"),
    }


def test_another_cell_of_the_same_line_changed_meanwhile_stays_too(store: Store) -> None:
    meanwhile(store, "1", address="elle@exemple.fr")

    _, conflicts = edit(store, "1;Autre;a@exemple.fr", "2;B;")

    assert in_the_register(store)["1"] == ("Autre", "elle@exemple.fr")
    assert not conflicts


def test_the_same_cell_changed_meanwhile_is_shown_and_not_overwritten(store: Store) -> None:
    meanwhile(store, "1", address="elle@exemple.fr")

    _, conflicts = edit(store, "1;A;moi@exemple.fr", "2;B;")

    assert conflicts == [Conflict("1", "adresse", "moi@exemple.fr", "elle@exemple.fr")]
    assert in_the_register(store)["1"] == ("A", "elle@exemple.fr")


def test_the_same_change_by_both_is_no_conflict(store: Store) -> None:
    meanwhile(store, "1", address="elle@exemple.fr")

    _, conflicts = edit(store, "1;A;elle@exemple.fr", "2;B;")

    assert not conflicts


def test_a_line_taken_out_changes_nothing(store: Store) -> None:
    edit(store, "1;A;a@exemple.fr")

    assert set(in_the_register(store)) == {"1", "2"}


def test_a_new_line_with_somebodys_number_does_not_overwrite_them(store: Store) -> None:
    _, conflicts = edit(store, "2;Intrus;x@exemple.fr", given={"1": GIVEN["1"]})

    assert [one.what for one in conflicts] == ["nom", "adresse"]
    assert in_the_register(store)["2"] == ("B", None)


def test_who_was_removed_meanwhile_stays_removed(store: Store) -> None:
    meanwhile(store, "2", removed_at=clock.now())

    _, conflicts = edit(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")

    assert [one.now for one in conflicts] == ["retiré du registre"]
    assert set(in_the_register(store)) == {"1"}


def test_a_line_for_who_was_removed_brings_them_back(store: Store) -> None:
    meanwhile(store, "2", removed_at=clock.now())

    edit(store, "1;A;a@exemple.fr", "2;B2;b@exemple.fr", given={"1": GIVEN["1"]})

    assert in_the_register(store)["2"] == ("B2", "b@exemple.fr")


def test_an_import_of_the_same_list_does_not_undo_an_edit(store: Store) -> None:
    edit(store, "1;A;moi@exemple.fr", "2;B;")
    same = lists.read(read(b"Numero;Nom;Mail\n1;A;a@exemple.fr\n2;B;\n", CUSTOMER_LIST))

    with store.write() as transaction:
        planned = plan.plan(transaction, PORTAL, same)
        incoming.apply(transaction, PORTAL, planned, "clients.csv")

    assert planned.changes_nothing
    assert in_the_register(store)["1"] == ("A", "moi@exemple.fr")


def test_a_postal_address_is_edited_like_the_rest(store: Store) -> None:
    given = {"1": GIVEN["1"]._replace(postal_address="2, rue Haute\n47550 BOÉ")}
    meanwhile(store, "1", postal_address="2, rue Haute\n47550 BOÉ")
    meanwhile(store, "2", postal_address="8, rue Basse\n47550 BOÉ")
    text = "".join(writing.lines(editing.rows(given)))
    assert text.splitlines()[1] == "1;A;a@exemple.fr;2, rue Haute;47550;BOÉ"

    typed = [text.splitlines()[1].replace("Haute", "Neuve"), "2;B;b@exemple.fr;;;"]
    planned, _ = edit(store, *typed, given=given | {"2": GIVEN["2"]}, titles=text.splitlines()[0])

    with store.read() as transaction:
        kept = [one.postal_address for one in rows.listed(transaction, BOE)]
    assert kept == ["2, rue Neuve\n47550 BOÉ", "8, rue Basse\n47550 BOÉ"]
    assert planned.notes()["changed"][0] == (
        "1 : adresse postale 2, rue Haute, 47550 BOÉ → 2, rue Neuve, 47550 BOÉ"
    )


def test_a_postal_address_can_be_taken_away_and_is_left_by_a_text_without_it(store: Store) -> None:
    given = {"1": GIVEN["1"]._replace(postal_address="2, rue Haute"), "2": GIVEN["2"]}
    meanwhile(store, "1", postal_address="2, rue Haute")

    unchanged, _ = edit(store, "1;A;a@exemple.fr", "2;B;", given=given)
    taken_away, _ = edit(
        store, "1;A;a@exemple.fr;", "2;B;;", given=given, titles="Numéro;Nom;Adresse mail;Adresse"
    )

    assert unchanged.changes_nothing
    assert taken_away.notes()["changed"] == ["1 : adresse postale 2, rue Haute → (aucune)"]


def test_a_postal_address_that_changed_meanwhile_is_shown_in_one_line(store: Store) -> None:
    meanwhile(store, "1", postal_address="8, rue Basse\n47550 BOÉ")

    _, conflicts = edit(
        store, "1;A;a@exemple.fr;2, rue Haute", "2;B;;", titles="Numéro;Nom;Adresse mail;Adresse"
    )

    assert conflicts == [
        Conflict("1", "adresse postale", "2, rue Haute", "8, rue Basse, 47550 BOÉ")
    ]


def test_what_was_changed_and_from_what_stands_in_the_journal(store: Store) -> None:
    edit(store, "1;Autre;moi@exemple.fr", "2;B;", "3;C;c@exemple.fr")
    edit(store, "1;A;a@exemple.fr", "2;B;")  # as it was given out: nothing was typed

    with store.read() as transaction:
        lines = tables.rows(transaction, EVENTS)
    assert [line.details for line in lines] == [
        "3 ajouté : C, c@exemple.fr ; 1 : nom A → Autre ; 1 : adresse a@exemple.fr → moi@exemple.fr"
    ]


def test_an_editor_that_eats_zeros_is_noticed(store: Store) -> None:
    given = {"0047": Cells("A", None)}
    listing = lists.read(read(b"Numero;Nom;Mail\n47;A;\n", CUSTOMER_LIST))

    wrong = editing.mistakes(given, listing)

    assert [(one.line, "zéros du début" in one.reason) for one in wrong] == [(2, True)]
