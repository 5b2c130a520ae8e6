from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store import Store


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:
    with closing(Store(tmp_path / "data", database_url)) as opened:
        yield opened
