"""« Partager mes factures »: two read one bill, each with a password of their own."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from domain.customers import editing
from domain.customers.editing import Cells, Edit
from domain.customers.lists import Entry
from domain.history import NO_VISIT
from store.models import READERS
from store.records import By
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.letter_codes import path_of
from tests.pages import ask_to_activate, logged_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, VILLE_DE_BOE, ZOE, Person
from tests.town import Town
from tests.visitor import Page, Visitor

(NUMBER,) = ALICE.numbers


def invite(
    visitor: Visitor, address: str = ZOE.address, *, password: str = PASSWORD, status: int = 200
) -> Page:
    visitor.get("/compte/partage")
    visitor.fill("Adresse mail", address).fill("Mot de passe actuel", password)
    return visitor.press("Inviter", status=status)


def confirm(town: Town, person: Person = ZOE, *, status: int = 200) -> Page:
    """Follow the link in the newest mail, from a browser of its own."""
    town.send_what_is_due()
    visitor = town.visitor()
    visitor.get(path_of(town.inbox.to(person.address)[-1].link()))
    return visitor.press("Confirmer mon adresse", status=status)


def let_in(town: Town, person: Person = ZOE) -> Visitor:
    """Alice lets somebody in, who chooses a password; their browser."""
    invite(logged_in(town))
    confirm(town, person)
    town.activate(person)
    return logged_in(town, address=person.address)


def newest(town: Town, person: Person) -> str:
    town.send_what_is_due()
    return town.inbox.to(person.address)[-1].text


def reading(town: Town) -> dict[str, str]:
    """The addresses beside Alice's number, and who let them in."""
    with town.services.store.read() as transaction:
        found = tables.rows(transaction, READERS, ended_at=None)
    return {row.address: row.let_in_by for row in found if row.customer_id == 1}


def test_my_account_leads_there_and_it_says_who_reads_since_when_and_by_whom(town: Town) -> None:
    alice = logged_in(town)
    alice.get("/compte")

    page = alice.click("Partager mes factures")

    assert page.h1 == "Partager mes factures"
    assert page.says("Vous, depuis le")
    assert page.says("d'après le registre du service facturation")


def test_the_couple_reads_the_same_bills_each_with_a_password(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    page = invite(logged_in(town))
    assert page.says(f"L'invitation est partie à {ZOE.address}")
    assert page.says("Invité, pas encore confirmé")

    assert confirm(town).h1 == "Saisissez votre nouveau mot de passe"
    town.activate(ZOE, "un autre mot de passe")
    zoe = town.visitor()
    zoe.log_in(BOE, ZOE.address, "un autre mot de passe")

    assert zoe.get("/factures").says("FA-1")
    assert reading(town) == {ALICE.address: By.LIST, ZOE.address: By.CUSTOMER}
    assert "Une autre adresse mail lit maintenant" in newest(town, ALICE)


def test_before_the_link_is_used_nobody_reads_more(town: Town) -> None:
    invite(logged_in(town))
    town.send_what_is_due()
    town.visitor().get(path_of(town.inbox.to(ZOE.address)[-1].link()))

    assert ask_to_activate(town.visitor(), ZOE).h1 == "Activation impossible, adresse inconnue"
    assert set(reading(town)) == {ALICE.address}


def test_the_own_password_is_asked(town: Town) -> None:
    page = invite(logged_in(town), password="pas le bon", status=422)

    assert page.says("Ce n'est pas votre mot de passe actuel.")
    town.send_what_is_due()
    assert town.inbox.to(ZOE.address) == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (ALICE.address, "C'est déjà l'adresse de votre compte."),
        ("", "Saisissez votre adresse mail"),
        ("zoe@exemple,fr", "il y a une virgule"),
        ("zoe@gmial,com", "une virgule"),
    ],
)
def test_what_can_be_no_guest_is_said(town: Town, address: str, sentence: str) -> None:
    assert invite(logged_in(town), address, status=422).says(sentence)


