"""« J'ai un code »: one answer for everybody, and the way from the letter to the bills."""

import time
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from domain.customers import editing
from domain.customers.editing import Cells, Edit
from domain.customers.lists import Entry
from domain.history import NO_VISIT
from store.models import READERS
from store.records import By
from tests import tables
from tests.letter_codes import ANSWER, HUGO, WRONG, add, code_of, path_of, use
from tests.pages import ask_to_activate
from tests.people import AGEN, ALICE, BOE, BRUNO, PASSWORD, VILLE_DE_BOE, ZOE, Person
from tests.town import Town
from tests.visitor import Visitor
from views.public.recovery import SAME_SECONDS


@pytest.fixture(autouse=True)
def hugo(town: Town) -> None:
    """In the register without an address."""
    add(town)


def mailed_link(town: Town, address: str) -> str:
    town.send_what_is_due()
    return path_of(town.inbox.to(address)[-1].link())


def test_it_is_offered_beneath_the_unknown_address_and_in_the_help(visitor: Visitor) -> None:
    page = ask_to_activate(visitor, ZOE)

    assert page.h1 == "Activation impossible, adresse inconnue"
    assert visitor.click("J'ai un code").h1 == "J'ai un code"
    visitor.get(f"/aide?LIEN={BOE}")
    assert visitor.click("J'ai un code").h1 == "J'ai un code"


def test_the_qr_code_fills_the_number_in_and_nothing_else(visitor: Visitor) -> None:
    page = visitor.get(f"/activation/code?LIEN={BOE}&numero=0047&code=K7QM4RTX")

    assert page.field("Numéro de client").get("value") == "0047"
    assert page.field("Code").get("value") == ""


def test_a_customer_without_address_reads_their_bills_a_letter_later(
    town: Town, visitor: Visitor
) -> None:
    assert use(visitor, HUGO.numbers[0], code_of(town), HUGO.address).h1 == ANSWER

    page = visitor.get(mailed_link(town, HUGO.address))
    assert page.says(HUGO.numbers[0])
    assert page.says(HUGO.address)
    page = visitor.press("Confirmer mon adresse")
    assert page.h1 == "Saisissez votre nouveau mot de passe"
    visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")

    assert visitor.log_in(BOE, HUGO.address, PASSWORD).h1 == "Mes factures"
    assert visitor.get("/compte").says(HUGO.name)
    with town.services.store.read() as transaction:
        reader = tables.one(transaction, READERS, address=HUGO.address)
    assert (reader.let_in_by, reader.is_first, reader.ended_at) == (By.CODE, True, None)


def test_looking_at_the_link_uses_nothing_up_and_lets_nobody_in(
    town: Town, visitor: Visitor
) -> None:
    use(visitor, HUGO.numbers[0], code_of(town), HUGO.address)
    link = mailed_link(town, HUGO.address)
    visitor.get(link)
    visitor.get(link)

    assert ask_to_activate(town.visitor(), HUGO).h1 == "Activation impossible, adresse inconnue"
    assert visitor.press("Confirmer mon adresse").h1 == "Saisissez votre nouveau mot de passe"


def test_a_link_works_once_and_three_days(
    town: Town, visitor: Visitor, at_noon: time_machine.Traveller
) -> None:
    use(visitor, HUGO.numbers[0], code_of(town), HUGO.address)
    link = mailed_link(town, HUGO.address)

    at_noon.shift(timedelta(hours=72, seconds=1))
    assert visitor.get(link, status=410).h1 == "Ce lien n'est plus valable"

    use(visitor, HUGO.numbers[0], code_of(town), HUGO.address)
    visitor.get(mailed_link(town, HUGO.address))
    visitor.press("Confirmer mon adresse")
    assert visitor.get(link, status=410).h1 == "Ce lien a déjà servi, ou il a été remplacé"


def test_an_address_with_an_account_confirms_with_its_password(town: Town) -> None:
    use(town.visitor(), HUGO.numbers[0], code_of(town), ALICE.address)
    link, elsewhere = mailed_link(town, ALICE.address), town.visitor()

    elsewhere.get(link)
    page = elsewhere.fill("Mot de passe", "pas le bon").press("Confirmer mon adresse", status=422)
    assert page.says("Ce n'est pas le mot de passe de ce compte.")
    page = elsewhere.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse")

    assert page.says(f"les factures du client n° {HUGO.numbers[0]} sont dans « Mes factures »")
    elsewhere.log_in(BOE, ALICE.address, PASSWORD)
    page = elsewhere.get("/compte")
    assert page.says(HUGO.name)
    assert page.says(ALICE.numbers[0])


def test_who_is_logged_in_confirms_with_one_button(town: Town, visitor: Visitor) -> None:
    use(visitor, HUGO.numbers[0], code_of(town), ALICE.address)
    link = mailed_link(town, ALICE.address)
    visitor.log_in(BOE, ALICE.address, PASSWORD)
    visitor.get(link)

    visitor.press("Confirmer mon adresse")

    assert visitor.get("/compte").says(HUGO.name)


