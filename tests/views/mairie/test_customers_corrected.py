"""« Ajouter un client » and « Corriger »: what changes is said before, and no agent undoes another's work."""

import pytest

from tests.mairie import open_sheet
from tests.people import ALICE, BRUNO, NADIA
from tests.town import Town
from tests.visitor import Visitor


@pytest.fixture
def clerk(town: Town) -> Visitor:
    return town.at_work(NADIA)


def test_an_address_that_nobody_has_comes_along_to_a_new_customer(clerk: Visitor) -> None:
    clerk.get("/mairie/clients")
    clerk.fill("Chercher", "zoe.zidi@gmial.com").press("Chercher")
    clerk.click("Ajouter un client")

    page = clerk.fill("Numéro de client", "47031099").press("Ajouter")

    assert page.says("Le message est parti à zoe.zidi@gmial.com")
    assert page.says("Le client voulait-il dire zoe.zidi@gmail.com ? « Corriger » le change.")


def test_a_wrong_address_is_corrected_and_the_invitation_goes_to_the_right_one(
    town: Town, clerk: Visitor
) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    clerk.click("Corriger")

    page = clerk.fill("Adresse mail (peut manquer)", "bruno@exemple.fr").press("Corriger")

    assert page.says("La fiche est corrigée. Le message est parti à bruno@exemple.fr")
    assert [mail.to for mail in town.inbox.mails] == ["bruno@exemple.fr"]


def test_a_correction_of_the_address_leaves_the_name_as_it_is(clerk: Visitor) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    clerk.click("Corriger")

    page = clerk.fill("Adresse mail (peut manquer)", "bruno@exemple.fr").press("Corriger")

    assert page.h1 == f"{BRUNO.name}, client n° {BRUNO.numbers[0]}"


def test_what_was_typed_is_still_there_where_a_new_customer_is_refused(clerk: Visitor) -> None:
    clerk.get("/mairie/clients/ajouter")
    clerk.fill("Numéro de client", BRUNO.numbers[0]).fill("Nom", "ZIDI Zoé")

    clerk.press("Ajouter", status=422)

    page = clerk.fill("Numéro de client", "47031099").press("Ajouter")
    assert page.h1 == "ZIDI Zoé, client n° 47031099"


def test_what_leaves_an_active_account_is_said_before_it_is_done(
    town: Town, clerk: Visitor
) -> None:
    open_sheet(clerk, ALICE.numbers[0])
    clerk.click("Corriger")
    clerk.fill("Adresse mail (peut manquer)", "alice@exemple.fr")

    page = clerk.press("Corriger", status=409)

    assert page.says("Un compte actif ne verra plus ces factures")
    assert page.says(f"{ALICE.numbers[0]} : {ALICE.address} → alice@exemple.fr")
    assert town.inbox.mails == []
    assert clerk.press("Corriger quand même").says("La fiche est corrigée.")


def test_a_postal_address_is_shown_corrected_and_told_in_the_journal(clerk: Visitor) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    assert clerk.page.says("Adresse postale : aucune")
    clerk.click("Corriger")
    clerk.fill("Adresse postale (n° et rue)", "2, rue Haute").fill("Code postal", "47550")

    page = clerk.fill("Ville", "BOÉ").press("Corriger")

    assert page.says("La fiche est corrigée.")
    assert page.says("Adresse postale : 2, rue Haute, 47550 BOÉ")
    clerk.click("Corriger")
    clerk.fill("Ville", "BOÉ CEDEX").press("Corriger")
    told = f"{BRUNO.numbers[0]} : adresse postale 2, rue Haute, 47550 BOÉ → 2, rue Haute, 47550 BOÉ CEDEX"
    assert clerk.get("/mairie/journal").says(f"registre corrigé à la main : {told}")


def test_a_new_customer_has_a_postal_address_too(clerk: Visitor) -> None:
    clerk.get("/mairie/clients/ajouter")
    clerk.fill("Numéro de client", "47031099").fill("Adresse postale (n° et rue)", "2, rue Haute")

    page = clerk.fill("Ville", "BOÉ").press("Ajouter")

    assert page.says("Adresse postale : 2, rue Haute, BOÉ")


def test_a_correction_that_comes_too_late_keeps_what_was_typed(clerk: Visitor) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    clerk.click("Corriger")
    clerk.fill("Nom", "BÉRARD Bruno Jean")

    page = clerk.press_too_late("Corriger")

    assert page.says("ce que vous aviez écrit est encore là")
    assert page.field("Nom").get("value") == "BÉRARD Bruno Jean"


def test_two_agents_on_one_customer_never_undo_each_other(town: Town, clerk: Visitor) -> None:
    open_sheet(clerk, BRUNO.numbers[0])
    clerk.click("Corriger")
    form, _ = clerk.page.button("Corriger")
    late = clerk.sent_by(form) | {"name": "BÉRARD Bruno Jean"}
    clerk.fill("Nom", "BÉRARD B.").press("Corriger")

    page = clerk.post(str(form.get("action")), late, status=409)

    assert page.says("Cette fiche a changé pendant que vous la corrigiez : rien n'a été fait")
    open_sheet(clerk, BRUNO.numbers[0])
    assert clerk.page.h1.startswith("BÉRARD B.,")


def test_a_new_customer_is_added_and_invited(town: Town, clerk: Visitor) -> None:
    clerk.get("/mairie/clients")
    clerk.click("Ajouter un client")
    clerk.fill("Numéro de client", "47031099").fill("Nom", "ZIDI Zoé")

    page = clerk.fill("Adresse mail (peut manquer)", "zoe@exemple.fr").press("Ajouter")

    assert page.h1 == "ZIDI Zoé, client n° 47031099"
    assert page.says("Le client est ajouté. Le message est parti à zoe@exemple.fr")
    assert [mail.to for mail in town.inbox.mails] == ["zoe@exemple.fr"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0047", "Ce numéro est déjà celui d'un client"),
        ("47", "0047"),
        ("Total", "il n'y a aucun chiffre"),
        ("", "Le numéro manque."),
    ],
)
def test_a_number_that_can_not_be_a_new_one_is_refused_with_the_reason(
    clerk: Visitor, number: str, words: str
) -> None:
    clerk.get("/mairie/clients/ajouter")

    page = clerk.fill("Numéro de client", number).press("Ajouter", status=422)

    assert page.says(words)
