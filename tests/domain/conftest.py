"""A store for the rules, on each database there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Store
from tests.databases import database_url, postgresql  # noqa: F401


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:  # noqa: F811 - the fixture's own name
    opened = Store(tmp_path, database_url)
    yield opened
    opened.close()
