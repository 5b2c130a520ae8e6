"""The tables are brought up to date before their first use, by whoever comes first.

The check and the change are one write transaction, so two processes that start at once are one
after the other: the second finds nothing left to do.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store.database import for_writing

HEAD = "0002"  # the newest revision in migrations/versions; a test holds them together
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 470310001  # any number of our own: PostgreSQL's advisory lock for this change


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are missing; whole or not at all."""
    if _is_current(engine):
        return
    with for_writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if revision(connection) != HEAD:
            _migrate(connection, HEAD)


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        return revision(connection) == HEAD


def _migrate(connection: Connection, target: str) -> None:
    # 19 MiB of an idle process: only imported when there is something to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