def test_a_slip_in_the_domain_is_asked_about(town: Town) -> None:
    page = invite(logged_in(town), "zoe@gmial.com")

    assert page.says("Vouliez-vous écrire zoe@gmail.com ?")


def test_who_reads_already_is_not_invited_again(town: Town) -> None:
    let_in(town)

    assert invite(logged_in(town), status=422).says("Cette adresse lit déjà ces factures.")


def test_invitations_are_bounded(town: Town) -> None:
    alice = logged_in(town)
    for turn in range(3):
        invite(alice, f"qui{turn}@exemple.fr")

    invite(alice, "qui3@exemple.fr", status=429)


def test_an_invitation_can_be_taken_back(town: Town) -> None:
    alice = logged_in(town)
    invite(alice)
    town.send_what_is_due()
    link = path_of(town.inbox.to(ZOE.address)[-1].link())

    page = alice.press(f"Annuler l'invitation de {ZOE.address}")

    assert not page.says("pas encore confirmé")
    assert town.visitor().get(link, status=410).h1.startswith("Ce lien a déjà servi")


def test_nobody_takes_back_what_is_not_theirs(town: Town) -> None:
    town.activate(BRUNO)
    invite(logged_in(town))
    bruno = logged_in(town, address=BRUNO.address)
    page = bruno.get("/compte/partage")
    token = bruno.sent_by(page.all("form")[-1])["csrf_token"]

    bruno.post("/compte/partage/annuler", {"csrf_token": token, "demande": "1"})

    assert confirm(town).h1 == "Saisissez votre nouveau mot de passe"


def test_a_guest_who_has_an_account_says_so_with_its_password(town: Town) -> None:
    town.activate(BRUNO)
    invite(logged_in(town), BRUNO.address)
    town.send_what_is_due()
    visitor = town.visitor()
    visitor.get(path_of(town.inbox.to(BRUNO.address)[-1].link()))

    visitor.press("Confirmer mon adresse", status=422)
    visitor.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse")

    assert set(reading(town)) == {ALICE.address, BRUNO.address}
    bruno = logged_in(town, address=BRUNO.address)
    page = bruno.get("/compte")
    assert page.says(ALICE.numbers[0])
    assert page.says(BRUNO.numbers[0])


def test_a_guardian_who_is_nobodys_customer_sees_these_bills_alone(
    town: Town, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(BRUNO, "FA-2")))

    page = let_in(town).get("/factures")

    assert page.says("FA-1")
    assert not page.says("FA-2")


def test_a_second_reader_learns_nobodys_address_and_invites_nobody(town: Town) -> None:
    zoe = let_in(town)

    page = zoe.get("/compte/partage")

    assert page.says("Une autre personne, depuis le")
    assert ALICE.address not in page.body
    assert page.says("Seule la personne que le service facturation connaît")
    form = zoe.sent_by(page.all("form")[0]) | {"number": NUMBER, "address": "x@exemple.fr"}
    answer = zoe.post("/compte/partage", form | {"present": PASSWORD}, status=422)
    assert answer.says("Ces factures ne peuvent être partagées que par")


