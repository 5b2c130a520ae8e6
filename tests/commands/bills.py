"""`flask factures`, as its tests type it."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Row, text

from domain import clock
from store import accounts, secret_key
from tests import tables
from tests.commands.flask import Answer, a_data_folder, flask
from tests.databases import EmptyDatabase, store_of
from tests.people import ALICE, BOE, BRUNO


def a_register(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    """A portal with Alice and Bruno in its register."""
    data = a_data_folder(tmp_path / "data")
    empty_database.lay(data)
    store = store_of(data)
    secret_key.load(store)
    with store.write() as transaction:
        tables.add_customers(
            transaction,
            [
                {
                    "portal": who.portal,
                    "number": who.numbers[0],
                    "name": who.name,
                    "address": who.address,
                }
                for who in (ALICE, BRUNO)
            ],
        )
    store.close()
    return data


def bring_in(folder: Path, batch: Path, *options: str, typed: str = "") -> Answer:
    return flask("factures", "import", str(batch), *options, folder=folder, typed=typed)


def numbers(folder: Path) -> list[str]:
    return [row[0] for row in asked(folder, "SELECT number FROM invoices ORDER BY number")]


def asked(folder: Path, question: str) -> list[Row[Any]]:
    """What the database answers."""
    with closing(store_of(folder)) as store, store.read() as transaction:
        return list(transaction.execute(text(question)))


def activate_many(folder: Path, count: int) -> None:
    """Customers 1 to `count`, each with an active account."""
    with closing(store_of(folder)) as store, store.write() as transaction:
        for index in range(1, count + 1):
            address, now = f"client{index}@exemple.fr", clock.now()
            row = {"portal": BOE, "number": str(index), "name": "", "address": address}
            tables.add_customers(transaction, [row])
            account = accounts.get_or_add(transaction, BOE, address, now)
            accounts.set_password(transaction, account.id, version=0, password_hash="x", at=now)
