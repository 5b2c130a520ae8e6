"""`make run`: what it prints, what it leaves alone."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.demo import empty
from tests.commands.flask import ROOT

ADDRESS = re.compile(r"\S+@\S+")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source with a real portal's settings and data beside the demonstration."""
    copy = tmp_path_factory.mktemp("copy") / "portail"
    kept_out = shutil.ignore_patterns("tests", ".git", ".venv", "__pycache__", ".*_cache", "data")
    shutil.copytree(ROOT, copy, ignore=kept_out)
    (copy / "data").mkdir()
    (copy / "data" / "portails.toml").write_text("vrai")
    (copy / ".env").write_text("PORTAIL_DATABASE_URL=sqlite:////nulle/part.db\nPORTAIL_FAUX=1\n")
    return copy


@contextmanager
def shown(checkout: Path, *words: str) -> Iterator[str]:
    """Run the demonstration until it has said all it has to say."""
    process = subprocess.Popen(
        [sys.executable, "-m", "commands.demo", "--port", "0", *words],
        cwd=checkout,
        env=os.environ | {"PORTAIL_DATA_DIR": "/nulle/part", "PORTAIL_MAIL_PORT": "faux"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    said = ""
    for line in process.stdout:
        said += line
        if "RESET=1" in line:
            break
    try:
        assert said, process.stderr.read()
        yield said
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()
        process.stderr.close()


def test_it_prints_the_address_to_open_and_three_to_try(checkout: Path) -> None:
    with shown(checkout) as said:
        pass

    assert re.search(r"http://127\.0\.0\.1:\d+/\?LIEN=M470310001", said)
    customers, _, town_hall = said.partition("/mairie")
    assert len(set(ADDRESS.findall(customers))) == 3
    assert ADDRESS.findall(town_hall) == ["claire.dumas@ville-boe.fr"]
    assert "pas encore activée" in said.split("exemple.fr")[1]


def test_it_touches_nothing_of_a_real_portal_beside_it(checkout: Path) -> None:
    with shown(checkout):
        pass

    assert (checkout / "data" / "portails.toml").read_text() == "vrai"
    assert {path.name for path in (checkout / "data").iterdir()} == {"demo", "portails.toml"}


def test_a_second_start_keeps_it_and_a_reset_begins_again(checkout: Path) -> None:
    own = checkout / "data" / "demo" / "note.txt"
    with shown(checkout):
        own.write_text("gardé")

    with shown(checkout):
        kept = own.exists()
    with shown(checkout, "--reset") as said:
        pass

    assert kept
    assert not own.exists()
    assert "Trois adresses" in said


def test_a_second_one_at_once_names_the_first_and_empties_nothing(checkout: Path) -> None:
    with shown(checkout):
        second = subprocess.run(
            [sys.executable, "-m", "commands.demo", "--port", "0", "--reset"],
            cwd=checkout,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        still_there = (checkout / "data" / "demo" / "portail.db").exists()

    assert second.returncode == 2
    assert "La démonstration tourne déjà (processus" in second.stderr
    assert still_there


def test_a_port_that_is_taken_comes_with_the_command_for_another(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-m", "commands.demo", "--port", str(port)],
            cwd=checkout,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert answer.returncode == 2
    assert f"make run PORT={port + 1}" in answer.stderr


def test_a_reset_follows_no_link_out_of_the_folder(tmp_path: Path) -> None:
    outside, demo = tmp_path / "outside", tmp_path / "demo"
    outside.mkdir()
    (outside / "kept").touch()
    demo.mkdir()
    (demo / "link").symlink_to(outside)

    empty(demo)

    assert (outside / "kept").exists()
    assert list(demo.iterdir()) == []
