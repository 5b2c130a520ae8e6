"""« Mes factures »: what its owner reads of each bill, and in which order."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

import pytest
import time_machine

from tests.bills import a_batch, a_bill, brought_in
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import page_of
from tests.people import ALICE, CHLOE
from tests.town import COMMUNES, Town, running
from tests.visitor import Page, plain

PAYING = COMMUNES.replace(
    'telephone = "05 53 00 00 00"',
    'paiement_url = "https://www.payfip.gouv.fr/"\npaiement_texte = "Par carte bancaire."',
)


def test_a_bill_says_what_its_owner_wants_to_know(town: Town, tmp_path: Path) -> None:
    batch = a_batch(tmp_path, a_bill(ALICE, montant="1 234,56 €", statut="à payer", reste="1000"))
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        brought_in(town, batch)

        page = page_of(town, ALICE)

    assert page.h1 == "Mes factures"
    for words in (
        "Eau potable",
        "n° FA-1",
        "du 23/11/2026",
        "À payer avant le 23 décembre 2026",
        "Montant : 1 000,00 €, sur 1 234,56 €",
        "Référence : FA-1",
        "Reste à payer : 1 000,00 €",
        "Situation au 24 novembre 2026. Un paiement récent peut ne pas encore apparaître.",
        "À payer au plus tard le 23 décembre 2026 : 1 000,00 €",
        "Cette facture me semble fausse",
        "Seul l'avis que le Trésor public ou le service vous envoie fait courir les délais",
    ):
        assert page.says(words), words


@pytest.mark.parametrize(
    ("said", "words", "colour"),
    [
        ({"statut": "payée"}, "payée", "paid"),
        ({"statut": "prélevée"}, "sera prélevée le 23/12/2026", "paid"),
        ({"statut": "prélevée", "echeance": "24/11/2026"}, "prélevée", "paid"),
        ({"statut": "annulée"}, "annulée", "paid"),
        ({"reste": "0"}, "payée", "paid"),
        ({"montant": "-12,30"}, "à votre crédit", "credit"),
    ],
)
def test_states_are_words_and_not_colour_alone(
    town: Town, tmp_path: Path, said: dict[str, str], words: str, colour: str | None
) -> None:
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, **said)))

        page = page_of(town, ALICE)

    [(row, state)] = settled(page)
    source = "" if colour == "credit" else ", d'après le service, au 24/11/2026"
    assert (row.get("class"), state) == (colour, f"État : {words}{source}")


def settled(page: Page) -> list[tuple[Element, str]]:
    """The bills that ask for nothing, each with its state in words."""
    return [
        (row, plain("".join(each.itertext())).strip())
        for row in page.all("li")
        for each in row.iter("p")
        if each.get("class") == "state"
    ]


def test_a_bill_that_may_be_paid_stands_on_top_with_all_that_paying_asks_for(
    town: Town, tmp_path: Path
) -> None:
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        batch = a_batch(
            tmp_path,
            a_bill(ALICE, "FA-1", statut="payée"),
            a_bill(ALICE, "FA-2", statut="à payer", date="01/02/2026", echeance="01/03/2026"),
            a_bill(ALICE, "FA-3", date="02/02/2026"),
        )
        brought_in(town, batch)

        page = page_of(town, ALICE)

    text = page.text
    assert text.index("FA-2") < text.index("FA-3") < text.index("FA-1")
    assert page.says("À payer : l'échéance du 1er mars 2026 est passée")
    assert page.says("Le service n'a pas dit si elle est déjà payée.")


def test_the_present_year_is_open_and_each_earlier_one_folded(town: Town, tmp_path: Path) -> None:
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        dates = {"FA-1": "23/11/2026", "FA-2": "23/11/2025", "FA-3": "23/11/2024"}
        bills = [
            a_bill(ALICE, number, date=day, echeance=day, statut="payée")
            for number, day in dates.items()
        ]
        brought_in(town, a_batch(tmp_path, *bills))

        page = page_of(town, ALICE)

    years = [each for each in page.all("details") if each.get("class") == "year"]
    assert [each.get("open") is not None for each in years] == [True, False, False]
    assert "Factures de 2024" in plain("".join(years[2].itertext()))


def test_whose_the_bills_are_is_always_said(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

    page = page_of(town, ALICE)

    assert page.says(f"ABADIE Alice, client n° {ALICE.numbers[0]}")


def test_a_bill_that_seems_wrong_has_its_mail_made_ready(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA 1&2")))

    mail = urlsplit(page_of(town, ALICE).link("Cette facture me semble fausse : FA 1&2"))

    asked = parse_qs(mail.query)
    assert mail.path == "service-facturation@ville-boe.fr"
    assert asked["subject"] == ["Facture FA 1&2"]
    assert f"Client n° {ALICE.numbers[0]}, ABADIE Alice" in asked["body"][0]


def test_a_date_that_differs_from_the_others_stands_beside_its_state(
    town: Town, tmp_path: Path
) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1", statut="payée")))
        now.shift(86_400)
        bills = a_bill(ALICE, "FA-2", statut="payée"), a_bill(ALICE, "AV-1", montant="-1,00")
        brought_in(town, a_batch(tmp_path, *bills))

        page = page_of(town, ALICE)

    assert [state for _, state in settled(page)] == [
        "État : à votre crédit",
        "État : payée, d'après le service, au 25/11/2036",
        "État : payée, d'après le service, au 24/11/2036",
    ]


def test_what_is_not_known_is_not_claimed(town: Town, tmp_path: Path) -> None:
    with time_machine.travel("2027-01-02 10:00Z", tick=False):
        brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

        page = page_of(town, ALICE)

    assert not page.says("Reste à payer")
    assert not page.says("Rien à payer")
    assert [state for _, state in settled(page)] == ["État : état non précisé"]


def test_several_customers_of_one_account_are_named(town: Town, tmp_path: Path) -> None:
    town.activate(CHLOE)
    first, second = CHLOE.numbers
    brought_in(town, a_batch(tmp_path, a_bill(first, "FA-1"), a_bill(second, "FA-2")))

    page = page_of(town, CHLOE)

    assert page.says(f"Client {first} – CAZENAVE Chloé")
    assert page.says(f"Client {second} – CAZENAVE Chloé")


def test_what_came_since_the_visit_before_is_marked(town: Town, tmp_path: Path) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        now.shift(60)
        brought_in(town, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
        now.shift(60)
        assert page_of(town, ALICE).says("nouvelle")
        now.shift(60)
        assert not page_of(town, ALICE).says("nouvelle")


def test_how_to_pay_stands_where_the_commune_says_it(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    with running(tmp_path / "data", inbox, empty_database=empty_database, communes=PAYING) as town:
        bill = a_bill(ALICE, statut="à payer", reference="2026-EA-00-1")
        brought_in(town, a_batch(tmp_path, bill, a_bill(ALICE, "FA-2", statut="payée")))

        page = page_of(town, ALICE)

    assert page.says("Par carte bancaire.")
    assert (
        page.link("Payer en ligne la facture FA-1, sur un autre site")
        == "https://www.payfip.gouv.fr/"
    )
    assert page.says("Montant : 57,20 €")
    assert page.says("Référence : 2026-EA-00-1")
    assert not page.says("Référence : FA-2")
