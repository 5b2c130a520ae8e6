"""`flask comptes lien`: a link or a letter for somebody who can't get our mail."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from tests.commands.accounts import LINK, comptes, link_for
from tests.commands.flask import run
from tests.people import ALICE, BOE, BRUNO, DENIS, PASSWORD, ZOE, Person
from tests.town import Town


def test_a_link_for_somebody_without_an_account_activates_it(town: Town) -> None:
    visitor = town.visitor()

    visitor.get(link_for(town, BRUNO))
    visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")

    assert visitor.page.says("Le nouveau mot de passe a été enregistré avec succès.")
    assert visitor.log_in(BOE, BRUNO.address, PASSWORD).h1 == "Mes factures"


def test_a_link_for_an_active_account_sets_another_password(town: Town) -> None:
    visitor = town.visitor()

    visitor.get(link_for(town, ALICE))
    visitor.fill("Mot de passe", "une autre phrase").press("Enregistrer")

    assert visitor.log_in(BOE, ALICE.address, "une autre phrase").h1 == "Mes factures"
    assert "link_given" in town.kinds_of_events(ALICE)


@pytest.mark.parametrize("person", [ALICE, BRUNO])
def test_the_address_on_record_is_told_that_a_link_was_handed_over_but_not_which(
    town: Town, person: Person
) -> None:
    link = link_for(town, person)

    run(town.app, "courriels", "send")

    [told] = town.inbox.mails
    assert (told.to, told.subject) == (person.address, "Un lien vers votre espace a été remis")
    assert "vient de remettre à quelqu'un un lien" in told.text
    assert link.partition("LIEN=")[2] not in told.text
    assert "LIEN=X" not in told.text


def test_a_link_works_for_as_many_days_as_was_said(town: Town) -> None:
    link = link_for(town, ALICE, "--validite", "10")

    with time_machine.travel(clock.now() + timedelta(days=9)):
        before = town.visitor().get(link).h1
    with time_machine.travel(clock.now() + timedelta(days=11)):
        after = town.visitor().get(link, status=410).h1

    assert before == "Saisissez votre nouveau mot de passe"
    assert after != before


def test_what_must_be_checked_before_handing_a_link_over_is_always_said(
    town: Town, tmp_path: Path
) -> None:
    link = comptes(town, "lien", ALICE.address)
    letter = comptes(town, "lien", ALICE.address, "--lettre", str(tmp_path / "a.html"))

    for answer in (link, letter):
        assert answer.status == 0
        assert "vérifiez qui le demande" in answer.said
        assert "jamais à une adresse mail ou à un numéro dictés au téléphone" in answer.said


def test_the_letter_is_a_page_to_print_for_its_owners_eyes(town: Town, tmp_path: Path) -> None:
    letter = tmp_path / "lettre.html"

    answer = comptes(town, "lien", BRUNO.address, "--lettre", str(letter))

    page = letter.read_text("utf-8")
    assert LINK.search(answer.said) is None  # it stands in the letter alone
    assert letter.stat().st_mode & 0o777 == 0o600
    for words in ("Ville de Boé", BRUNO.address, "service-facturation@ville-boe.fr", "<svg"):
        assert words in page
    link = re.search(r'<p class="link">http://[^/]+(\S+)</p>', page)
    assert link
    assert town.visitor().get(link[1]).h1 == "Saisissez votre nouveau mot de passe"


def test_a_letter_that_cannot_be_laid_there_is_named_as_it_was_typed(
    town: Town, tmp_path: Path
) -> None:
    letter = tmp_path / f"{'a' * 245}.html"

    answer = comptes(town, "lien", BRUNO.address, "--lettre", str(letter))

    assert answer.status == 2
    assert f"{letter} : son nom est trop long." in answer.told


def test_a_letter_overwrites_nothing(town: Town, tmp_path: Path) -> None:
    letter = tmp_path / "lettre.html"
    letter.write_text("autre chose")

    answer = comptes(town, "lien", ALICE.address, "--lettre", str(letter))

    assert answer.status == 2
    assert "existe déjà" in answer.told
    assert letter.read_text() == "autre chose"


@pytest.mark.parametrize("person", [ZOE, DENIS])
def test_no_link_is_made_for_an_address_that_is_nobodys_here(town: Town, person: Person) -> None:
    answer = comptes(town, "lien", person.address)

    assert answer.status == 2
    assert answer.said == ""
    assert not town.has_account(ZOE)
