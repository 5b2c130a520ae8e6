"""A store for the rules, on each database there is; a clock that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from store import Store
from tests.databases import database_url, postgresql  # noqa: F401


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Iterator[Store]:  # noqa: F811 - the fixture's own name
    opened = Store(tmp_path, database_url)
    yield opened
    opened.close()


@pytest.fixture
def at_noon() -> Iterator[time_machine.Traveller]:
    """Time that only moves when a test says so; later than when the cast was made."""
    with time_machine.travel("2090-03-02 12:00:00 +0100", tick=False) as traveller:
        yield traveller
