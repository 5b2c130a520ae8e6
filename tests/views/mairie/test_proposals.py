"""« Adresses proposées »: who asks, what is known, what to check, and the answer."""

import pytest

from tests.letter_codes import WRONG, code_of, use
from tests.people import AGEN, ALICE, BOE, NADIA, OLIVIER, ZOE
from tests.town import Town
from tests.visitor import Visitor

EMPTY = "Aucune demande n'attend."


@pytest.fixture
def nadia(town: Town) -> Visitor:
    """An agent; Zoé, who has the letter to Alice, asks to read."""
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), ZOE.address)
    return town.at_work(NADIA)


def test_what_waits_is_to_do_and_says_who_asks_and_who_reads(town: Town, nadia: Visitor) -> None:
    nadia.get("/mairie")
    page = nadia.click("1 adresse proposée, à accepter ou à refuser")

    assert page.h1 == "Adresses proposées"
    for words in (ALICE.name, ALICE.numbers[0], ALICE.address, ZOE.address, "À vérifier d'abord"):
        assert page.says(words)


@pytest.mark.parametrize(
    ("button", "reads"),
    [
        ("Remplacer l'adresse connue", {ZOE.address}),
        ("Les deux liront", {ALICE.address, ZOE.address}),
        ("Refuser", {ALICE.address}),
    ],
)
def test_one_press_decides(town: Town, nadia: Visitor, button: str, reads: set[str]) -> None:
    nadia.get("/mairie/adresses")

    page = nadia.press(button)

    assert page.says(EMPTY)
    sheet = nadia.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")
    assert {each for each in (ALICE.address, ZOE.address) if sheet.says(each)} == reads
    assert nadia.get("/mairie/journal").says("adresse proposée")


def test_a_second_press_says_that_it_is_decided(nadia: Visitor) -> None:
    nadia.get("/mairie/adresses")
    form, _ = nadia.page.button("Refuser")
    nadia.press("Refuser")

    page = nadia.post(
        form.get("action", ""), nadia.sent_by(form) | {"decision": "instead"}, status=422
    )

    assert page.says("est déjà refusée : rien n'a été fait")


def test_another_communes_agent_sees_and_decides_nothing(town: Town, nadia: Visitor) -> None:
    olivier = town.at_work(OLIVIER)
    nadia.get("/mairie/adresses")
    form, _ = nadia.page.button("Refuser")

    page = olivier.get(f"/mairie/adresses?LIEN={AGEN}")
    token = olivier.sent_by(page.all("form")[0])

    assert page.says(EMPTY)
    answer = olivier.post(form.get("action", ""), token | {"decision": "instead"}, status=422)
    assert answer.says("n'existe pas ici")
    assert nadia.get(f"/mairie/adresses?LIEN={BOE}").says(ZOE.address)


def test_codes_tried_in_vain_are_named_where_they_wait(town: Town, nadia: Visitor) -> None:
    for turn in range(5):
        use(town.visitor(f"198.51.100.{turn}"), "0047", WRONG, ZOE.address)

    nadia.get("/mairie")
    page = nadia.click("1 limite d'essais de codes de lettres atteinte")

    assert page.says("Numéro 0047")
    assert page.says("5 codes faux")
    assert page.says("attend jusqu'au")
