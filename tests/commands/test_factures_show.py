"""`flask factures list --client…` and `factures show`: bills as whoever answers a call asks for them."""

import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store import invoices
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import run
from tests.people import ALICE, BRUNO, CHLOE, DENIS, PASSWORD
from tests.town import Town


@pytest.fixture
def billed(town: Town, tmp_path: Path) -> Town:
    """Two imports: two bills of Alice's, then one of Bruno's and one of another commune's."""
    first = a_batch(
        tmp_path,
        a_bill(ALICE, "FA-1", statut="à payer", reste="20,00", reference="7-A"),
        a_bill(ALICE, "FA-2", montant="-12,30", date="20/05/2026", echeance=""),
        name="octobre",
    )
    brought_in(town, first)
    brought_in(town, a_batch(tmp_path, a_bill(BRUNO, "EAU-3"), name="novembre"))
    return town


def listed(town: Town, *words: str) -> list[str]:
    """The numbers of the bills that a list shows."""
    answer = run(town.app, "factures", "list", "--lien", ALICE.portal, "--json", *words)
    assert answer.status == 0
    return [each["numero"] for each in json.loads(answer.said)]


def test_the_bills_of_one_customer_are_listed_with_their_state(billed: Town) -> None:
    answer = run(
        billed.app, "factures", "list", "--client", ALICE.numbers[0], "--lien", ALICE.portal
    )

    assert answer.status == 0
    titles, newest, credit, _, total = answer.said.splitlines()
    assert titles.split()[-3:] == ["Échéance", "Montant", "État"]
    assert newest.startswith("FA-1")
    assert newest.endswith("57,20 €  à payer : reste 20,00 €")
    assert credit.endswith("-12,30 €  à votre crédit")
    assert total == "2 factures, 44,90 €."


def test_the_bills_of_one_import_are_listed(billed: Town) -> None:
    assert listed(billed, "--import", "1") == ["FA-1", "FA-2"]
    assert listed(billed, "--import", "2") == ["EAU-3"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("FA", ["FA-1", "FA-2"]),
        ("FA-2", ["FA-2"]),
        (ALICE.address, ["FA-1", "FA-2"]),
        (ALICE.numbers[0], ["FA-1", "FA-2"]),
        (BRUNO.name.lower().replace("é", "e"), ["EAU-3"]),
        (CHLOE.name, []),
        ("A-1", []),
        ("« »", []),
        ("", []),
    ],
)
def test_a_search_finds_by_the_beginning_of_a_bills_number_or_whose_it_is(
    billed: Town, typed: str, found: list[str]
) -> None:
    assert listed(billed, "--search", typed) == found


def test_another_communes_bills_are_not_found(billed: Town, tmp_path: Path) -> None:
    there = "--lien", DENIS.portal

    said = [
        run(billed.app, "factures", "list", *words, *there)
        for words in (("--search", "FA"), ("--client", ALICE.numbers[0]), ("--import", "1"))
    ]
    shown = run(billed.app, "factures", "show", "FA-1", *there)

    assert [(each.status, each.said) for each in said] == [
        (0, "0 facture, 0,00 €.\n"),
        (2, ""),
        (2, ""),
    ]
    assert (shown.status, shown.said) == (2, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("list", "--client", "999"), "Le client 999 n'est pas dans le registre"),
        (("list", "--import", "9"), "L'import n° 9 n'existe pas ici"),
        (("show", "FA-9"), "La facture FA-9 n'est pas ici"),
        (("list", "--client", "1", "--search", "x"), "un seul à la fois"),
    ],
)
def test_what_is_not_there_is_one_sentence(
    billed: Town, words: tuple[str, ...], sentence: str
) -> None:
    answer = run(billed.app, "factures", *words, "--lien", ALICE.portal)

    assert (answer.status, answer.said) == (2, "")
    assert sentence in answer.told


