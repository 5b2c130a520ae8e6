"""What every command has in common: one sentence, its status, French words, a light help."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

import commands
import translations
from commands import Command, Refusal, Status
from domain.faults import Fault
from store import Unavailable
from tests.commands.flask import ROOT, flask, plain


@pytest.fixture(autouse=True)
def french() -> None:
    translations.bind()  # as app.py does


def run(body: Callable[[], object], *words: str) -> Result:
    @click.command(cls=Command)
    def command() -> object:
        return body()

    return CliRunner().invoke(command, words)


def stopped_by(error: BaseException) -> Callable[[], object]:
    def body() -> object:
        raise error

    return body


@pytest.mark.parametrize("status", list(Status))
def test_what_a_command_returns_is_its_exit_status(status: Status) -> None:
    assert run(lambda: status).exit_code == status


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Fault("Le fichier est vide."), "Erreur : Le fichier est vide."),
        (Unavailable("Le disque est plein."), "Erreur : Le disque est plein."),
        (Refusal("non."), "Erreur : non."),
        (
            click.FileError("a.csv", "absent"),
            "Erreur : Le fichier « a.csv » ne s'ouvre pas : absent",
        ),
        (OSError(28, "No space left on device"), "Erreur : Le disque est plein."),
        (PermissionError(13, "no", "/data"), "Erreur : /data : le droit de le lire"),
        (KeyboardInterrupt(), "Erreur : interrompu"),
        (EOFError(), "Erreur : interrompu"),
        (click.Abort(), "Erreur : interrompu"),
        (ZeroDivisionError("oups"), "Erreur : une erreur imprévue a tout arrêté : Zero"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_stops_a_command_is_one_sentence_and_status_2(
    error: BaseException, sentence: str
) -> None:
    result = run(stopped_by(error))

    assert (result.exit_code, result.stdout) == (2, "")
    assert plain(result.stderr).startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_a_wrong_setting_leaves_the_help_alone(tmp_path: Path) -> None:
    assert flask("--help", folder=tmp_path, PORTAIL_MAIL_PORT="cent").status == 0


def test_flask_speaks_french_from_the_first_line_of_its_help(tmp_path: Path) -> None:
    answer = flask("--help", folder=tmp_path)

    assert answer.said.startswith("Emploi :")
    assert "flask COMMANDE --help" in answer.said
    for english in (
        "Usage",
        "Show",
        "Options:",
        "Commandes:",
        "Commands",
        "Run a",
        "application to",
    ):
        assert english not in answer.said


def test_a_command_that_does_not_exist_is_said_in_french(tmp_path: Path) -> None:
    answer = flask("facture", folder=tmp_path)

    assert answer.status == 2
    assert "La commande « facture » n'existe pas." in answer.told


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("facture", "La commande « facture » n'existe pas. Vouliez-vous dire « factures » ?"),
        ("clients imprt", "« imprt » n'existe pas. Vouliez-vous dire « import » ?"),
        (
            "clients import a.csv --dryrun",
            "« --dryrun » n'existe pas. Vouliez-vous dire « --dry-run » ?",
        ),
        ("doctor --jsn", "Vouliez-vous dire « --json » ?"),
        ("clients zzz", "« zzz » n'existe pas.\n"),
        ("zzz", "« zzz » n'existe pas.\n"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(tmp_path: Path, typed: str, meant: str) -> None:
    answer = flask(*typed.split(), folder=tmp_path)

    assert answer.status == 2
    assert meant in answer.told


def test_flask_run_sends_to_flask_serve(tmp_path: Path) -> None:
    answer = flask("run", folder=tmp_path)

    assert answer.status == 2
    assert "utilisez « flask serve »" in answer.told


def test_just_the_commands_that_exist_are_listed() -> None:
    listed = commands.Commands(Flask("empty"))
    context = click.Context(listed)
    files = (path for path in (ROOT / "commands").glob("*.py"))
    there = {path.stem for path in files if "\ndef command(" in path.read_text("utf-8")}

    assert set(listed.list_commands(context)) == there - {"demo", *commands.OF_THE_SERVER}


def test_the_help_starts_nearly_as_fast_as_an_empty_applications(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask('empty')\n")

    def seconds(folder: Path) -> float:
        """Of a processor: what else the machine does takes nothing of it."""
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "flask", "--help"], cwd=folder, check=True, capture_output=True
        )
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime

    ratio = min(seconds(ROOT) for _ in range(3)) / min(seconds(tmp_path) for _ in range(3))

    assert ratio <= 2.5


def test_the_help_of_every_command_leaves_its_work_alone() -> None:
    code = (
        "import importlib, sys, app, commands;"
        "[importlib.import_module(f'commands.{name}') for name in commands.NAMES];"
        "print(sorted({'services', 'store', 'sheets', 'jobs', 'sqlalchemy'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout == "[]\n"
