"""A disk that is soon full."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.flask import a_data_folder
from tests.store import processes


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of 4 MiB."""
    folder = tmp_path / "small"
    with processes.small_disk(folder, "4m"):
        yield a_data_folder(folder)
