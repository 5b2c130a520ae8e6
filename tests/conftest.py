"""What nearly every test needs: an empty database made once, a mail server, a town hall."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from store import Store
from tests import databases
from tests.databases import EmptyDatabase, database_url, postgresql  # noqa: F401
from tests.inbox import Inbox
from tests.paying import till  # noqa: F401
from tests.redis import redis  # noqa: F401
from tests.town import Town, running
from tests.visitor import Visitor


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    databases.choose(config, items)


@pytest.fixture(scope="session")
def empty_database(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> EmptyDatabase:
    """A migrated database to be copied: migrating takes longer than most tests."""
    if databases.ALL_ON_POSTGRESQL:
        return EmptyDatabase(server=request.getfixturevalue("postgresql"))
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return EmptyDatabase(file=folder / "portail.db")


@pytest.fixture(autouse=True)
def _databases_end_with_their_test() -> Iterator[None]:
    yield
    databases.drop_laid()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase) -> Iterator[Town]:
    with running(tmp_path / "data", inbox, empty_database=empty_database) as portal:
        yield portal


@pytest.fixture
def visitor(town: Town) -> Visitor:
    return town.visitor()


@pytest.fixture
def at_noon() -> Iterator[time_machine.Traveller]:
    """Time that only moves when a test says so; later than when the cast was made."""
    with time_machine.travel("2090-03-02 12:00:00 +0100", tick=False) as traveller:
        yield traveller
