from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import Store
from tests.databases import one_of
from tests.store.portals import filled, taken


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:
    with closing(Store(tmp_path / "data", database_url)) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A second, empty database: each kind restores into each."""
    yield from one_of(request)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"


@pytest.fixture
def sqlite_backup(tmp_path: Path) -> bytes:
    with closing(filled(tmp_path / "data")) as store:
        return taken(store)
