"""The report of an import and what it refused: kept under its number, and erased in their time."""

import os
import time
from pathlib import Path

import pytest

from store import Unavailable, import_files
from store.import_files import REJECTS, REPORT


def names(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / "imports").iterdir())


def kept(data_dir: Path, number: int, **endings: str) -> None:
    with import_files.staged(data_dir) as staged:
        staged.add(REPORT, lambda file: file.write(b"{}"))
        for ending, content in endings.items():
            staged.add(f"{REJECTS}.{ending}", lambda file, said=content: file.write(said.encode()))  # type: ignore[misc]
        staged.settle(number)


def test_they_are_kept_under_the_number_for_the_portal_alone(tmp_path: Path) -> None:
    kept(tmp_path, 7, xlsx="les lignes")

    assert names(tmp_path) == ["7-rejets.xlsx", "7.json"]
    assert import_files.report(tmp_path, 7) == "{}"
    path = import_files.rejects(tmp_path, 7)
    assert path is not None
    assert path.read_text() == "les lignes"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_an_import_without_number_leaves_nothing(tmp_path: Path) -> None:
    with import_files.staged(tmp_path) as staged:
        staged.add(REPORT, lambda file: file.write(b"{}"))

    assert names(tmp_path) == []


def test_what_another_import_left_under_the_number_goes(tmp_path: Path) -> None:
    kept(tmp_path, 7, zip="d'un import qui a échoué")

    kept(tmp_path, 7)

    assert names(tmp_path) == ["7.json"]
    assert import_files.rejects(tmp_path, 7) is None


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert import_files.report(tmp_path, 7) == ""
    assert import_files.rejects(tmp_path, 7) is None
    assert import_files.every(tmp_path) == []


def test_only_those_of_imports_that_are_kept_stay(tmp_path: Path) -> None:
    kept(tmp_path, 7, xlsx="x")
    kept(tmp_path, 8)
    (tmp_path / "imports" / ".abc.json").write_text("de qui a été arrêté")
    kept(tmp_path, 9)  # of an import that is about to have its row
    long_ago = time.time() - 2 * import_files.YOUNG_SECONDS
    for path in (tmp_path / "imports").iterdir():
        if path.name != "9.json":
            os.utime(path, (long_ago, long_ago))

    assert import_files.erase_but(tmp_path, {8}) == 3

    assert names(tmp_path) == ["8.json", "9.json"]


def test_a_folder_that_can_t_serve_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "imports").write_text("un fichier à la place du dossier")

    with (
        pytest.raises(Unavailable, match=r"ne peut pas servir"),
        import_files.staged(tmp_path),
    ):
        pass
