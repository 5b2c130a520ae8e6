"""What an import changes, and what it leaves alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import clock, history, outbox
from domain.columns import CUSTOMER_LIST
from domain.customers import incoming, lists, plan, register
from domain.customers.plan import Plan
from domain.faults import Fault
from sheets.reading import read
from store import Store, accounts, events
from store import customers as rows
from store.models import ACCOUNTS, MESSAGES
from store.records import Account
from tests import tables
from tests.databases import EmptyDatabase
from tests.people import BOE
from tests.people import VILLE_DE_BOE as PORTAL


@pytest.fixture
def store(tmp_path: Path, empty_database: EmptyDatabase, database_url: str) -> Iterator[Store]:
    empty_database.lay(tmp_path)
    opened = Store(tmp_path, database_url)
    yield opened
    opened.close()


def bring_in(store: Store, *lines: str, titles: str = "Numéro;Nom;Mail") -> Plan:
    """Import a list of lines « number;name;address »."""
    listing = lists.read(read("\n".join([titles, *lines]).encode(), CUSTOMER_LIST))
    with store.write() as transaction:
        planned = plan.plan(transaction, PORTAL, listing)
        incoming.apply(transaction, PORTAL, planned, "clients.csv")
    return planned


def change(store: Store, number: str, **values: object) -> None:
    """Change a customer as « Mon compte » or the service would."""
    with store.write() as transaction:
        tables.change_customer(transaction, BOE, number, **values)


def in_the_register(store: Store) -> dict[str, tuple[str, str | None]]:
    with store.read() as transaction:
        return {one.number: (one.name, one.address) for one in rows.listed(transaction, BOE)}


def counts(planned: Plan) -> tuple[int, int, int]:
    return len(planned.added), len(planned.changed), planned.unchanged


def test_the_same_list_again_changes_nothing(store: Store) -> None:
    first = bring_in(store, "1;A;a@exemple.fr", "2;B;")
    again = bring_in(store, "1;A;a@exemple.fr", "2;B;")

    assert counts(first) == (2, 0, 0)
    assert counts(again) == (0, 0, 2)
    assert not again.noted


def test_a_row_that_ends_before_the_addresses_takes_none_away(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr", "3;C;c@exemple.fr")

    planned = bring_in(store, "1;A2", "2", "3;C;")

    assert in_the_register(store) == {
        "1": ("A2", "a@exemple.fr"),
        "2": ("B", "b@exemple.fr"),
        "3": ("C", None),
    }
    assert planned.without_address == ["3"]


def test_customers_who_are_not_in_the_list_stay(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")
    bring_in(store, "2;B;nouvelle@exemple.fr")

    assert in_the_register(store) == {"1": ("A", "a@exemple.fr"), "2": ("B", "nouvelle@exemple.fr")}


def test_an_import_never_undoes_what_the_customer_changed(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    change(store, "1", address="a.elle@exemple.fr", changed_by_customer_at=clock.now())

    again = bring_in(store, "1;A;a@exemple.fr")

    assert in_the_register(store)["1"] == ("A", "a.elle@exemple.fr")
    assert again.kept == ["1"]


def test_what_changed_in_the_list_wins(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    change(store, "1", address="a.elle@exemple.fr", changed_by_customer_at=clock.now())

    planned = bring_in(store, "1;A;a.autre@exemple.fr")

    assert in_the_register(store)["1"] == ("A", "a.autre@exemple.fr")
    assert planned.changed[0].before.address == "a.elle@exemple.fr"


def test_once_the_list_has_caught_up_the_change_is_no_news_any_more(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    change(store, "1", address="a.elle@exemple.fr", changed_by_customer_at=clock.now())

    caught_up = bring_in(store, "1;A;a.elle@exemple.fr")

    assert counts(caught_up) == (0, 0, 1)
    with store.read() as transaction:
        assert rows.listed(transaction, BOE)[0].changed_by_customer_at is None


def test_a_customer_added_here_keeps_its_address_when_the_list_first_names_it(store: Store) -> None:
    with store.write() as transaction:
        tables.add_customers(
            transaction, [{"portal": BOE, "number": "1", "name": "A", "address": "ici@exemple.fr"}]
        )

    bring_in(store, "1;A;liste@exemple.fr")
    assert in_the_register(store)["1"] == ("A", "ici@exemple.fr")

    bring_in(store, "1;A;liste2@exemple.fr")
    assert in_the_register(store)["1"] == ("A", "liste2@exemple.fr")


def test_a_list_without_names_leaves_names_alone(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")

    planned = bring_in(store, "1;b@exemple.fr", "2;c@exemple.fr", titles="Numéro;Mail")

    assert in_the_register(store) == {"1": ("A", "b@exemple.fr"), "2": ("", "c@exemple.fr")}
    assert counts(bring_in(store, "1;b@exemple.fr", titles="Numéro;Mail")) == (0, 0, 1)
    assert counts(planned) == (1, 1, 0)


def test_one_taken_out_stays_out_until_the_list_says_something_new(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    change(store, "1", removed_at=clock.now())

    same = bring_in(store, "1;A;a@exemple.fr")
    assert (same.left_out, in_the_register(store)) == (["1"], {})

    new = bring_in(store, "1;A;b@exemple.fr")
    assert new.changed[0].is_back
    assert in_the_register(store) == {"1": ("A", "b@exemple.fr")}


def test_a_register_that_changed_since_the_plan_is_planned_again(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    listing = lists.read(read(b"Numero;Nom;Mail\n1;A;b@exemple.fr\n2;B;", CUSTOMER_LIST))
    with store.read() as transaction:
        planned = plan.plan(transaction, PORTAL, listing)
    change(store, "1", address="entre-temps@exemple.fr")

    with pytest.raises(rows.Stale), store.write() as transaction:
        incoming.apply(transaction, PORTAL, planned, "clients.csv")

    assert in_the_register(store) == {"1": ("A", "entre-temps@exemple.fr")}


def test_two_imports_of_one_new_customer_do_not_add_it_twice(store: Store) -> None:
    listing = lists.read(read(b"Numero;Nom;Mail\n1;A;b@exemple.fr", CUSTOMER_LIST))
    with store.read() as transaction:
        planned = plan.plan(transaction, PORTAL, listing)
    bring_in(store, "1;A;b@exemple.fr")

    with pytest.raises(rows.Stale), store.write() as transaction:
        incoming.apply(transaction, PORTAL, planned, "clients.csv")


def an_account(store: Store, address: str, *, is_active: bool = True) -> Account:
    with store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, address, clock.now())
        tables.change(transaction, ACCOUNTS, account.id, password_hash="x" if is_active else None)
    return account


def test_who_leaves_an_active_account_is_reported_noted_and_its_old_address_told(
    store: Store,
) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;a@exemple.fr", "3;C;a@exemple.fr")
    account = an_account(store, "a@exemple.fr")

    planned = bring_in(store, "1;A;autre@exemple.fr", "2;B;", "3;C2;a@exemple.fr")

    assert [(departure.number, departure.address) for departure in planned.departures] == [
        ("1", "autre@exemple.fr"),
        ("2", None),
    ]
    with store.read() as transaction:
        kinds = [event.kind for event in events.of_account(transaction, account.id)]
        mails = tables.rows(transaction, MESSAGES)
    assert kinds == [history.Kind.CUSTOMER_MOVED] * 2
    assert [(mail.kind, mail.recipient, mail.details) for mail in mails] == [
        (outbox.Kind.ADDRESS_MOVED, "a@exemple.fr", {"numbers": ["1", "2"]})
    ]


def test_who_leaves_an_account_that_nobody_activated_is_no_news(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    an_account(store, "a@exemple.fr", is_active=False)

    assert not bring_in(store, "1;A;autre@exemple.fr").departures


@pytest.mark.parametrize("text", ["lefevre", "LEFÈVRE", "0047", "Alice@", "lefè"])
def test_a_search_finds_names_without_their_accents(store: Store, text: str) -> None:
    bring_in(store, "0047;LEFÈVRE Alice;alice@exemple.fr", "0048;NOËL Bruno;bruno@exemple.fr")

    with store.read() as transaction:
        found = register.search(transaction, PORTAL, text)

    assert [one.number for one in found] == ["0047"]


def test_a_blank_address_does_not_undo_the_customers_own_change(store: Store) -> None:
    bring_in(store, "1;A;ancienne@exemple.fr")
    change(store, "1", address="nouvelle@exemple.fr", changed_by_customer_at=clock.now())

    bring_in(store, "1;A;")
    bring_in(store, "1;A;ancienne@exemple.fr")

    with store.read() as transaction:
        assert rows.known(transaction, BOE)["1"].address == "nouvelle@exemple.fr"


def test_a_column_of_addresses_that_came_out_empty_cuts_nobody_off(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")

    with pytest.raises(Fault, match="vide de la première à la dernière ligne"):
        bring_in(store, "1;A;", "2;B;")


POSTAL = "Numéro;Nom;Mail;Adresse;Code postal;Ville"


def postal_address(store: Store) -> str:
    with store.read() as transaction:
        return rows.known(transaction, BOE)["1"].postal_address


def test_a_list_says_where_letters_go_and_one_without_leaves_it(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    first = bring_in(store, "1;A;a@exemple.fr;2, rue Haute;47550;Boé", titles=POSTAL)
    again = bring_in(store, "1;A;a@exemple.fr;2, rue Haute;47550;Boé", titles=POSTAL)
    without = bring_in(store, "1;A;a@exemple.fr")
    blank = bring_in(store, "1;A;a@exemple.fr;;;", titles=POSTAL)

    assert first.notes()["changed"] == ["1 : adresse postale (aucune) → 2, rue Haute, 47550 Boé"]
    assert [counts(each) for each in (again, without, blank)] == [(0, 0, 1)] * 3
    assert postal_address(store) == "2, rue Haute\n47550 Boé"


def test_a_list_undoes_no_correction_of_a_postal_address_until_it_says_another(
    store: Store,
) -> None:
    listed = "1;A;a@exemple.fr;2, rue Haute;47550;Boé"
    bring_in(store, listed, titles=POSTAL)
    change(store, "1", postal_address="8, rue Basse\n47550 Boé")

    same = bring_in(store, listed, titles=POSTAL)
    assert (counts(same), postal_address(store)) == ((0, 0, 1), "8, rue Basse\n47550 Boé")

    moved = bring_in(store, listed.replace("Haute", "Neuve"), titles=POSTAL)
    assert (counts(moved), postal_address(store)) == ((0, 1, 0), "2, rue Neuve\n47550 Boé")


def test_what_the_service_typed_of_a_new_customer_stays_when_a_list_knows_them_first(
    store: Store,
) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    change(store, "1", postal_address="8, rue Basse", file_name=None, file_address=None)

    for _ in range(2):
        bring_in(store, "1;A;a@exemple.fr;2, rue Haute;;", titles=POSTAL)
        assert postal_address(store) == "8, rue Basse"

    bring_in(store, "1;A;a@exemple.fr;2, rue Neuve;;", titles=POSTAL)
    assert postal_address(store) == "2, rue Neuve"


def test_who_moves_house_keeps_the_rest(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr;2, rue Haute;47550;Boé", titles=POSTAL)
    change(store, "1", address="moi@exemple.fr")

    bring_in(store, "1;A;a@exemple.fr;8, rue Basse;47550;Boé", titles=POSTAL)

    assert postal_address(store) == "8, rue Basse\n47550 Boé"
    assert in_the_register(store) == {"1": ("A", "moi@exemple.fr")}
