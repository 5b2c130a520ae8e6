"""Whatever the portal may keep goes from one kind of database to the other and back unchanged."""

import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import JSON, Boolean, Date, Engine, Integer, String, Table, insert
from sqlalchemy.sql.schema import Column

from store import Store, archive, schema
from store.models import Moment, metadata
from tests.databases import Postgresql
from tests.store.portals import lay_files, put_back, rows_of, taken

# PostgreSQL holds every text but one with a NUL; SQLite's driver no half of a surrogate pair.
texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
moments = some.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    max_value=datetime(9000, 1, 1),  # noqa: DTZ001
    timezones=some.just(UTC),
)
values: dict[type[Any], some.SearchStrategy[Any]] = {
    Moment: moments,
    Date: some.dates(min_value=date(1900, 1, 1)),
    Boolean: some.booleans(),
    Integer: some.integers(-(2**31), 2**31 - 1),
    JSON: some.dictionaries(texts, some.one_of(some.none(), some.integers(), texts), max_size=3),
    String: texts,
}


def a_value(column: "Column[Any]") -> some.SearchStrategy[Any]:
    kind = next(kind for kind in values if isinstance(column.type, kind))
    wanted = values[kind]
    if isinstance(column.type, String) and column.type.length:
        length = column.type.length
        wanted = texts.map(lambda text: text[:length])
    return some.one_of(some.none(), wanted) if column.nullable else wanted


def some_rows(table: Table) -> some.SearchStrategy[list[dict[str, Any]]]:
    columns = [column for column in table.columns if not column.foreign_keys]
    row = some.fixed_dictionaries({column.name: a_value(column) for column in columns})
    return some.lists(row, min_size=1, max_size=4)


registers = some.fixed_dictionaries(
    {table.name: some_rows(table) for table in metadata.sorted_tables}
)


def keep(store: Store, register: dict[str, list[dict[str, Any]]]) -> None:
    """Put a register in; keys are made unique, and rows name others that are there."""
    kept: dict[str, list[dict[str, Any]]] = {}
    with store.write() as transaction:
        for table in metadata.sorted_tables:
            rows = []
            for number, row in enumerate(register[table.name], start=1):
                named = {
                    column.name: kept[key.column.table.name][number - 1][key.column.name]
                    for column in table.columns
                    for key in column.foreign_keys
                    if number <= len(kept[key.column.table.name])
                }
                rows.append(row | unique(table, number, row) | named)
            rows = [row for row in rows if set(row) == set(table.columns.keys())]
            kept[table.name] = rows
            if rows:
                transaction.execute(insert(table), rows)


def unique(table: Table, number: int, row: dict[str, Any]) -> dict[str, Any]:
    kinds = {column.name: column for column in table.columns}
    names = {"id", "key", "token_hash", "message_id", "number", "address"} & kinds.keys()
    names |= {column.name for column in table.primary_key if not column.foreign_keys}
    made = {
        name: f"{number}{row[name] or ''}"[: getattr(kinds[name].type, "length", None) or 32]
        for name in names - {"id"}
        if isinstance(kinds[name].type, String)
    }
    digest = {"document": f"{number:064x}"} if "document" in kinds else {}
    return made | digest | ({"id": number} if "id" in names else {})


@pytest.fixture(scope="module")
def forth_and_back(postgresql: Postgresql) -> str:
    """One database of PostgreSQL for all registers; each restore finds it empty again."""
    return postgresql.url()


def emptied(engine: Engine) -> None:
    with schema.changing(engine) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(register=registers)
def test_every_register_goes_forth_and_back_row_for_row(
    forth_and_back: str, register: dict[str, list[dict[str, Any]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Store(folder / "sqlite")) as sqlite:
            keep(sqlite, register)
            lay_files(folder / "sqlite")
            before = rows_of(sqlite)
            put_back(taken(sqlite), folder / "postgresql", forth_and_back)
        with closing(Store(folder / "postgresql", forth_and_back)) as postgresql:
            assert rows_of(postgresql) == before
            put_back(taken(postgresql), folder / "again")
            emptied(postgresql.engine)
        with closing(Store(folder / "again")) as again:
            assert rows_of(again) == before
        assert (folder / "again" / archive.KEY).exists()
