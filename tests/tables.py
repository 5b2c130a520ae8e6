"""What is kept, row by row: for tests that look, or reach, behind the store's own functions."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, Table, func, insert, select, update

from domain import clock
from store import Store, Transaction, customers, messages, readers
from store.customers import Added
from store.models import CUSTOMERS, READERS
from store.records import By, Message, MessageState


def add(transaction: Transaction, table: Table, **columns: object) -> Row[Any]:
    """Add one row, and return it as it is kept."""
    key = transaction.execute(insert(table).values(**columns)).inserted_primary_key
    assert key is not None
    names = [column.name for column in table.primary_key]
    return one(transaction, table, **dict(zip(names, key, strict=True)))


def add_all(transaction: Transaction, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    transaction.execute(insert(table), list(rows))


def rows(transaction: Transaction, table: Table, **where: object) -> list[Row[Any]]:
    """The rows whose columns have these values."""
    return list(transaction.execute(select(table).filter_by(**where)))


def one(transaction: Transaction, table: Table, **where: object) -> Row[Any]:
    return transaction.execute(select(table).filter_by(**where)).one()


def count(transaction: Transaction, table: Table, **where: object) -> int:
    counted = select(func.count()).select_from(table).filter_by(**where)
    return transaction.execute(counted).scalar_one()


def change(transaction: Transaction, table: Table, row_id: int, **columns: object) -> None:
    """Change a row as nothing in the portal does."""
    transaction.execute(update(table).where(table.c.id == row_id).values(**columns))


def add_customers(transaction: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add to the register, a mapping each: portal, number, name, address, what the list said."""
    for row in rows:
        said = {name: value for name, value in row.items() if name != "portal"}
        one = Added(**{"name": "", "address": None} | said)
        customers.write(transaction, row["portal"], [one], [], by=By.LIST, at=clock.now())


def change_customer(transaction: Transaction, portal: str, number: str, **columns: Any) -> None:
    """Change a customer; an `address` is its first reader's."""
    known = customers.among(transaction, portal, [number])[number]
    if "address" in columns:
        move = readers.Replacement(known.id, known.address, columns.pop("address"))
        readers.replace(transaction, [move], by=By.SERVICE, at=clock.now())
    if columns:
        change(transaction, CUSTOMERS, known.id, **columns)


def add_reader(transaction: Transaction, portal: str, number: str, address: str) -> None:
    """Let a second reader in beside a customer."""
    customer = one(transaction, CUSTOMERS, portal=portal, number=number)
    reader = {"customer_id": customer.id, "address": address, "is_first": False}
    add(transaction, READERS, since=clock.now(), let_in_by=By.CUSTOMER, **reader)


def end_reader(transaction: Transaction, address: str) -> None:
    """End an address beside whatever customers it stands."""
    moves = [
        readers.Replacement(row.customer_id, address, None)
        for row in rows(transaction, READERS, address=address, ended_at=None)
    ]
    readers.replace(transaction, moves, by=By.SERVICE, at=clock.now())


def mails(transaction: Transaction, state: MessageState, limit: int = 200) -> list[Message]:
    """The mails of one state, newest first."""
    return [mail for mail, _ in messages.with_addresses(transaction, state, limit)]


def plan(store: Store, question: Select[Any], **values: object) -> list[str]:
    """How the database would find the answer, once it has looked at its tables."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        literal = {"literal_binds": True}
        text = question.params(**values).compile(connection, compile_kwargs=literal)
        is_file = store.engine.url.get_backend_name() == "sqlite"
        answer = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' * is_file}{text}")
        return [str(row[-1]) for row in answer]
