"""« Clients »: a call is answered with a few letters, a sheet and its buttons."""

from pathlib import Path

import pytest
import time_machine

from domain.accounts import closing
from domain.accounts.states import State, state
from domain.history import NO_VISIT
from tests.bills import a_batch, a_bill, brought_in
from tests.mairie import open_sheet
from tests.people import ALICE, BRUNO, DENIS, NADIA, PASSWORD
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def test_three_letters_lead_to_the_sheet(clerk: Visitor) -> None:
    clerk.get("/mairie/clients")

    page = clerk.fill("Chercher", "aba").press("Chercher")

    assert page.h1 == "ABADIE Alice, client n° 47031001"
    assert page.says(ALICE.address)
    assert page.says("Compte : actif")


def test_of_several_who_may_be_meant_one_is_chosen(clerk: Visitor) -> None:
    clerk.get("/mairie")

    page = clerk.fill("Chercher", "caz").press("Chercher")

    assert page.says("2 clients")
    assert clerk.click("CAZENAVE Chloé, n° 47031004").h1 == "CAZENAVE Chloé, client n° 47031004"


def test_a_bills_number_leads_to_whose_it_is_in_small_letters_too(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "EAU-7", statut="payée")))
    clerk.get("/mairie/clients")

    page = clerk.fill("Chercher", "eau-7").press("Chercher")

    assert page.h1 == "ABADIE Alice, client n° 47031001"
    assert page.says("57,20 € payée")
    clerk.click("Voir ses factures")
    assert not clerk.page.says("Télécharger toutes mes factures")
    assert clerk.click("Revenir à la fiche").h1 == "ABADIE Alice, client n° 47031001"


def test_the_sheet_says_what_became_of_each_bill(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False):
        brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
        town.send_what_is_due()
        owner = town.visitor()
        page = owner.log_in(ALICE.portal, ALICE.address, PASSWORD)
        owner.raw(
            "GET", next(str(a.get("href")) for a in page.all("a") if "s/" in str(a.get("href")))
        )
        clerk = town.at_work(NADIA)

        open_sheet(clerk, ALICE.numbers[0])

    at = "le 24/11/2036 à 11 h 00"
    assert clerk.page.says(f"En ligne depuis {at}, annoncée {at}, ouverte {at}.")


def test_an_address_that_is_refused_for_good_is_said_and_asked_about(
    town: Town, clerk: Visitor
) -> None:
    town.inbox.replies[BRUNO.address] = "550 5.1.1 unknown"
    open_sheet(clerk, BRUNO.numbers[0])

    page = clerk.press("Envoyer l'invitation")

    assert page.says("Le serveur de messagerie refuse cette adresse : cette adresse n'existe pas.")
    assert page.says(f"Est-ce bien votre adresse : {BRUNO.address} ?")
    assert "panel success" not in page.body


def test_who_closed_their_account_is_told_when_and_may_be_invited_again(
    town: Town, clerk: Visitor
) -> None:
    with town.services.store.write() as transaction:
        here, account = town.services.portals.all()[ALICE.portal], town.account(ALICE)
        closing.close(transaction, here, account, visit=NO_VISIT, reason="à sa demande")

    open_sheet(clerk, ALICE.numbers[0])

    assert clerk.page.says("Compte : fermé le ")
    assert clerk.page.says("Votre compte a été fermé le ")
    assert clerk.press("Envoyer l'invitation").says("Compte : pas encore activé")


def test_nobody_of_another_commune_is_found_or_shown(clerk: Visitor) -> None:
    clerk.get("/mairie/clients")

    page = clerk.fill("Chercher", "delmas").press("Chercher")

    assert page.says("Personne ne correspond à « delmas »")
    clerk.get(f"/mairie/clients/fiche?numero={DENIS.numbers[0]}", status=404)


