"""« Journal »: every act of an agent, with what it changed, never a secret, kept as long as the history."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain import clock, history
from tests.commands.flask import run
from tests.mairie import codes_on, first_digits, invited, log_in, open_access
from tests.people import AGEN, CLERKS_PASSWORD, MARTINE, NADIA, OLIVIER
from tests.town import Town


def test_it_says_who_did_what_to_whom(town: Town) -> None:
    martine = town.at_work(MARTINE)
    martine.get("/mairie/agents")
    martine.fill("Adresse mail", NADIA.address).press("Inviter")

    page = martine.get("/mairie/journal")

    assert page.says("agent invité : nadia@ville-boe.fr")
    assert page.says(MARTINE.address)


def test_no_secret_stands_in_it(town: Town) -> None:
    martine, link = town.at_work(MARTINE), invited(town, NADIA)
    digits = first_digits(town, NADIA)
    codes = codes_on(open_access(town, town.visitor(), NADIA, link, code=digits))
    town.send_what_is_due()

    page = martine.get("/mairie/journal")

    for secret in (CLERKS_PASSWORD, digits, *codes, link.partition("LIEN=")[2]):
        assert secret not in page.body


def test_another_communes_acts_are_not_in_it(town: Town) -> None:
    town.at_work(OLIVIER)

    page = town.at_work(MARTINE).get("/mairie/journal")

    assert not page.says(OLIVIER.address)


def test_what_commands_take_out_is_in_it_too(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "jeanne")
    run(town.app, "clients", "export", "--lien", MARTINE.portal)
    run(town.app, "backup", str(tmp_path / "portail.tar"))

    page = town.at_work(MARTINE).get("/mairie/journal")

    assert page.says("registre exporté")
    assert page.says("sauvegarde faite : portail.tar")
    assert page.says("jeanne, flask clients export")


def test_a_refused_log_in_says_what_was_wrong(town: Town) -> None:
    town.hire(NADIA)
    log_in(town.visitor(), NADIA, "000000", status=422)

    assert town.at_work(MARTINE).get("/mairie/journal").says("connexion refusée : code")


def test_it_has_pages_of_a_hundred_lines(town: Town) -> None:
    martine = town.at_work(MARTINE)
    by = history.Visit(by=MARTINE.address)
    with town.services.store.write() as transaction:
        for number in range(150):
            history.record(
                transaction,
                history.Kind.CUSTOMER_REMOVED,
                by,
                portal=MARTINE.portal,
                details=f"client {number:04}",
            )

    newest = martine.get("/mairie/journal")
    oldest = martine.click("Plus ancien")

    assert newest.says("client 0149")
    assert not newest.says("client 0010")
    assert oldest.says("client 0010")
    assert oldest.says("connexion")
    assert martine.click("Plus récent").says("client 0149")


def test_it_is_erased_with_the_history(town: Town) -> None:
    town.at_work(OLIVIER)
    with town.services.store.write() as transaction:
        history.erase_before(transaction, clock.now() + timedelta(seconds=1))

    with town.later(minutes=1):
        page = town.at_work(OLIVIER, "192.0.2.9").get(f"/mairie/journal?LIEN={AGEN}")

    assert page.text.count("connexion") == 1
