"""Which database it is: SQLite by default, PostgreSQL by PORTAIL_DATABASE_URL; no other."""

from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from store.dialects import WRITE, Dialect
from store.postgresql import Postgresql
from store.sqlite import Sqlite

_POSTGRESQL = Postgresql()
# « postgres:// » is what hosting panels hand out.
_DIALECTS: dict[str, Dialect] = {
    "sqlite": Sqlite(),
    "postgresql": _POSTGRESQL,
    "postgres": _POSTGRESQL,
}


def connect(url: str, data_dir: Path) -> Engine:
    """Return the engine; `url` may be empty. Raises `ArgumentError` for any other database."""
    place = make_url(url) if url else URL.create("sqlite", database=str(data_dir / "portail.db"))
    return _named(place.get_backend_name()).connect(place)


def of(bound: Engine | Connection) -> Dialect:
    """Return what this database does in its own way."""
    return _named(bound.dialect.name)


def for_writing(engine: Engine) -> Engine:
    """Return the same engine, whose transactions begin as writes."""
    return engine.execution_options(**{WRITE: True})


def _named(name: str) -> Dialect:
    if name not in _DIALECTS:
        raise ArgumentError(f"neither SQLite nor PostgreSQL: {name}")
    return _DIALECTS[name]
