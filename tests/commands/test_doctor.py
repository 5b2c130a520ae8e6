"""`flask doctor`: each mistake that a real host makes has its line and its remedy."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock, history, outbox
from jobs import locks, proxies
from store import accounts, messages
from tests.commands.flask import a_data_folder, doctor, flask, lines, run
from tests.commands.portal import serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import ALICE, BOE
from tests.town import Town, running


def test_a_host_in_order_gets_status_0_and_nothing_to_mend(town: Town) -> None:
    answer = doctor(town)

    assert "panne" not in answer.said
    assert [line for line in answer.said.splitlines() if line.startswith("à faire")] in (
        [],
        lines(answer, "sauvegarde"),
    )
    assert lines(answer, "messagerie")[0].startswith("bien")


def test_a_wrong_setting_is_its_line_and_status_2(tmp_path: Path) -> None:
    answer = flask("doctor", folder=a_data_folder(tmp_path / "data"), PORTAIL_MAIL_PORT="cent")

    assert answer.status == 2
    assert answer.said.startswith("panne    réglages : PORTAIL_MAIL_PORT n'est pas valable")


def test_secrets_given_by_the_environment_are_never_shown(tmp_path: Path, inbox: Inbox) -> None:
    answer = flask(
        "doctor",
        folder=a_data_folder(tmp_path / "data"),
        PORTAIL_MAIL_PORT=str(inbox.port),
        PORTAIL_MAIL_USERNAME="boe",
        PORTAIL_MAIL_PASSWORD="motdepasse-secret",
        PORTAIL_SECRET_KEY="cle-secrete",
    )

    for secret in ("motdepasse-secret", "cle-secrete"):
        assert secret not in answer.said + answer.told
    assert "PORTAIL_SECRET_KEY est courte" in lines(answer, "clé")[0]


def test_a_missing_commune_and_a_missing_folder_are_failures(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o700)

    no_commune = flask("doctor", folder=tmp_path / "empty")
    no_folder = flask("doctor", folder=tmp_path / "absent")

    assert (no_commune.status, no_folder.status) == (2, 2)
    assert "flask portail new" in no_commune.said
    assert "flask portail new" in lines(no_folder, "données")[0]


@pytest.mark.sqlite("its file's permissions")
def test_files_that_others_can_read_come_with_the_command_that_mends_it(town: Town) -> None:
    (town.data_dir / "portail.db").chmod(0o644)

    answer = doctor(town)

    assert answer.status == 1
    assert f"portail.db : chmod -R go= {town.data_dir}" in lines(answer, "données")[0]


def test_a_mail_server_that_is_down_is_told_with_its_settings(tmp_path: Path) -> None:
    answer = flask("doctor", folder=a_data_folder(tmp_path / "data"), PORTAIL_MAIL_PORT="9")

    assert answer.status == 1
    assert "le serveur refuse la connexion" in lines(answer, "messagerie")[0]
    assert "flask courriels test" in lines(answer, "messagerie")[0]


def test_a_mail_server_that_refuses_our_name_is_told_apart(tmp_path: Path) -> None:
    with Inbox(login=("boe", "le bon")) as inbox:
        answer = flask(
            "doctor",
            folder=a_data_folder(tmp_path / "data"),
            PORTAIL_MAIL_PORT=str(inbox.port),
            PORTAIL_MAIL_USE_TLS="true",
            PORTAIL_MAIL_USERNAME="boe",
            PORTAIL_MAIL_PASSWORD="le mauvais",
        )

    assert "refuse notre nom ou notre mot de passe" in lines(answer, "messagerie")[0]


def test_mails_that_wait_and_refused_addresses_are_counted(town: Town) -> None:
    with town.services.store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, ALICE.address, clock.now())
        portal = town.services.portals.all()[BOE]
        outbox.put(transaction, portal, account, outbox.Kind.RECOVERY)
        messages.mark_refused(transaction, BOE, "x@exemple.fr", clock.now(), "550 5.1.1 no")

    with time_machine.travel(clock.now() + timedelta(hours=2)):
        answer = doctor(town)

    assert "1 courriel attend depuis plus d'une heure" in lines(answer, "courriels")[0]
    assert "1 adresse est refusée" in lines(answer, "adresses")[0]


def test_a_clock_that_went_back_is_noticed(town: Town) -> None:
    with town.services.store.write() as transaction:
        history.record(transaction, history.Kind.LOGGED_IN, history.NO_VISIT, portal=BOE)

    with time_machine.travel(clock.now() - timedelta(days=2)):
        answer = doctor(town)

    assert "L'horloge retarde" in lines(answer, "horloge")[0]


def test_a_proxy_that_the_settings_do_not_know_is_noticed(town: Town) -> None:
    before = lines(doctor(town), "proxy")

    (town.data_dir / proxies.FILE).touch()
    after = lines(doctor(town), "proxy")

    assert before == []
    assert "PORTAIL_TRUSTED_PROXIES=1" in after[0]


def test_many_unknown_addresses_are_a_reason_to_look_at_the_register(town: Town) -> None:
    with town.services.store.write() as transaction:
        for number in range(12):
            history.record(
                transaction,
                history.Kind.UNKNOWN_ADDRESS,
                history.NO_VISIT,
                portal=BOE,
                address=f"{number}@exemple.fr",
            )

    assert "12 demandes ont reçu « adresse inconnue »" in lines(doctor(town), "activation")[0]


@pytest.mark.sqlite("its file is damaged; PostgreSQL watches over its own")
def test_a_damaged_database_is_noticed(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = a_data_folder(tmp_path / "data")
    empty_database.lay(folder)
    with (folder / "portail.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)

    answer = flask("doctor", folder=folder, PORTAIL_MAIL_PORT=str(inbox.port))

    assert answer.status in (1, 2)
    assert re.search(r"^(panne|à faire) .*(abîmée|restaurez)", answer.said, re.MULTILINE)


@pytest.mark.sqlite("its folder has one server, with a number")
def test_a_portal_that_runs_is_named(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder = tmp_path / "data"
    with running(folder, inbox, empty_database=empty_database) as town:
        stopped = lines(doctor(town), "service")[0]
        with serving(folder) as portal:
            answer = doctor(town)
            holder = locks.holder(folder)

    assert "ne tourne pas" in stopped
    assert holder == portal.process.pid
    assert f"processus {portal.process.pid}" in lines(answer, "service")[0]
    assert not lines(answer, "limites")


@pytest.mark.parametrize(("length", "is_advised"), [("5", True), ("8", False)])
def test_a_short_password_minimum_is_an_advice_with_the_cnils_figure(
    tmp_path: Path, length: str, is_advised: bool
) -> None:
    answer = flask(
        "doctor", folder=a_data_folder(tmp_path / "data"), PORTAIL_PASSWORD_MIN_LENGTH=length
    )

    assert bool(lines(answer, "mots de passe")) is is_advised


def test_programs_get_the_same_as_json(town: Town) -> None:
    found = json.loads(run(town.app, "doctor", "--json").said)

    assert {"niveau": "bien", "sujet": "réglages", "texte": "Ils sont tous valables."} in found


def test_every_wrong_setting_and_the_version_are_named(tmp_path: Path) -> None:
    answer = flask(
        "doctor",
        folder=a_data_folder(tmp_path / "data"),
        PORTAIL_MAIL_PORT="cent",
        PORTAIL_HISTORY_DAYS="0",
    )

    assert answer.status == 2
    assert len(lines(answer, "réglages")) == 2
    assert lines(answer, "version")


def test_counters_that_serve_would_refuse_are_a_failure(tmp_path: Path) -> None:
    answer = flask(
        "doctor",
        folder=a_data_folder(tmp_path / "data"),
        PORTAIL_RATELIMIT_STORAGE_URI="memcached://127.0.0.1",
    )

    assert answer.status == 2
    assert "PORTAIL_RATELIMIT_STORAGE_URI n'est pas valable" in lines(answer, "limites")[0]