def test_an_invitation_leaves_at_once_and_the_sheet_says_that_the_server_took_it(
    town: Town, clerk: Visitor
) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    assert clerk.page.says("Compte : pas encore demandé")

    page = clerk.press("Envoyer l'invitation")

    assert page.says("Le message est parti à bruno.berard@exemple.fr")
    assert page.says("« Un message est parti à bruno.berard@exemple.fr le ")
    assert [mail.to for mail in town.inbox.mails] == [BRUNO.address]
    clerk.press("Envoyer l'invitation")
    assert len(town.inbox.mails) == 2


def test_who_has_an_account_is_sent_a_link_to_choose_a_password(town: Town, clerk: Visitor) -> None:
    open_sheet(clerk, ALICE.numbers[0])

    clerk.press("Envoyer un lien")

    (mail,) = town.inbox.mails
    assert mail.to == ALICE.address
    assert "nouveau mot de passe" in mail.text


@pytest.mark.parametrize("words", ["Envoyer un lien", "Lettre à imprimer"])
def test_a_page_that_was_open_too_long_does_nothing_and_says_so(
    town: Town, clerk: Visitor, words: str
) -> None:
    open_sheet(clerk, ALICE.numbers[0])

    page = clerk.press_too_late(words)

    assert page.title.startswith("Erreur : ABADIE Alice")
    assert page.says(
        "Votre demande n'a pas été faite Cette page était ouverte depuis trop longtemps."
    )
    assert "panel success" not in page.body
    assert town.inbox.mails == []


def test_nobody_is_suspended_by_a_page_that_was_open_too_long(town: Town, clerk: Visitor) -> None:
    open_sheet(clerk, ALICE.numbers[0])
    clerk.click("Suspendre")

    clerk.press_too_late("Suspendre")

    assert state(town.account(ALICE)) is State.ACTIVE


def test_an_account_is_suspended_on_a_page_of_its_own_and_allowed_again(
    town: Town, clerk: Visitor
) -> None:
    open_sheet(clerk, ALICE.numbers[0])
    clerk.click("Suspendre")

    page = clerk.press("Suspendre")

    assert page.says(f"Le compte de {ALICE.address} est suspendu.")
    assert state(town.account(ALICE)) is State.SUSPENDED
    assert clerk.press("Rétablir").says("est rétabli.")
    assert state(town.account(ALICE)) is State.ACTIVE


def test_a_look_at_the_bills_is_no_visit_of_the_customers_and_stands_in_the_journal(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1", statut="à payer")))
    before = town.account(ALICE)
    open_sheet(clerk, ALICE.numbers[0])

    page = clerk.click("Voir ses factures")

    assert page.h1 == "Les factures de ABADIE Alice, comme le client les voit"
    assert page.says("À payer avant le 23 décembre 2026")
    path = page.link("Ouvrir le PDF de la facture FA-1")
    assert clerk.raw("GET", path).data.startswith(b"%PDF")
    assert town.account(ALICE) == before
    assert clerk.get("/mairie/journal").says("factures regardées par le service : client 47031001")


def test_a_bill_that_is_none_of_the_commune_is_nowhere(clerk: Visitor) -> None:
    clerk.get("/mairie/clients/factures/inconnue", status=404)
    clerk.get("/mairie/clients/factures/in%00connue", status=404)


def test_a_bill_is_marked_paid_after_a_question_and_twice_changes_nothing(
    town: Town, clerk: Visitor, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1", statut="à payer")))
    open_sheet(clerk, ALICE.numbers[0])
    question = clerk.click("Marquer payée la facture FA-1")
    assert question.h1 == "Marquer payée la facture n° FA-1"
    path, form = question.path, clerk.sent_by(question.button("Marquer payée")[0])

    page = clerk.press("Marquer payée")

    assert page.says("La facture FA-1 est marquée payée.")
    assert page.says("57,20 € payée")
    assert "Marquer payée la facture" not in page.text
    assert "réponses différentes" not in page.text
    assert clerk.raw("POST", path, data=form).status_code == 303
    journal = clerk.get("/mairie/journal")
    assert journal.text.count("état d'une facture : FA-1 : payée") == 1
    mine = town.visitor().log_in(ALICE.portal, ALICE.address, PASSWORD)
    assert mine.says("payée, d'après le service, au ")
