"""The real `flask`, as staff type it, on a data folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests import databases
from tests.town import Town

ROOT = Path(__file__).parents[2]
BOE = """[M470310001]
nom = "Ville de Boé"
contact = "service-facturation@ville-boe.fr"
"""


@dataclass(frozen=True)
class Answer:
    status: int
    said: str  # on standard output
    told: str  # on standard error


def a_data_folder(folder: Path, communes: str = BOE) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "portails.toml").write_text(communes, "utf-8")
    return folder


def variables(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a portal in `folder`; the test's own PORTAIL_ variables are left out."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAIL_")}
    return own | {
        "FLASK_SKIP_DOTENV": "1",  # a developer's own .env is not the test's
        "PORTAIL_DATA_DIR": str(folder),
        "PORTAIL_PUBLIC_URL": "http://127.0.0.1:8000",
        "PORTAIL_MAIL_SERVER": "127.0.0.1",
        "PORTAIL_MAIL_DEFAULT_SENDER": "factures@ville-boe.fr",
        **{f"PORTAIL_{name}": value for name, value in databases.settings_of(folder).items()},
        **more,
    }


def flask(*words: str, folder: Path, typed: str = "", **more: str) -> Answer:
    """Run `flask words…`; `typed` comes on standard input, `more` are environment variables."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=variables(folder, **more),
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, plain(done.stdout), plain(done.stderr))


def run(app: Flask, *words: str, typed: str = "") -> Answer:
    """Run `flask words…` in this process, on an app that is there already."""
    done = app.test_cli_runner().invoke(args=words, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Answer(done.exit_code, plain(done.stdout), plain(done.stderr))


def plain(text: str) -> str:
    """With ordinary spaces, as a test is written."""
    return text.replace("\u00a0", " ")


def lines(answer: Answer, subject: str) -> list[str]:
    return [line for line in answer.said.splitlines() if line[9:].startswith(f"{subject} :")]


def doctor(town: Town) -> Answer:
    return run(town.app, "doctor")
