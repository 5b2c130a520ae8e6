"""A batch in, a batch out, in SQLite and in PostgreSQL alike."""

from pathlib import Path

from domain import clock, imports, past_imports
from domain.history import NO_VISIT, Visit
from domain.imports import Options, Subject
from domain.invoices import access, removals
from store import Store, Transaction, accounts, announcements, deliveries, invoices
from store.models import MESSAGES
from store.records import MessageState
from tests import tables
from tests.bills import a_batch, a_bill
from tests.people import ALICE, BOE
from tests.people import VILLE_DE_BOE as HERE

JEANNE = Visit(by="jeanne, flask factures remove")


def a_store(folder: Path, url: str) -> Store:
    """Alice is in the register, with an active account."""
    store = Store(folder, url)
    row = {"portal": BOE, "number": ALICE.numbers[0], "name": "", "address": ALICE.address}
    with store.write() as transaction:
        tables.add_customers(transaction, [row])
        account = accounts.get_or_add(transaction, BOE, ALICE.address, clock.now())
        accounts.set_password(transaction, account.id, version=0, password_hash="x", at=clock.now())
    return store


def hand_over(transaction: Transaction, number: int) -> None:
    """The mail server takes the mail that names what an import brought."""
    (mail,) = tables.rows(transaction, MESSAGES)
    tables.change(transaction, MESSAGES, mail.id, state=MessageState.SENT)
    ids = [bill.id for bill in invoices.of_import(transaction, number)]
    deliveries.note_handed_over(
        transaction, ids, account_id=mail.account_id, mail_id=mail.id, at=clock.now()
    )


def bring_in(store: Store, batch: Path) -> int | None:
    return imports.carry_out(store, HERE, Subject.INVOICES, batch, Options()).number


def test_an_import_and_its_removal(tmp_path: Path, database_url: str) -> None:
    store = a_store(tmp_path / "data", database_url)
    first = bring_in(store, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))
    assert first is not None
    changed = bring_in(store, a_batch(tmp_path, a_bill(ALICE, "FA-1", montant="1,00")))

    with store.read() as transaction:
        account = accounts.by_address(transaction, BOE, ALICE.address)
        assert account is not None
        (newest, *_) = access.of_account(transaction, account)
        one = access.document(transaction, account, newest.key)
        listed = [(one.row.id, one.left) for one in past_imports.listed(transaction, HERE)]
        mails = announcements.progress(transaction)
    assert one == newest
    assert listed == [(changed, 0), (first, 2)]
    assert mails == {first: {MessageState.WAITING: 1}}

    with store.write() as transaction:
        removal = removals.of_import(transaction, HERE, first)
        assert removal.corrected == ["FA-1"]
        assert removals.apply(transaction, HERE, removal, NO_VISIT) == 0
    with store.read() as transaction:
        assert [each.number for each in access.of_account(transaction, account)] == ["FA-1"]

    with store.write() as transaction:
        removal = removals.of_numbers(transaction, HERE, ["FA-1"])
        assert removals.apply(transaction, HERE, removal, NO_VISIT) == 1
    with store.read() as transaction:
        assert access.of_account(transaction, account) == []
        assert announcements.progress(transaction) == {first: {MessageState.CANCELLED: 1}}
    store.close()


def test_who_was_told_of_what_goes_may_be_told_that_it_was_a_mistake(
    tmp_path: Path, database_url: str
) -> None:
    store = a_store(tmp_path / "data", database_url)
    number = bring_in(store, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))
    assert number is not None
    with store.write() as transaction:
        (mail,) = tables.rows(transaction, MESSAGES)
        assert removals.of_import(transaction, HERE, number).told == {}  # it has not left
        hand_over(transaction, number)

        removal = removals.of_import(transaction, HERE, number)
        assert {key: [bill.number for bill in bills] for key, bills in removal.told.items()} == {
            mail.account_id: ["FA-1", "FA-2"]
        }
        assert removals.apply(transaction, HERE, removal, JEANNE, tells=True) == 0

    with store.read() as transaction:
        _, word = tables.rows(transaction, MESSAGES)
        (past,) = past_imports.listed(transaction, HERE)
    assert (word.kind, word.account_id) == ("bills_withdrawn", mail.account_id)
    assert word.details == {
        "lines": [
            "Eau potable, n°\u00a0FA-1, 57,20\u00a0€",
            "Eau potable, n°\u00a0FA-2, 57,20\u00a0€",
        ],
        "count": 2,
    }
    assert (past.row.taken_back_by, past.left) == (JEANNE.by, 0)
    store.close()


def test_nobody_is_written_to_who_was_not_asked_for(tmp_path: Path) -> None:
    store = a_store(tmp_path / "data", "")
    number = bring_in(store, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    assert number is not None
    with store.write() as transaction:
        hand_over(transaction, number)
        removals.apply(transaction, HERE, removals.of_import(transaction, HERE, number), JEANNE)

        assert len(tables.rows(transaction, MESSAGES)) == 1
    store.close()
