"""Where rejects lie: beside what they came in, under a name that nothing has yet."""

from pathlib import Path

import pytest

from domain import rejects
from domain.faults import Fault


def test_rejects_never_overwrite_a_file(tmp_path: Path) -> None:
    source = tmp_path / "clients.csv"

    places = [rejects.write(source, ".xlsx", lambda file: file.write(b"x")) for _ in range(3)]

    assert [place.name for place in places] == [
        "clients-rejets.xlsx",
        "clients-rejets-2.xlsx",
        "clients-rejets-3.xlsx",
    ]
    assert places[2].read_bytes() == b"x"
    assert places[2].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["lot-rejets.zip", "lot-rejets-7.zip"])
def test_rejects_of_rejects_count_on(tmp_path: Path, name: str) -> None:
    rejects.write(tmp_path / "lot.zip", ".zip", lambda _: None)

    again = rejects.write(tmp_path / name, ".zip", lambda _: None)

    assert again.name == "lot-rejets-2.zip"


def test_a_folder_keeps_the_whole_of_its_name(tmp_path: Path) -> None:
    batch = tmp_path / "eau.2026"
    batch.mkdir()

    assert rejects.write(batch, ".zip", lambda _: None).name == "eau.2026-rejets.zip"


def test_a_folder_that_is_gone_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="rejets n'a pas pu être écrit"):
        rejects.write(tmp_path / "absent" / "clients.csv", ".xlsx", lambda _: None)
