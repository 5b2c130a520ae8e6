"""`make install` where the host has changed under its feet."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def would_do(folder: Path) -> str:
    """What `make install` would do where it has done everything before."""
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / ".venv" / ".installed").touch()
    done = subprocess.run(
        ["make", "--dry-run", "install"], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)

    assert "Installation" not in would_do(tmp_path)


def test_a_python_that_finds_no_package_any_more_is_a_new_installation(tmp_path: Path) -> None:
    # An upgrade of Debian: the link in .venv leads to the new Python, its packages to the old one.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)

    assert "Installation" in would_do(tmp_path)


def test_the_driver_of_postgresql_comes_along_into_the_new_installation(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    (packages,) = (tmp_path / ".venv" / "lib").glob("python3*/site-packages")
    (packages / "psycopg").mkdir()
    (packages / "psycopg" / "__init__.py").touch()
    (tmp_path / "requirements-postgresql.txt").touch()

    planned = would_do(tmp_path)

    assert "--requirement requirements.txt --requirement requirements-postgresql.txt" in planned
    assert "requirements-redis.txt" not in planned