def test_one_bill_is_shown_as_its_customer_sees_it_and_how_it_came(billed: Town) -> None:
    with billed.services.store.read() as transaction:
        [kept] = invoices.of_service(transaction, ALICE.portal, number="FA-1")

    answer = run(billed.app, "factures", "show", "FA-1", "--lien", ALICE.portal)

    said = dict(line.split(" : ", 1) for line in answer.said.splitlines())
    assert answer.status == 0
    assert said["Client"] == f"{ALICE.numbers[0]} {ALICE.name}"
    assert said["Montant"] == "57,20 €"
    assert said["État"].startswith("à payer : reste 20,00 € (au ")
    assert said["Référence"] == "7-A"
    assert said["PDF"].startswith("1 page, ")
    came = kept.created_at.astimezone(ZoneInfo("Europe/Paris"))
    assert said["Arrivée"] == f"le {came:%d/%m/%Y %H:%M}, par l'import n° 1 (octobre.zip)"


def test_a_program_gets_the_same_facts(billed: Town) -> None:
    answer = run(billed.app, "factures", "show", "FA-2", "--lien", ALICE.portal, "--json")

    facts = json.loads(answer.said)
    assert facts["montant_centimes"] == -1230
    assert facts["reste_centimes"] == 0
    assert facts["etat"] == "à votre crédit"
    assert (facts["import"], facts["lot"], facts["echeance"]) == (1, "octobre.zip", None)


def test_what_became_of_a_bill_is_shown_to_people_and_programs(billed: Town) -> None:
    billed.send_what_is_due()
    with billed.services.store.read() as transaction:
        [kept] = invoices.of_service(transaction, ALICE.portal, number="FA-1")
    visitor = billed.visitor()
    visitor.log_in(ALICE.portal, ALICE.address, PASSWORD)
    visitor.raw("GET", f"/factures/{kept.key}")

    said = run(billed.app, "factures", "show", "FA-1", "--lien", ALICE.portal).said
    facts = json.loads(
        run(billed.app, "factures", "show", "FA-1", "--lien", ALICE.portal, "--json").said
    )

    assert "En ligne : depuis le " in said
    assert f", à {ALICE.address}\n" in said
    assert f", par {ALICE.address}\n" in said
    assert [each["compte"] for each in facts["annonces"]] == [ALICE.address]
    assert [each["pdf"] for each in facts["ouvertures"]] == [facts["pdf"]] == [kept.document]


def test_a_clerk_says_the_state_of_one_bill_and_who_said_what_is_shown(billed: Town) -> None:
    answer = run(billed.app, "factures", "etat", "FA-1", "payée", "--lien", ALICE.portal)
    shown = run(billed.app, "factures", "show", "FA-1", "--lien", ALICE.portal).said

    assert answer.status == 0
    assert answer.said.startswith("FA-1 : payée, d'après le service, au ")
    assert "La dernière liste dit autre chose ; les deux sont gardées" in answer.said
    assert re.search(
        r"^Dite : à payer, reste 20,00 €, le .*, par la liste de l'import n° 1$",
        shown,
        re.MULTILINE,
    )
    assert re.search(r"^Dite : payée, le .*, par .*flask factures etat$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("FA-1", "perdue"), "n'est pas un état"),
        (("FA-1", "prélevée"), "Dites « payée », « à payer » ou « annulée »."),
        (("FA-1", "à payer", "--reste", "beaucoup"), "n'est pas un montant"),
        (("FA-1", "à payer", "--reste", "99"), "plus à payer que le montant"),
        (("FA-9", "payée"), "La facture FA-9 n'est pas ici"),
    ],
)
def test_a_state_that_can_not_be_is_one_sentence(
    billed: Town, words: tuple[str, ...], sentence: str
) -> None:
    answer = run(billed.app, "factures", "etat", *words, "--lien", ALICE.portal)

    assert (answer.status, answer.said) == (2, "")
    assert sentence in answer.told


def test_a_list_of_states_alone_is_imported_and_taken_back(billed: Town, tmp_path: Path) -> None:
    (tmp_path / "statuts.csv").write_text("numéro;statut\nFA-1;payée\nFA-9;payée\n", "utf-8")

    answer = run(
        billed.app, "factures", "import", str(tmp_path / "statuts.csv"), "--lien", ALICE.portal
    )

    assert answer.status == 1
    assert "Changées" in answer.said
    assert "FA-1 : payée" in answer.said
    assert "la facture FA-9 n'est pas ici" in answer.said
    assert "flask factures import " in answer.said
    back = run(billed.app, "factures", "remove", "--import", "3", "--oui", "--lien", ALICE.portal)
    assert (back.status, back.said) == (
        0,
        "La liste ne compte plus : 1 facture, dans leur état d'avant.\n",
    )
