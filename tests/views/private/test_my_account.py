"""« Mon compte »: all that the owner may change, over HTTP."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from domain.accounts.links import Purpose
from domain.accounts.states import State, state
from tests.bills import a_batch, a_bill, brought_in
from tests.inbox import Inbox
from tests.pages import ask_for_address, logged_in
from tests.people import ALICE, BOE, BRUNO, PASSWORD
from tests.town import Town
from tests.visitor import Visitor

NEW = "la pluie sur les tuiles"


def change_password(visitor: Visitor, present: str, new: str, *, status: int = 200) -> None:
    visitor.get("/compte")
    visitor.click("Changer mon mot de passe")
    visitor.fill("Mot de passe actuel", present).fill("Nouveau mot de passe", new)
    visitor.press("Changer mon mot de passe", status=status)


def test_the_page_names_address_customers_and_this_device(town: Town) -> None:
    visitor = logged_in(town)

    page = visitor.get("/compte")

    assert page.h1 == "Mon compte"
    assert page.says(ALICE.address)
    assert page.says("47031001")
    assert page.says("(celui-ci)")


def test_a_visitor_is_led_to_the_log_in_and_back(town: Town) -> None:
    visitor = town.visitor()
    visitor.get(f"/?LIEN={BOE}")

    visitor.get("/compte/mot-de-passe")
    assert visitor.page.path == "/"
    visitor.fill("Adresse mail", ALICE.address).fill("Mot de passe", PASSWORD)
    visitor.press("Se connecter")

    assert visitor.page.path == "/compte/mot-de-passe"


@pytest.mark.parametrize(
    "words", ["Ne plus être prévenu", "Télécharger mes données", "Me déconnecter partout"]
)
def test_a_button_pressed_too_late_does_nothing_and_says_so(town: Town, words: str) -> None:
    visitor = logged_in(town)
    visitor.get("/compte")

    page = visitor.press_too_late(words)

    assert page.title.startswith("Erreur : Mon compte")
    assert page.says(
        "Votre demande n'a pas été faite Cette page était ouverte depuis trop longtemps."
    )
    assert town.kinds_of_events(ALICE)[-1] == "logged_in"


@pytest.mark.parametrize("words", ["Renvoyer le mail", "Garder mon adresse actuelle"])
def test_an_address_that_waits_is_left_by_a_button_pressed_too_late(town: Town, words: str) -> None:
    visitor = ask_for_address(logged_in(town), "alice@nouvelle.fr")
    visitor.get("/compte")
    mails = len(town.inbox.mails)

    assert visitor.press_too_late(words).says("Votre demande n'a pas été faite")

    assert town.account(ALICE).wanted_address == "alice@nouvelle.fr"
    assert len(town.inbox.mails) == mails


def test_the_last_visit_is_told(town: Town) -> None:
    assert logged_in(town).get("/compte").says("C'est votre première connexion.")

    assert logged_in(town).get("/compte").says("Dernière connexion :")


def test_a_new_password_works_and_the_old_one_does_not(town: Town) -> None:
    visitor = logged_in(town)

    change_password(visitor, PASSWORD, NEW)

    assert visitor.page.says("Votre mot de passe est changé.")
    town.visitor().log_in(BOE, ALICE.address, PASSWORD, status=422)
    town.visitor().log_in(BOE, ALICE.address, NEW)


def test_a_new_password_ends_every_other_session_and_every_link(town: Town) -> None:
    here, elsewhere = logged_in(town), logged_in(town)
    link = town.link(ALICE, Purpose.RECOVERY)

    change_password(here, PASSWORD, NEW)

    assert here.get("/compte").h1 == "Mon compte"
    assert elsewhere.get("/compte").path == "/"
    town.visitor().get(link, status=410)


def test_a_new_password_is_told_by_mail_without_a_link(town: Town, inbox: Inbox) -> None:
    change_password(logged_in(town), PASSWORD, NEW)

    town.send_what_is_due()

    (mail,) = inbox.mails
    assert mail.subject == "Votre mot de passe a été changé"
    assert "http" not in mail.text


def test_the_present_password_is_asked_for(town: Town) -> None:
    visitor = logged_in(town)

    change_password(visitor, "un autre", NEW, status=422)

    assert visitor.page.says("Ce n'est pas votre mot de passe actuel.")
    town.visitor().log_in(BOE, ALICE.address, PASSWORD)


def test_a_new_password_follows_the_same_rules(town: Town) -> None:
    visitor = logged_in(town)

    change_password(visitor, PASSWORD, "1234", status=422)

    assert visitor.page.says("5 caractères minimum")


def test_announcements_are_turned_off_and_on(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte")

    assert visitor.press("Ne plus être prévenu").says("Vous ne recevrez plus de mail")
    assert not town.account(ALICE).announcements

    visitor.press("Être prévenu par mail")
    assert town.account(ALICE).announcements


def test_logging_out_everywhere_ends_every_session(town: Town) -> None:
    here, elsewhere = logged_in(town), logged_in(town)
    here.get("/compte")

    here.press("Me déconnecter partout")

    assert here.page.says("Déconnexion effectuée sur tous vos appareils.")
    assert here.get("/compte").path == "/"
    assert elsewhere.get("/compte").path == "/"


def test_my_data_come_as_one_file_that_knows_only_me(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2")))
    visitor = logged_in(town)
    form, _ = visitor.get("/compte").button("Télécharger mes données")

    answer = visitor.download("/compte/donnees", visitor.sent_by(form))

    archive = zipfile.ZipFile(io.BytesIO(answer))
    known = json.loads(archive.read("donnees.json"))
    assert known["compte"]["adresse"] == ALICE.address
    assert [each["numero"] for each in known["clients"]] == list(ALICE.numbers)
    (fact,) = known["factures"]
    assert fact["numero"] == "FA-1"
    (pdf,) = [name for name in archive.namelist() if name.startswith("factures/Facture FA-1 du ")]
    assert archive.read(pdf).startswith(b"%PDF")
    assert len(archive.namelist()) == 4
    page = archive.read("mes-donnees.html").decode()
    assert "57,20" in page.replace("\u00a0", " ")
    assert "FA-1" in page
    assert ALICE.address in page
    assert BRUNO.address not in page
    assert "FA-2" not in page
    assert BRUNO.address not in json.dumps(known)
    assert "argon2" not in json.dumps(known)


def test_closing_asks_for_the_password_and_says_what_stays(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte")

    page = visitor.click("Fermer mon compte")
    assert page.says("Ce qui reste")
    visitor.fill("Mot de passe actuel", "un autre").press("Fermer mon compte", status=422)

    assert state(town.account(ALICE)) is State.ACTIVE


def test_a_closed_account_is_gone_and_may_be_activated_anew(town: Town, inbox: Inbox) -> None:
    visitor, elsewhere = logged_in(town), logged_in(town)
    link = town.link(ALICE, Purpose.RECOVERY)
    visitor.get("/compte/fermer")

    visitor.fill("Mot de passe actuel", PASSWORD).press("Fermer mon compte")

    assert visitor.page.h1 == "Votre compte est fermé"
    assert not town.has_account(ALICE)
    assert elsewhere.get("/compte").path == "/"
    town.visitor().get(link, status=404)
    town.visitor().log_in(BOE, ALICE.address, PASSWORD, status=422)
    town.send_what_is_due()
    assert [mail.subject for mail in inbox.mails] == ["Votre compte est fermé"]
    again = town.visitor()
    again.get(f"/activation?LIEN={BOE}")
    again.fill("Adresse mail", ALICE.address)
    assert again.press("Activation").says("vous a été envoyé avec succès")


def test_a_page_of_another_commune_is_not_opened_by_this_log_in(town: Town) -> None:
    visitor = logged_in(town)

    assert visitor.get("/compte?LIEN=M470010001").path == "/"
