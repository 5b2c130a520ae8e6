"""A lot in, a lot out, in SQLite and in PostgreSQL alike."""

from pathlib import Path

from domain import (
    clock,
    invoice_imports,
    invoice_reading,
    invoice_removals,
    invoices,
    lots,
    portals,
)
from store import Store, accounts, announcements, customers
from store import invoices as rows
from store.models import MessageState
from tests.bills import a_bill, a_lot
from tests.people import ALICE, BOE

HERE = portals.Portal(BOE, "Ville de Boé", "a@exemple.fr")


def a_store(folder: Path, url: str) -> Store:
    """Alice is in the register, with an active account."""
    store = Store(folder, url)
    row = {"portal": BOE, "number": ALICE.numbers[0], "name": "", "address": ALICE.address}
    with store.write() as session:
        customers.add(session, [row])
        account = accounts.get_or_add(session, BOE, ALICE.address, clock.now())
        accounts.set_password(session, account.id, version=0, password_hash="x", at=clock.now())
    return store


def bring_in(store: Store, lot: Path) -> int | None:
    opened = lots.open_lot(lot)
    contents = invoice_reading.read(opened)
    return invoice_imports.carry_out(store, HERE, opened, contents, sender=ALICE.address).number


def test_an_import_and_its_removal(tmp_path: Path, database_url: str) -> None:
    store = a_store(tmp_path / "data", database_url)
    first = bring_in(store, a_lot(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))
    assert first is not None
    changed = bring_in(store, a_lot(tmp_path, a_bill(ALICE, "FA-1", montant="1,00")))

    with store.read() as session:
        account = accounts.by_address(session, BOE, ALICE.address)
        assert account is not None
        (newest, *_) = invoices.of_account(session, account)
        one = invoices.document(session, account, newest.key)
        listed = [(row.id, left) for row, left in rows.imports(session, BOE)]
        mails = announcements.progress(session)
    assert one == newest
    assert listed == [(changed, 0), (first, 2)]
    assert mails == {first: {MessageState.WAITING: 1}}

    with store.write() as session:
        removal = invoice_removals.of_import(session, HERE, first)
        assert removal.corrected == ["FA-1"]
        assert invoice_removals.apply(session, removal) == 0
    with store.read() as session:
        assert [each.number for each in invoices.of_account(session, account)] == ["FA-1"]

    with store.write() as session:
        removal = invoice_removals.of_numbers(session, HERE, ["FA-1"])
        assert invoice_removals.apply(session, removal) == 1
    with store.read() as session:
        assert invoices.of_account(session, account) == []
        assert announcements.progress(session) == {first: {MessageState.CANCELLED: 1}}
    store.close()
