from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import Store
from tests.databases import database_url, postgresql  # noqa: F401


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:  # noqa: F811
    with closing(Store(tmp_path / "data", database_url)) as opened:
        yield opened
