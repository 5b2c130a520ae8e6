"""A file of customers: read through, and written once."""

from pathlib import Path

import pytest

from domain.customers import incoming
from domain.faults import Fault
from store import Store, customers, imports
from store.customers import Stale
from tests.ground import BOE

TITLES = "Numéro;Nom;Adresse mail\n"


def a_list(folder: Path, text: str) -> incoming.IncomingList:
    path = folder / "clients.csv"
    path.write_text(text, "utf-8")
    return incoming.read(path, lambda _more, _of: None)


def test_what_was_planned_is_written_and_numbered(store: Store, tmp_path: Path) -> None:
    found = a_list(tmp_path, f"{TITLES}47;LEFÈVRE Alice;a@exemple.fr\n48;;\n")

    with store.write() as transaction:
        number = found.apply(transaction, BOE, found.plan(transaction, BOE, ()))

    with store.read() as transaction:
        known = customers.known(transaction, BOE.code)
        (brought,) = imports.listed(transaction, BOE.code)
    assert (known["47"].name, known["47"].address) == ("LEFÈVRE Alice", "a@exemple.fr")
    assert (brought.id, brought.name, brought.kind) == (number, "clients.csv", imports.CLIENTS)


def test_what_changes_nothing_has_no_number(store: Store, tmp_path: Path) -> None:
    found = a_list(tmp_path, f"{TITLES}47;A;a@exemple.fr\n")
    with store.write() as transaction:
        found.apply(transaction, BOE, found.plan(transaction, BOE, ()))

        assert found.apply(transaction, BOE, found.plan(transaction, BOE, ())) is None


def test_a_plan_that_the_register_has_outrun_is_not_written(store: Store, tmp_path: Path) -> None:
    found = a_list(tmp_path, f"{TITLES}47;A;a@exemple.fr\n")
    with store.write() as transaction:
        late = found.plan(transaction, BOE, ())
        found.apply(transaction, BOE, found.plan(transaction, BOE, ()))

    with pytest.raises(Stale), store.write() as transaction:
        found.apply(transaction, BOE, late)


@pytest.mark.parametrize(
    ("text", "reason"),
    [(TITLES, "il n'y a aucun client sous la ligne de titres"), ("%PDF-1.7", "clients.csv : ")],
)
def test_a_file_that_is_no_list_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Fault, match=reason):
        a_list(tmp_path, text)
