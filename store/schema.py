"""The tables are brought up to date before their first use, by whoever comes first.

The check and the change are one write transaction, so two processes that start at once are one
after the other: the second finds nothing left to do. A filled SQLite file is copied first.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store import copies, database, reasons
from store.reasons import Unavailable

log = logging.getLogger(__name__)

HEAD = "0020"  # the newest revision in migrations/versions; a test holds them together
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, data_dir: Path) -> None:
    """Apply the migrations that are missing; whole or not at all. Raises `Unavailable`."""
    if _is_current(engine):
        return
    with changing(engine) as connection:
        found = revision(connection)
        if found == HEAD:
            return
        if found is None:
            migrate(connection, HEAD)
            return
        refuse_newer(found)
        _upgrade_filled(connection, found, data_dir)


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def refuse_newer(found: str) -> None:
    """Raise `Unavailable` where this version of the portal does not know the revision."""
    if not any(MIGRATIONS.glob(f"versions/{found}_*.py")):
        raise Unavailable(
            f"Ces données viennent d'une version plus récente du portail (révision {found}, "
            f"ici {HEAD}) : installez cette version, ou une plus récente."
        )


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction that alone may change the tables, in any process; kept at its end."""
    with (
        database.for_writing(engine).connect() as connection,
        database.of(engine).changing(connection),
    ):
        yield connection


def migrate(connection: Connection, target: str) -> None:
    """Bring the tables to this revision, inside the transaction that is open."""
    # 19 MiB of an idle process: only imported when there is something to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _upgrade_filled(connection: Connection, found: str, data_dir: Path) -> None:
    advice = "faites une sauvegarde"
    try:
        copy = copies.keep(connection, data_dir, before=HEAD)
        if copy is not None:
            advice = f"une copie d'avant est dans {copy}"
            log.info("La base passe de %s à %s ; %s.", found, HEAD, advice)
        migrate(connection, HEAD)
    except Exception as error:
        unchanged = f"La mise à niveau de la base ({found} → {HEAD}) n'a rien changé"
        if reasons.is_of_the_host(error):
            raise Unavailable(f"{unchanged}. {reasons.of(error, data_dir)}") from error
        raise Unavailable(
            f"{unchanged}, car elle a échoué : remettez en service la version précédente du "
            f"portail, puis signalez cette erreur ({reasons.brief(error)} ; {advice})."
        ) from error


def _is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        return revision(connection) == HEAD
