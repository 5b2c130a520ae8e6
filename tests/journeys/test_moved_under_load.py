"""A backup taken while people use the portal, put back elsewhere: the procedure goes on there."""

import threading
from pathlib import Path

from tests.commands.flask import flask
from tests.commands.load import Load, again_and_again, fill_in
from tests.commands.portal import serving
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.people import ALICE, BOE, BRUNO
from tests.town import running

NEW_PASSWORD = "une girafe à lunettes"


def test_a_link_mailed_before_a_backup_under_load_is_followed_to_the_end_elsewhere(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    here, there, archive = tmp_path / "data", tmp_path / "elsewhere", str(tmp_path / "b.tar")
    settings = {"PORTAIL_MAIL_PORT": str(inbox.port), "PORTAIL_RATELIMIT_ENABLED": "false"}
    stop = threading.Event()
    with running(here, inbox, empty_database=empty_database) as town:
        load = Load(town)
        with serving(here, **settings) as portal:
            activation = f"/activation?LIEN={BOE}"
            fill_in(portal, activation, activation, address=BRUNO.address)
            link = inbox.last().link().partition("8000")[2]
            people = [
                threading.Thread(target=again_and_again, args=(load.ask, portal, stop))
                for _ in range(3)
            ]
            for person in people:
                person.start()
            until(lambda: load.answered >= 5)
            answered = load.answered
            taken = flask("backup", archive, folder=here)
            stop.set()
            for person in people:
                person.join(15)
        went_on = load.answered > answered

    put_back = flask("restore", archive, "--sans-courriel", folder=there)
    with serving(there, **settings) as portal:
        saved = fill_in(portal, link, "/mot-de-passe", password=NEW_PASSWORD)
        page = f"/?LIEN={BOE}"
        read = fill_in(
            portal, page, f"/connexion?LIEN={BOE}", address=BRUNO.address, password=NEW_PASSWORD
        )
        told = flask("comptes", "show", ALICE.address, "--lien", BOE, folder=there).said

    assert (taken.status, put_back.status, went_on) == (0, 0, True)
    assert "Le nouveau mot de passe a été enregistré avec succès." in saved
    assert "Mes factures" in read
    assert told.count("mot de passe oublié demandé") >= answered
