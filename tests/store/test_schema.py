"""The tables are brought up to date once, by whoever comes first."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from store import Store, database, schema
from store.models import metadata
from tests.store.processes import said, start

OPEN = "import sys; from pathlib import Path; from store import Store; Store(Path(sys.argv[1]), sys.argv[2]).check()"


def test_the_newest_revision_is_the_one_the_code_asks_for() -> None:
    newest = max(path.name for path in schema.MIGRATIONS.glob("versions/*.py"))

    assert newest.split("_")[0] == schema.HEAD


def test_the_migrations_lead_to_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, metadata)
        if not database.of(connection).is_shared:
            # Alembic names an index that only PostgreSQL has.
            found = [each for each in found if not each[1].name.endswith("_beginning")]
        assert found == []


def test_two_processes_that_start_at_once_make_the_tables_once(
    tmp_path: Path, database_url: str
) -> None:
    both = [start(OPEN, tmp_path / "data", database_url) for _ in range(3)]

    for process in both:
        said(process)
    store = Store(tmp_path / "data", database_url)
    with store.read() as transaction:
        assert list(transaction.scalars(text("SELECT version_num FROM alembic_version"))) == [
            schema.HEAD
        ]
    store.close()
