"""Letters to print: for one customer, or for all without account in the order of the register."""

import re

import pytest

from domain.agents import exports
from mail import letters
from store import events
from tests import bills
from tests.letter_codes import HUGO, add, code_of
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, MARTINE, NADIA, PASSWORD
from tests.town import Town
from tests.visitor import Page, Visitor

LINK = re.compile(r'<p class="link">http://[^/]+(\S+)</p>')


def all_of_them(town: Town, nadia: Visitor) -> Page:
    nadia.get("/mairie/lettres")
    with town.later(minutes=1):
        return nadia.fill("Code", town.digits(NADIA)).press("Voir les lettres")


def one_for(nadia: Visitor, number: str) -> Page:
    nadia.get(f"/mairie/clients/fiche?numero={number}")
    return nadia.press("Lettre à imprimer")


def test_all_without_account_get_one_in_the_order_of_the_register(town: Town) -> None:
    page = all_of_them(town, town.at_work(NADIA))

    assert len(page.all("article")) == 2
    assert page.body.index(BRUNO.address) < page.body.index(CHLOE.address)
    assert page.says("Client n° 47031003, 47031004")  # one letter for one address
    assert ALICE.address not in page.body
    assert DENIS.address not in page.body


def test_a_wrong_code_prints_nothing(town: Town) -> None:
    nadia = town.at_work(NADIA)
    nadia.get("/mairie/lettres")

    page = nadia.fill("Code", "000000").press("Voir les lettres", status=422)

    assert page.says("Ce code ne convient pas")
    assert not town.has_account(BRUNO)


def test_one_bears_what_the_window_of_an_envelope_shows(town: Town) -> None:
    bills.change_customers(town, BRUNO, postal_address="2, rue Haute\n47550 BOÉ")

    page = one_for(town.at_work(NADIA), *BRUNO.numbers)

    shown = [each for each in page.all("p") if each.get("class") == "to"]
    assert ["".join(each.itertext()).split("\n") for each in shown] == [
        ["BÉRARD Bruno", "2, rue Haute", "47550 BOÉ"]
    ]
    assert page.headers["Content-Security-Policy"] == letters.POLICY
    assert BRUNO.address in page.body


def test_its_link_activates_for_fifteen_days(town: Town) -> None:
    found = LINK.search(one_for(town.at_work(NADIA), *BRUNO.numbers).body)
    assert found
    visitor = town.visitor()

    with town.later(minutes=15 * 24 * 60 - 5):
        visitor.get(found[1])
        visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")

        assert visitor.log_in(BOE, BRUNO.address, PASSWORD).h1 == "Mes factures"


def test_the_mailbox_is_told_without_the_link(town: Town) -> None:
    all_of_them(town, town.at_work(NADIA))

    with town.later(minutes=2):
        town.send_what_is_due()

    told = {mail.to: mail for mail in town.inbox.mails}
    assert told.keys() == {BRUNO.address, CHLOE.address}
    assert told[BRUNO.address].subject == "Une lettre du service facturation vous arrive"
    assert "LIEN=X" not in told[BRUNO.address].text


def test_a_letter_leaves_the_sheet_speaking_of_the_invitation(town: Town) -> None:
    nadia = town.at_work(NADIA)
    nadia.get(f"/mairie/clients/fiche?numero={BRUNO.numbers[0]}")
    nadia.press("Envoyer l'invitation")
    town.send_what_is_due()

    one_for(nadia, BRUNO.numbers[0])
    page = nadia.get(f"/mairie/clients/fiche?numero={BRUNO.numbers[0]}")

    assert page.says("lien remis : attend")
    assert page.says(f"« Un message est parti à {BRUNO.address} le")
    assert page.says("Suivez son lien")


def test_the_journal_says_how_many_were_printed(town: Town) -> None:
    all_of_them(town, town.at_work(NADIA))

    with town.services.store.read() as transaction:
        lines = [line for line, _ in events.of_staff(transaction, BOE, limit=10)]
    said = [(line.kind, line.details, line.done_by) for line in lines]
    assert ("letters_printed", "2\u00a0lettres", NADIA.address) in said


