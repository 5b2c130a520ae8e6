"""An import of customers is taken back where nothing newer changed what it did."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain import clock, history
from domain.columns import CUSTOMER_LIST
from domain.customers import incoming, lists, plan, register, undoing
from domain.customers.undoing import Undoing
from domain.faults import Fault
from domain.history import NO_VISIT
from sheets.reading import read
from store import Store, accounts, customers, events, imports, invoices, readers
from store.models import CUSTOMER_CHANGES, MESSAGES
from tests import tables
from tests.databases import EmptyDatabase
from tests.people import AGEN, BOE, VILLE_DE_BOE
from tests.store.rows import NOON
from tests.store.rows import invoice as an_invoice


@pytest.fixture
def store(tmp_path: Path, empty_database: EmptyDatabase, database_url: str) -> Iterator[Store]:
    empty_database.lay(tmp_path)
    opened = Store(tmp_path, database_url)
    yield opened
    opened.close()


def bring_in(store: Store, *lines: str, titles: str = "Numéro;Nom;Mail") -> int | None:
    """Import a list of lines « number;name;address » and return its N."""
    text = "\n".join([titles, *lines])
    listing = lists.read(read(text.encode(), CUSTOMER_LIST))
    with store.write() as transaction:
        planned = plan.plan(transaction, VILLE_DE_BOE, listing)
        return incoming.apply(transaction, VILLE_DE_BOE, planned, "clients.csv")


def undo(store: Store, number: int | None) -> Undoing:
    assert number is not None
    with store.write() as transaction:
        return undoing.undo(transaction, VILLE_DE_BOE, number, NO_VISIT)


def known(store: Store) -> dict[str, customers.Known]:
    with store.read() as transaction:
        return customers.known(transaction, BOE)


def addresses(store: Store) -> dict[str, str | None]:
    return {number: one.address for number, one in known(store).items()}


def test_the_register_is_as_before(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")
    before = known(store)
    wrong = bring_in(store, "1;X;x@exemple.fr", "2;B;", "3;C;c@exemple.fr")

    done = undo(store, wrong)

    assert known(store) == before
    assert [one.number for one in done.restored] == ["1", "2"]
    assert [one.number for one in done.gone] == ["3"]


def test_the_same_list_may_come_in_again(store: Store) -> None:
    lines = "1;A;a@exemple.fr", "2;B;b@exemple.fr"
    undo(store, bring_in(store, *lines))

    assert known(store) == {}
    bring_in(store, *lines)
    assert addresses(store) == {"1": "a@exemple.fr", "2": "b@exemple.fr"}


def test_what_a_customer_changed_since_stays_and_is_named(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")
    wrong = bring_in(store, "1;A;x@exemple.fr", "2;B;y@exemple.fr")
    with store.write() as transaction:
        readers.follow(transaction, BOE, "x@exemple.fr", "elle@exemple.fr", clock.now())

    done = undo(store, wrong)

    assert done.changed_since == ["1"]
    assert addresses(store) == {"1": "elle@exemple.fr", "2": "b@exemple.fr"}


def test_what_a_later_list_said_stays_until_that_one_is_taken_back(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    second = bring_in(store, "1;A;b@exemple.fr")
    third = bring_in(store, "1;A;c@exemple.fr")

    assert undo(store, second).changed_since == ["1"]
    assert addresses(store) == {"1": "c@exemple.fr"}
    undo(store, third)
    assert addresses(store) == {"1": "b@exemple.fr"}
    undo(store, second)
    assert addresses(store) == {"1": "a@exemple.fr"}


def test_who_was_taken_out_since_stays_out(store: Store) -> None:
    first = bring_in(store, "1;A;a@exemple.fr")
    with store.write() as transaction:
        register.remove(transaction, VILLE_DE_BOE, ["1"], NO_VISIT)

    done = undo(store, first)

    assert done.changed_since == ["1"]
    assert known(store)["1"].is_removed


def test_a_customer_with_bills_stays_and_is_named(store: Store) -> None:
    number = bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")
    with store.write() as transaction:
        batch = imports.add(
            transaction, portal=BOE, kind=imports.FACTURES, at=NOON, name="lot", counts={}
        )
        customer = customers.known(transaction, BOE)["1"]
        invoices.add(transaction, [an_invoice(customer.id, batch.id)])

    done = undo(store, number)

    assert done.with_bills == ["1"]
    assert addresses(store) == {"1": "a@exemple.fr"}


def test_an_active_account_that_a_customer_leaves_is_told_again(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    wrong = bring_in(store, "1;A;b@exemple.fr", "2;B;b@exemple.fr")
    with store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, "b@exemple.fr", clock.now())
        accounts.set_password(transaction, account.id, version=0, password_hash="x", at=clock.now())

    done = undo(store, wrong)

    assert done.moved == ["1 : b@exemple.fr → a@exemple.fr"]
    with store.read() as transaction:
        kinds = {event.kind for event in events.of_account(transaction, account.id)}
        mails = tables.rows(transaction, MESSAGES)
    assert kinds == {history.Kind.CUSTOMER_MOVED, history.Kind.CUSTOMER_REMOVED}
    assert [(mail.recipient, mail.details) for mail in mails] == [
        ("b@exemple.fr", {"numbers": ["1"]})
    ]


def test_what_it_would_do_is_said_before_and_who_did_it_after(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")
    number = bring_in(store, "1;A;b@exemple.fr", "2;B;b2@exemple.fr")
    assert number is not None
    with store.read() as transaction:
        planned = undoing.plan(transaction, VILLE_DE_BOE, number)
    assert ([one.number for one in planned.restored], [one.number for one in planned.gone]) == (
        ["1"],
        ["2"],
    )

    undo(store, number)

    with store.read() as transaction:
        row = imports.by_id(transaction, BOE, number)
    assert row is not None
    assert row.taken_back_at is not None


def test_a_list_that_changed_nothing_has_no_number(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr")

    assert bring_in(store, "1;A;a@exemple.fr") is None


@pytest.mark.parametrize("portal", [BOE, AGEN])
def test_what_is_no_import_of_customers_here_is_a_fault(store: Store, portal: str) -> None:
    kind = imports.FACTURES if portal == BOE else imports.CLIENTS
    with store.write() as transaction:
        row = imports.add(transaction, portal=portal, kind=kind, at=NOON, name="x", counts={})

    with pytest.raises(Fault, match="n'existe pas ici"):
        undo(store, row.id)


def test_what_imports_of_long_ago_changed_is_forgotten(store: Store) -> None:
    bring_in(store, "1;A;a@exemple.fr", "2;B;b@exemple.fr")

    with store.write() as transaction:
        assert imports.erase_before(transaction, clock.now() - timedelta(days=1)) == 0
        assert imports.erase_before(transaction, clock.now() + timedelta(days=1)) == 2
        assert imports.erase_before(transaction, clock.now() + timedelta(days=1)) == 0
        assert tables.count(transaction, CUSTOMER_CHANGES) == 0


def test_where_letters_go_comes_back_too(store: Store) -> None:
    titles = "Numéro;Nom;Mail;Adresse"
    bring_in(store, "1;A;a@exemple.fr;2, rue Haute", titles=titles)
    before = known(store)

    undo(store, bring_in(store, "1;A;a@exemple.fr;8, rue Basse", titles=titles))

    assert known(store) == before
