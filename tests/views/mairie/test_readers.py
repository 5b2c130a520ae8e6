"""Who reads beside the first, from the customer's sheet."""

import pytest

from tests import tables
from tests.letter_codes import path_of
from tests.pages import ask_to_activate, logged_in
from tests.people import ALICE, BOE, BRUNO, NADIA, OLIVIER, ZOE
from tests.town import Town
from tests.visitor import Visitor

(NUMBER,) = ALICE.numbers
SHEET = f"/mairie/clients/fiche?numero={NUMBER}"


@pytest.fixture
def nadia(town: Town) -> Visitor:
    """An agent; Zoé reads Alice's bills, too."""
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, NUMBER, ZOE.address)
    return town.at_work(NADIA)


def test_the_sheet_says_who_reads_since_when_and_by_whom(nadia: Visitor) -> None:
    page = nadia.get(SHEET)

    assert page.says("Adresse du client, d'après la liste, depuis le")
    assert page.says("Lit aussi ces factures, donnée par le client, depuis le")


def test_an_agent_adds_somebody_and_the_invitation_leaves(town: Town, nadia: Visitor) -> None:
    nadia.get(SHEET)
    nadia.click("Ajouter une personne qui lit aussi")

    page = nadia.fill("Adresse mail", "tutelle@exemple.fr").press("Ajouter")

    assert page.says("tutelle@exemple.fr lit maintenant ces factures.")
    mail = town.inbox.to("tutelle@exemple.fr")[-1]
    page = town.visitor().get(path_of(mail.link()))
    assert page.h1 == "Saisissez votre nouveau mot de passe"
    town.send_what_is_due()
    for person in (ALICE, ZOE):
        assert "Le service facturation l'a ajoutée." in town.inbox.to(person.address)[-1].text


def test_who_has_an_account_is_told_without_a_link_to_another_password(
    town: Town, nadia: Visitor
) -> None:
    town.activate(BRUNO)
    nadia.get(f"/mairie/clients/lecteurs?numero={NUMBER}")
    nadia.fill("Adresse mail", BRUNO.address).press("Ajouter")

    town.send_what_is_due()

    (mail,) = town.inbox.to(BRUNO.address)
    assert mail.subject == "Vous lisez de nouvelles factures"
    assert "/?LIEN=X" not in mail.text
    assert logged_in(town, address=BRUNO.address).get("/compte").says(NUMBER)


def test_the_new_address_of_a_second_reader_is_corrected(town: Town, nadia: Visitor) -> None:
    nadia.get(SHEET)
    page = nadia.click("Corriger cette adresse")
    assert page.says(ZOE.address)

    page = nadia.fill("Adresse mail", "zoe.neuve@exemple.fr").press("Corriger")

    assert page.says("zoe.neuve@exemple.fr lit maintenant ces factures.")
    assert not nadia.get(SHEET).says(ZOE.address)
    assert nadia.get(SHEET).says(ALICE.address)
    assert ask_to_activate(town.visitor(), ZOE).h1 == "Activation impossible, adresse inconnue"


def test_an_access_is_ended_after_a_page_that_says_so(town: Town, nadia: Visitor) -> None:
    nadia.get(SHEET)
    nadia.click("Retirer cet accès")

    page = nadia.press("Retirer cet accès")

    assert page.says(f"{ZOE.address} ne lit plus ces factures.")
    town.send_what_is_due()
    assert "Le service facturation l'a fait." in town.inbox.to(ZOE.address)[-1].text
    assert nadia.get("/mairie/journal").says("une adresse ne les lit plus")


@pytest.mark.parametrize("address", [ALICE.address, BRUNO.address, "", "%00"])
def test_the_first_and_who_does_not_read_are_not_ended_there(nadia: Visitor, address: str) -> None:
    nadia.get(f"/mairie/clients/lecteurs/fin?numero={NUMBER}&adresse={address}", status=404)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [(ZOE.address, "lit déjà les factures"), ("zoe@", "Vérifiez votre adresse mail")],
)
def test_what_cannot_be_added_is_said(nadia: Visitor, address: str, sentence: str) -> None:
    nadia.get(f"/mairie/clients/lecteurs?numero={NUMBER}")

    assert nadia.fill("Adresse mail", address).press("Ajouter", status=422).says(sentence)


def test_another_communes_agent_finds_nothing(town: Town, nadia: Visitor) -> None:
    olivier = town.at_work(OLIVIER)

    olivier.get(f"/mairie/clients/lecteurs?numero={NUMBER}", status=404)
    olivier.get(f"/mairie/clients/lecteurs/fin?numero={NUMBER}&adresse={ZOE.address}", status=404)


def test_a_customer_whom_the_last_reader_left_is_to_do(town: Town, nadia: Visitor) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, NUMBER, address=None)
    town.activate(ZOE)
    zoe = logged_in(town, address=ZOE.address)
    zoe.get("/compte/partage")
    zoe.click("Ne plus lire ces factures")
    zoe.press("Ne plus lire ces factures")

    nadia.get("/mairie")
    page = nadia.click("1 client que plus personne ne lit, après un départ")

    assert page.says(ALICE.name)
