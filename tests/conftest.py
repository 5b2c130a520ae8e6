"""What nearly every test needs: an empty database made once, a mail server, a town hall."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Store
from tests.databases import Postgresql, database_url, postgresql  # noqa: F401
from tests.inbox import Inbox
from tests.redis import redis  # noqa: F401
from tests.town import Town, running
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to be copied: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return folder / "portail.db"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, inbox: Inbox, request: pytest.FixtureRequest) -> Iterator[Town]:
    if os.environ.get("TESTS_DATABASE") != "postgresql":
        empty: Path = request.getfixturevalue("empty_database")
        with running(tmp_path / "data", inbox, empty_database=empty) as portal:
            yield portal
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.migrated_url()
    with running(tmp_path / "data", inbox, DATABASE_URL=url) as portal:
        yield portal
    server.drop(url)


@pytest.fixture
def visitor(town: Town) -> Visitor:
    return town.visitor()
