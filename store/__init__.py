"""What is kept. The only place that knows SQL and folders.

`Store.read()` and `Store.write()` are the two ways in; nothing below a door opens or commits.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from store import database, schema

__all__ = ["Session", "Store", "Unavailable"]
log = logging.getLogger(__name__)


class Unavailable(Exception):  # noqa: N818 - a state of the host, not a programming error
    """The database can't be used now; the text says why in French."""


class Store:
    """The database and the data folder of one host."""

    def __init__(self, data_dir: Path, url: str = "") -> None:
        """Open what is kept in `data_dir` and bring its tables up to date.

        Raises `Unavailable` where the folder or the database can't be used.
        """
        self.data_dir = data_dir
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.engine = database.connect(url, data_dir)
            schema.upgrade(self.engine)
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise Unavailable(_reason(error, data_dir)) from error
        self._writing = database.for_writing(self.engine)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent moment; never waits for a writer. Nothing in it may be written."""
        with _explained(self.data_dir), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is kept at the end of the block, or nothing."""
        with (
            _explained(self.data_dir),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def check(self) -> None:
        """Prove that the database answers and can be written; raises `Unavailable`."""
        with self.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num"))

    def optimize(self) -> None:
        """Let SQLite bring up to date what it knows of its tables; PostgreSQL does so by itself."""
        if self.engine.dialect.name == "sqlite":
            with _explained(self.data_dir), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA optimize")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def _explained(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unavailable(_reason(error, data_dir)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(_reason(error, data_dir)) from error
        raise


def _reason(error: Exception, data_dir: Path) -> str:
    """Say in one sentence what an administrator can mend."""
    if isinstance(error, OSError):
        return f"Le dossier de données {data_dir} ne peut pas servir : {os.strerror(error.errno or 0)}."
    if isinstance(error, ImportError):
        return (
            "PORTAIL_DATABASE_URL désigne PostgreSQL, dont le pilote manque : "
            "lancez « .venv/bin/pip install -r requirements-postgresql.txt »."
        )
    text_of_it = str(getattr(error, "orig", error)).lower()
    for sign, sentence in _REASONS.items():
        if sign in text_of_it:
            return sentence.format(folder=data_dir)
    return f"La base de données ne répond pas ({text_of_it.strip().splitlines()[0]})."


_REASONS = {
    "locked": "La base de données est occupée par un autre programme depuis trop longtemps.",
    "full": "Le disque est plein : libérez de la place, le portail reprendra de lui-même.",
    "readonly": "Le dossier de données {folder} est en lecture seule : rendez-le modifiable.",
    "unable to open": "La base de données ne peut pas être ouverte dans {folder} : "
    "vérifiez que ce dossier appartient au portail.",
    "disk i/o": "Le disque ne répond plus dans {folder} : vérifiez-le et la place qui reste.",
    "not a database": "Le fichier portail.db de {folder} n'est pas une base de données.",
    "malformed": "La base de données de {folder} est abîmée : restaurez la dernière sauvegarde.",
}
