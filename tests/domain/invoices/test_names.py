"""Whose a bill is, by the words of a name that stand in its text."""

import time

import pytest

from domain.invoices import names
from domain.invoices.names import Bill, Finding, Found

COMMUNE = "Ville de Boé"


def look(name: str, text: str) -> Found:
    return names.look(name, COMMUNE, text).found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("BÉRARD Bruno", "M. BERARD Bruno, 3 rue du Port"),
        ("BERARD Bruno", "Monsieur Bérard"),
        ("Bérard", "BE\u0301RARD"),  # the accent apart, as macOS writes it
        ("DUPONT-MARTIN Léa", "Mme Martin Lea"),
        ("M. et Mme DUPONT Jean et Lise", "Monsieur et Madame Dupont"),
        ("DUPONT née CASTAING", "Castaing Marie"),
        ("D'ESPÉRAUX", "d’Espéraux"),
        ("LEBŒUF", "Leboeuf"),
        ("LEBOEUF", "LEBŒUF"),
        ("STRAßER", "STRASSER"),
        ("SARL Les Jardins d'Albret", "LES JARDINS D ALBRET SARL"),
        ("LE ROY Yann", "Monsieur LE ROY"),
        ("SCI du 14 JUILLET", "SCI 14 Juillet"),
        ("FONTAINE", "FON TAI NE"),  # in pieces, as kerning leaves it
        ("FONTAINE", "F O N T A I N E"),
        ("FONTAINE", "fon-\ntaine"),
        ("FIEVET", "\ufb01evet"),  # a ligature of the font
        ("GIRAUD", "G\u00a0I R\u202fAUD"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    assert look(name, text) is Found.NAMED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ABADIE Alice", "Monsieur BÉRARD Bruno, 12 rue des Lilas"),
        ("GARON", "Lot-et-Garonne"),  # part of a word is none
        ("REY", "RE Y"),  # so short a word stands in pieces in any text
        ("M. et Mme DUPONT", "M. et Mme MARTIN"),
        ("SARL MOULIN", "SARL DU PORT"),
        ("LI Wei", "li"),
    ],
)
def test_what_stands_on_anybodys_bill_is_no_name(name: str, text: str) -> None:
    assert look(name, text) is Found.MISSING


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "DUPONT"),
        ("NG Li", "NG Li"),
        ("Mairie", "Mairie"),
        ("Commune de Boé", "Ville de Boé"),
        ("M. et Mme", "M. et Mme"),
        ("DUPONT Jean", ""),
        ("DUPONT Jean", " 12 345,60 \n"),
    ],
)
def test_what_can_not_be_checked_is_said_to_be_so(name: str, text: str) -> None:
    assert look(name, text) is Found.UNVERIFIABLE


def test_the_words_that_were_found_are_said() -> None:
    assert names.look("M. DUPONT Jean", COMMUNE, "Dupont J.").words == "dupont"


PEOPLE = (
    "ABADIE Alice",
    "BÉRARD Bruno",
    "CAZENAVE Chloé",
    "DELMAS Denis",
    "ESTÈVE Élise",
    "FAURE Alice",
)


def a_batch(*people: str, below: str = "") -> list[Bill]:
    """A batch whose every bill has its customer's name."""
    return [
        Bill(line, str(line), name, f"Ville de Boé\n{name}\n{below}")
        for line, name in enumerate(people, 2)
    ]


def exchanged(bills: list[Bill], one: int, other: int) -> list[Bill]:
    """The same batch, where two lines name each other's PDF."""
    texts = {one: bills[other].text, other: bills[one].text}
    return [
        bill._replace(text=texts[place]) if place in texts else bill
        for place, bill in enumerate(bills)
    ]


def test_a_batch_as_it_should_be_is_not_suspect() -> None:
    found = names.check(a_batch(*PEOPLE), COMMUNE)

    assert {each.found for each in found.values()} == {Found.NAMED}
    assert not names.is_batch_suspect(found.values())


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 5), (2, 4)])
def test_two_lines_that_name_each_others_pdf_are_caught(one: int, other: int) -> None:
    """Alice Abadie and Alice Faure share a first name: that both lack the rest gives them away."""
    found = names.check(exchanged(a_batch(*PEOPLE), one, other), COMMUNE)

    assert found[one + 2] == Finding(Found.ANOTHERS, PEOPLE[other])
    assert found[other + 2] == Finding(Found.ANOTHERS, PEOPLE[one])
    assert names.is_batch_suspect(found.values())


def test_a_whole_list_that_slipped_by_a_line_is_caught() -> None:
    bills = a_batch(*PEOPLE)
    texts = [bill.text for bill in bills]
    slipped = [
        bill._replace(text=text) for bill, text in zip(bills, [*texts[1:], texts[0]], strict=True)
    ]

    found = names.check(slipped, COMMUNE)

    assert {each.found for each in found.values()} == {Found.ANOTHERS}


def test_a_large_list_that_slipped_is_caught_without_comparing_each_with_each() -> None:
    names_of = [
        f"NOM{''.join(chr(65 + int(digit)) for digit in str(at))} Alice" for at in range(2000)
    ]
    bills = a_batch(*names_of)
    texts = [bill.text for bill in bills]
    slipped = [
        bill._replace(text=text) for bill, text in zip(bills, [*texts[1:], texts[0]], strict=True)
    ]

    began = time.process_time()
    found = names.check(slipped, COMMUNE)

    assert {each.found for each in found.values()} == {Found.ANOTHERS}
    assert time.process_time() - began < 3


def test_whoever_signs_every_bill_stands_in_nobodys_place() -> None:
    bills = a_batch(*PEOPLE, below="Le régisseur, Denis DELMAS")
    bills[0] = bills[0]._replace(text="Ville de Boé\nLe régisseur, Denis DELMAS")

    found = names.check(bills, COMMUNE)

    assert found[2].found is Found.MISSING


def test_a_street_named_like_a_customer_is_not_the_customer() -> None:
    bills = a_batch("MARTIN Alice", "MOULIN Jean", "DELMAS Denis")
    bills[0] = bills[0]._replace(text="Mme MARTIN, 3 rue Jean Moulin")

    assert names.check(bills, COMMUNE)[2].found is Found.NAMED


def test_father_and_son_are_not_taken_for_each_other() -> None:
    bills = a_batch("DUPONT Jean Marie", "DUPONT Jean", "DELMAS Denis")
    bills[0] = bills[0]._replace(text="M. DUPONT Jean")

    assert names.check(bills, COMMUNE)[2].found is Found.NAMED


@pytest.mark.parametrize(
    ("missing", "of", "is_suspect"), [(1, 50, False), (2, 99, True), (1, 49, True)]
)
def test_more_than_one_in_fifty_without_a_name_make_the_batch_suspect(
    missing: int, of: int, *, is_suspect: bool
) -> None:
    findings = [Finding(Found.MISSING)] * missing + [Finding(Found.NAMED, "a")] * (of - missing)

    assert names.is_batch_suspect(findings) is is_suspect
