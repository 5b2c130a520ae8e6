"""`flask serve`: what it says, what it refuses, how it ends."""

import json
import signal
from pathlib import Path

from tests.commands.flask import a_data_folder, flask
from tests.commands.portal import serving


def test_it_prints_its_address_serves_and_ends_well(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")

    with serving(folder) as portal:
        status, body = portal.get("/healthz")
        ended = portal.stop()

    assert (status, ended) == (200, 0)
    assert isinstance(json.loads(body), dict)


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path) -> None:
    with serving(a_data_folder(tmp_path / "data")) as portal:
        ended = portal.stop(signal.SIGINT)

    assert ended == 0
    assert "Traceback" not in portal.journal.read_text()


def test_all_that_it_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")

    with serving(folder):
        modes = {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
        folders = {path for path in modes if path.is_dir()}

    assert {modes[path] for path in folders} == {0o700}
    others = {path.name for path, mode in modes.items() if path not in folders and mode != 0o600}
    assert others <= {"portails.toml"}


def test_a_second_portal_on_the_same_folder_names_the_first(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "data")

    with serving(folder) as first:
        second = flask("serve", "--port", "0", folder=folder)

    assert second.status == 2
    assert f"processus {first.process.pid}" in second.told


def test_without_a_commune_it_names_the_command_that_adds_one(tmp_path: Path) -> None:
    answer = flask("serve", "--port", "0", folder=tmp_path / "data")

    assert answer.status == 2
    assert "flask portail new" in answer.told


def test_a_wrong_setting_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    answer = flask("serve", folder=tmp_path, PORTAIL_MAIL_PORT="cent")

    assert (answer.status, answer.told.count("\n")) == (2, 1)
    assert "PORTAIL_MAIL_PORT" in answer.told


def test_the_demonstration_is_never_shown_to_other_machines(tmp_path: Path) -> None:
    answer = flask(
        "serve", "--host", "0.0.0.0", folder=a_data_folder(tmp_path / "data"), PORTAIL_DEMO="true"
    )

    assert answer.status == 2
    assert "n'écoute que sur cette machine" in answer.told


def test_a_wish_nobody_can_grant_is_said_in_french(tmp_path: Path) -> None:
    answer = flask("comptes", "lien", "a@b.fr", "--validite", "0", folder=tmp_path)

    assert answer.status == 2
    assert "0 est hors des limites : de 1 à 60" in answer.told
