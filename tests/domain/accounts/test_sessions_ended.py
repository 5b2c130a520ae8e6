"""A log-in that goes on, and what is said where it has ended by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain import clock
from domain.accounts.links import Purpose
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import logged_in
from tests.people import AGEN, ALICE, BOE, BRUNO, PASSWORD
from tests.town import ORIGIN, Town, running
from tests.visitor import Visitor

ENDED = "Vous avez été déconnecté"


def log_in_again(visitor: Visitor) -> Visitor:
    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)
    visitor.press("Se connecter")
    return visitor


@pytest.mark.parametrize("path", [f"/?LIEN={BOE}", "/", "/connexion", f"/activation?LIEN={BOE}"])
def test_who_is_logged_in_is_never_asked_to_log_in(town: Town, path: str) -> None:
    assert logged_in(town).get(path).h1 == "Mes factures"


def test_the_name_at_the_top_leads_who_is_logged_in_to_their_bills(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte")

    assert visitor.click("LE PORTAIL DES FACTURES Ville de Boé").h1 == "Mes factures"


def test_who_is_logged_in_and_wanted_a_page_gets_that_page(town: Town) -> None:
    assert logged_in(town).get(f"/?LIEN={BOE}&suite=/compte").path == "/compte"


def test_another_commune_and_another_ones_link_show_their_own_pages(town: Town) -> None:
    visitor = logged_in(town)
    town.activate(BRUNO)

    assert visitor.get(f"/?LIEN={AGEN}").button("Se connecter")
    assert visitor.get(f"/activation?LIEN={AGEN}").button("Activation")
    assert visitor.get(town.link(BRUNO, Purpose.RECOVERY)).button("Enregistrer")


def test_a_log_in_from_a_second_tab_leads_to_the_bills(town: Town) -> None:
    visitor = town.visitor()
    form, _ = visitor.get(f"/?LIEN={BOE}").button("Se connecter")
    typed = {"address": ALICE.address, "password": PASSWORD}
    second_tab = visitor.sent_by(form) | typed
    visitor.log_in(BOE, ALICE.address, PASSWORD)

    assert visitor.post("/connexion", second_tab).h1 == "Mes factures"


def test_after_an_hour_unused_a_click_says_why_and_leads_back(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte")
    with town.later(minutes=62):
        page = visitor.get("/compte/adresse")

        assert page.h1 == ENDED
        assert page.says("qui n'a rien fait pendant 1 heure")
        assert page.says("Rien de ce que vous aviez enregistré n'est perdu")
        assert page.says("vous reviendrez à la même page")
        assert not page.says("Votre dernière demande")
        assert log_in_again(visitor).page.path == "/compte/adresse"


def test_after_twelve_hours_the_reason_is_another(town: Town) -> None:
    visitor = logged_in(town)
    for half_hours in range(1, 25):
        with town.later(minutes=30 * half_hours):
            page = visitor.get("/factures")

    assert page.says("une connexion dure 12 heures au plus")


def test_a_password_changed_too_late_is_said_not_to_be_changed(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte/mot-de-passe")
    with town.later(minutes=62):
        visitor.fill("Mot de passe actuel", PASSWORD)
        page = visitor.fill("Nouveau mot de passe", "une autre pluie").press(
            "Changer mon mot de passe"
        )

        assert page.h1 == ENDED
        assert page.says("Votre dernière demande n'a pas été faite.")
        assert log_in_again(visitor).page.path == "/compte/mot-de-passe"


def test_a_form_without_a_page_of_its_own_leads_back_to_where_it_stood(town: Town) -> None:
    visitor = logged_in(town)
    with town.later(minutes=62):
        visitor.post("/compte/annonces", {"annonces": "non"}, Referer=f"{ORIGIN}/compte")

        assert visitor.page.says("Votre dernière demande n'a pas été faite.")
        assert log_in_again(visitor).page.path == "/compte"


def test_a_log_in_that_was_ended_elsewhere_is_said_once(town: Town) -> None:
    visitor, other = logged_in(town), logged_in(town)
    other.get("/compte")
    other.press("Me déconnecter partout")

    assert visitor.get("/factures").says("Votre connexion a pris fin")
    assert visitor.get(f"/?LIEN={BOE}").h1 == "Connectez-vous pour lire vos factures"


def test_logging_out_of_a_log_in_that_has_ended_is_done(town: Town) -> None:
    visitor = logged_in(town)
    with town.later(minutes=62):
        page = visitor.press("Me déconnecter")

    assert page.h1 == "Déconnexion effectuée."


def test_a_log_in_in_use_never_ends_as_unused(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    folder, shortest = tmp_path / "data", {"SESSION_IDLE": "60"}
    with (
        running(folder, inbox, empty_database=empty_database, **shortest) as town,  # type: ignore[arg-type]
        time_machine.travel(clock.now(), tick=False) as traveller,
    ):
        visitor = logged_in(town)
        for _ in range(10):
            traveller.shift(5)
            visitor.get("/compte")
            traveller.shift(59)
            assert visitor.get("/compte").path == "/compte"

        traveller.shift(timedelta(seconds=67))
        assert visitor.get("/compte").says("qui n'a rien fait pendant 1 minute")
