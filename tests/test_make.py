"""`make install` where the host has changed under its feet, and the `flask` that it lays down."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def would_do(folder: Path) -> str:
    """What `make install` would do where it has done everything before."""
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "flask", folder / "tools")
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


def flask(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the portal's own `flask` answers in a checkout below a folder that has settings too."""
    root.mkdir()
    for entry in ROOT.iterdir():
        if entry.name != ".venv":
            (root / entry.name).symlink_to(entry)
    (root / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "flask", root / ".venv" / "bin")
    (root / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (root / ".venv" / "bin" / "python").chmod(0o755)
    (root.parent / ".env").write_text("FLASK_APP=nulle.part\nPORTAIL_MAIL_PORT=cent\n")
    return subprocess.run(
        [root / ".venv" / "bin" / "flask", *words],
        cwd=root.parent,
        env={"PATH": os.environ["PATH"], "FLASK_APP": "ailleurs", "PORTAIL_DATA_DIR": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_neither_the_env_of_the_folder_above_nor_another_application_is_taken(
    tmp_path: Path,
) -> None:
    answer = flask(tmp_path / "portail", "doctor")

    assert "PORTAIL_PUBLIC_URL est à définir" in answer.stdout.replace("\u00a0", " ")
    assert "PORTAIL_MAIL_PORT" not in answer.stdout
    assert answer.stderr == ""


def test_it_tells_the_version_of_the_portal(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    answer = flask(tmp_path / "portail", "--version")

    assert answer.stdout.startswith(f"Le portail des factures {project['version']}\n")
    assert "Flask" in answer.stdout


def test_the_newest_changes_are_those_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert re.findall(r"^## (\d\S*)", changes, re.MULTILINE)[0] == project["version"]