def test_the_first_ends_whom_it_let_in_at_once(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    zoe, alice = let_in(town), logged_in(town)
    alice.get("/compte/partage")

    alice.click(f"Retirer l'accès de {ZOE.address}")
    alice.press("Retirer l'accès")

    assert not zoe.get("/factures").says("FA-1")
    assert "ne se lisent plus avec votre adresse mail" in newest(town, ZOE)
    assert ask_to_activate(town.visitor(), ZOE).says("il existe déjà un compte actif")


def test_a_second_reader_leaves_by_itself_and_the_first_is_told(town: Town) -> None:
    zoe = let_in(town)
    zoe.get("/compte/partage")

    zoe.click("Ne plus lire ces factures")
    page = zoe.press("Ne plus lire ces factures")

    assert page.says(f"Vous ne lisez plus les factures du client n° {NUMBER}.")
    assert set(reading(town)) == {ALICE.address}
    assert "ne les lit plus" in newest(town, ALICE)


def test_a_separated_spouse_cannot_put_the_other_out(town: Town) -> None:
    zoe = let_in(town)
    path = f"/compte/partage/fin?numero={NUMBER}&adresse={ALICE.address}"

    zoe.get(path, status=404)
    token = zoe.sent_by(zoe.get("/compte/partage").all("form")[0])["csrf_token"]
    page = zoe.post(path, {"csrf_token": token}, status=422)

    assert page.says("Cet accès ne peut être retiré que par le service facturation.")
    assert set(reading(town)) == {ALICE.address, ZOE.address}


def test_the_first_does_not_put_itself_out(town: Town) -> None:
    alice = logged_in(town)

    alice.get(f"/compte/partage/fin?numero={NUMBER}&adresse={ALICE.address}", status=404)


@pytest.mark.parametrize("number", [*BRUNO.numbers, *CHLOE.numbers, *DENIS.numbers, "", "99"])
def test_nobody_shares_what_is_not_theirs(town: Town, number: str) -> None:
    alice = logged_in(town)
    page = alice.get("/compte/partage")
    form = alice.sent_by(page.button("Inviter")[0])
    filled = {"number": number, "address": ZOE.address, "present": PASSWORD}

    answer = alice.post("/compte/partage", form | filled, status=422)

    assert answer.says("Ces factures ne peuvent être partagées que par")
    town.send_what_is_due()
    assert town.inbox.to(ZOE.address) == []


def test_the_first_closes_the_account_and_the_second_stays(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    zoe, alice = let_in(town), logged_in(town)
    alice.get("/compte/fermer")

    alice.fill("Mot de passe actuel", PASSWORD).press("Fermer mon compte")

    assert zoe.get("/factures").says("FA-1")
    assert ask_to_activate(town.visitor(), ALICE).says("envoyé avec succès")


def test_an_invitation_dies_with_the_right_to_invite(town: Town) -> None:
    invite(logged_in(town))
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, NUMBER, address="neuve@exemple.fr")

    page = confirm(town, status=410)

    assert page.h1 == "Ce lien a déjà servi, ou il a été remplacé"
    assert set(reading(town)) == {"neuve@exemple.fr"}


def test_an_invitation_works_three_days(town: Town, at_noon: time_machine.Traveller) -> None:
    invite(logged_in(town))
    town.send_what_is_due()
    link = path_of(town.inbox.to(ZOE.address)[-1].link())

    at_noon.shift(timedelta(hours=72, seconds=1))

    page = town.visitor().get(link, status=410)
    assert page.says("demandez une nouvelle invitation")


def test_who_shares_two_numbers_says_which(town: Town) -> None:
    town.activate(CHLOE)
    chloe = logged_in(town, address=CHLOE.address)
    chloe.get("/compte/partage")
    chloe.fill("Adresse mail", ZOE.address).fill("Mot de passe actuel", PASSWORD)

    chloe.press(f"Inviter pour le client n° {CHLOE.numbers[1]}")
    confirm(town)

    town.activate(ZOE)
    page = logged_in(town, address=ZOE.address).get("/compte")
    assert page.says(CHLOE.numbers[1])
    assert not page.says(CHLOE.numbers[0])


def test_a_new_tenant_of_the_number_is_read_by_nobody_of_before(town: Town) -> None:
    let_in(town)
    edit = Edit(changed=[Entry(2, NUMBER, "INGRES Ida", "ida@exemple.fr")])
    with town.services.store.write() as transaction:
        given = {NUMBER: Cells(ALICE.name, ALICE.address)}
        planned, _ = editing.plan(transaction, VILLE_DE_BOE, given, edit)
        editing.apply(transaction, VILLE_DE_BOE, planned, NO_VISIT)

    assert set(reading(town)) == {"ida@exemple.fr"}
    assert "ne se lisent plus avec votre adresse mail" in newest(town, ZOE)