@pytest.mark.parametrize("address", [DENIS.address, CHLOE.address])
def test_a_letter_goes_only_to_an_address_beside_that_customer(town: Town, address: str) -> None:
    nadia = town.at_work(NADIA)
    nadia.get("/mairie/clients/fiche?numero=0047")
    form, _ = nadia.page.button("Lettre à imprimer")

    data = nadia.sent_by(form) | {"adresse": address}
    nadia.post("/mairie/lettres/client?numero=0047", data, status=404)

    assert not town.has_account(CHLOE)


def test_the_managers_are_told_of_letters_to_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.hire(MARTINE)
    nadia = town.at_work(NADIA)
    all_of_them(town, nadia)
    town.send_what_is_due()
    assert town.inbox.to(MARTINE.address) == []

    monkeypatch.setattr(exports, "FEW", 1)
    with town.later(minutes=5):
        all_of_them(town, nadia)
    with town.later(minutes=10):
        town.send_what_is_due()

    (mail,) = town.inbox.to(MARTINE.address)
    assert f"{NADIA.address} vient d'emporter" in mail.text
    assert "2 clients" in mail.text


def test_a_letter_for_an_active_account_asks_for_the_code(town: Town) -> None:
    nadia = town.at_work(NADIA)

    page = one_for(nadia, ALICE.numbers[0])
    assert page.h1 == "Imprimer une lettre pour un compte actif"
    assert "LIEN=X" not in page.body

    assert "LIEN=X" not in nadia.fill("Code", "000000").press("Voir la lettre", status=422).body
    with town.later(minutes=1):
        letter = nadia.fill("Code", town.digits(NADIA)).press("Voir la lettre")
    assert LINK.search(letter.body)


def codes_of_all(town: Town, nadia: Visitor, button: str) -> Page:
    nadia.get("/mairie/lettres")
    form, action, data = nadia._filled_in(button)
    with town.later(minutes=1):
        answer = nadia.raw("POST", action, data=data | {"code": town.digits(NADIA)})
    assert answer.status_code == 200
    return Page(200, action, answer.headers, answer.text, form)


def test_all_whom_no_account_reads_get_a_letter_with_their_code(town: Town) -> None:
    add(town)

    page = codes_of_all(town, town.at_work(NADIA), "Voir les lettres avec un code")

    assert page.body.count("<article>") == 4  # Bruno, two of Chloé's numbers, Hugo
    assert code_of(town, HUGO) in page.body
    assert code_of(town, BRUNO) in page.body
    assert ALICE.numbers[0] not in page.body
    assert page.headers["Content-Security-Policy"] == letters.POLICY


def test_the_mail_merge_has_number_name_code_and_the_address_to_type(town: Town) -> None:
    add(town)

    page = codes_of_all(town, town.at_work(NADIA), "Fichier pour le publipostage")

    head, *rows = page.body.lstrip("\ufeff").splitlines()
    assert head == "numero;nom;code;adresse_a_taper"
    to_type = f"http://127.0.0.1:8000/activation/code?LIEN={BOE}"
    assert rows[-1] == f"{HUGO.numbers[0]};{HUGO.name};{code_of(town, HUGO)};{to_type}"


def test_no_code_is_given_away_without_that_of_the_telephone(town: Town) -> None:
    nadia = town.at_work(NADIA)
    nadia.get("/mairie/lettres")

    form, action, data = nadia._filled_in("Voir les lettres avec un code")
    page = nadia.post(action, data | {"code": "000000"}, status=422)

    assert page.says("Ce code ne convient pas")
    assert form is not None


def test_a_customer_without_address_gets_a_letter_from_the_sheet(town: Town) -> None:
    add(town)
    nadia = town.at_work(NADIA)
    nadia.get(f"/mairie/clients/fiche?numero={HUGO.numbers[0]}")

    page = nadia.press("Lettre avec un code")

    assert len(page.all("article")) == 1
    assert page.says(code_of(town, HUGO))
    assert nadia.get("/mairie/journal").says("codes de lettres donnés")