@pytest.mark.parametrize("person", [BRUNO, ALICE])
def test_the_address_that_is_known_already_gets_the_mail_that_lets_it_in(
    town: Town, visitor: Visitor, person: Person
) -> None:
    assert use(visitor, person.numbers[0], code_of(town, person), person.address).h1 == ANSWER

    page = visitor.get(mailed_link(town, person.address))

    assert page.h1 == "Saisissez votre nouveau mot de passe"


def test_where_the_customer_has_an_address_nothing_changes_and_it_is_told(
    town: Town, visitor: Visitor
) -> None:
    assert use(visitor, BRUNO.numbers[0], code_of(town, BRUNO), ZOE.address).h1 == ANSWER

    town.send_what_is_due()
    (asked,), (told,) = town.inbox.to(ZOE.address), town.inbox.to(BRUNO.address)
    assert asked.subject == "Votre demande est transmise au service facturation"
    assert "/?LIEN=X" not in asked.text
    assert ZOE.address not in told.text
    assert BRUNO.address not in asked.text
    assert ask_to_activate(town.visitor(), ZOE).h1 == "Activation impossible, adresse inconnue"


# The four answers are one


def reasons(town: Town) -> dict[str, tuple[str, str]]:
    """Number and code, by what is wrong with them."""
    old = code_of(town)
    new = code_of(town, renew=True)
    return {
        "right": (HUGO.numbers[0], new),
        "wrong code": (HUGO.numbers[0], WRONG),
        "code of before": (HUGO.numbers[0], old),
        "nobody's number": ("99999", new),
        "another's code": (ALICE.numbers[0], new),
        "no code at all": (HUGO.numbers[0], "0O1I"),
    }


def test_the_answer_is_the_same_whatever_is_wrong(town: Town) -> None:
    pages = {
        what: use(town.visitor(), number, code, ZOE.address).text
        for what, (number, code) in reasons(town).items()
    }

    hint = "Ce que vous avez saisi n'est pas un code entier."
    assert hint in pages["no code at all"]  # said of what was typed, whoever's number it is
    pages["no code at all"] = pages["no code at all"].replace(f" {hint}", "")
    assert len(set(pages.values())) == 1


def test_what_is_wrong_makes_no_difference_to_the_work(town: Town) -> None:
    asked: list[str] = []
    event.listen(
        town.services.store.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_more: asked.append(statement),
    )
    work: dict[str, list[str]] = {}
    for turn, (what, (number, code)) in enumerate(reasons(town).items()):
        visitor = town.visitor(f"198.51.100.{turn}")  # what one client repeats is one line
        visitor.get(f"/activation/code?LIEN={BOE}")
        visitor.fill("Numéro de client", number).fill("Code", code)
        visitor.fill("Adresse mail", ZOE.address)
        asked.clear()
        visitor.press_raw("Envoyer")
        work[what] = list(asked)

    right = work.pop("right")
    assert len({tuple(each) for each in work.values()}) == 1
    # What the right one does besides is a row in the outbox: no mail leaves within the answer.
    assert [each for each in right if "messages" in each]
    assert town.inbox.mails == []


def test_nobody_is_answered_faster_than_the_slowest(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for number, code in reasons(town).values():
        use(town.visitor(), number, code, ZOE.address)

    assert len(slept) == 6
    assert all(0 <= each <= SAME_SECONDS for each in slept)


# What bad input gets


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Numéro de client", "Saisissez votre numéro de client"),
        ("Code", "Saisissez le code"),
        ("Adresse mail", "Saisissez votre adresse mail"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(
    town: Town, visitor: Visitor, label: str, sentence: str
) -> None:
    typed = {"Numéro de client": "0047", "Code": WRONG, "Adresse mail": ZOE.address} | {label: ""}
    visitor.get(f"/activation/code?LIEN={BOE}")
    for name, text in typed.items():
        visitor.fill(name, text)

    page = visitor.press("Envoyer", status=422)

    assert page.says(sentence)
    for name, text in typed.items():
        assert page.field(name).get("value") == text


def test_a_slip_in_the_domain_is_asked_about(town: Town, visitor: Visitor) -> None:
    page = use(visitor, HUGO.numbers[0], code_of(town), "hugo@gmial.com")

    assert page.says("Vouliez-vous écrire hugo@gmail.com ?")


def test_a_code_of_another_commune_opens_nothing(town: Town, visitor: Visitor) -> None:
    code = code_of(town)

    use(visitor, HUGO.numbers[0], code, HUGO.address, lien=AGEN)

    town.send_what_is_due()
    assert town.inbox.mails == []


def test_last_years_tenant_opens_nothing(town: Town, visitor: Visitor) -> None:
    code = code_of(town)
    with town.services.store.write() as transaction:
        edit = Edit(changed=[Entry(2, HUGO.numbers[0], "INGRES Ida", None)])
        given = {HUGO.numbers[0]: Cells(HUGO.name, None)}
        planned, _ = editing.plan(transaction, VILLE_DE_BOE, given, edit)
        editing.apply(transaction, VILLE_DE_BOE, planned, NO_VISIT)

    use(visitor, HUGO.numbers[0], code, HUGO.address)

    town.send_what_is_due()
    assert town.inbox.mails == []


# Limits
