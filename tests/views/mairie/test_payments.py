"""« Paiements »: what was paid on line, the strange ones on « À faire » until somebody saw to them."""

import pytest
import time_machine

from domain import french
from tests.bills import a_batch, a_bill, brought_in
from tests.paying import Till
from tests.people import ALICE, MARTINE, NADIA, OLIVIER


@pytest.fixture
def paid_twice(till: Till, at_noon: time_machine.Traveller) -> Till:
    """A bill that the counter took while its customer paid on line."""
    till.town.hire(NADIA)
    till.town.hire(OLIVIER)
    id_op = till.begun(till.bring())
    again = a_bill(ALICE, "FA-1", service="eau", statut="payée")
    brought_in(till.town, a_batch(till.folder, again, name="encore"))
    till.choose(id_op)
    at_noon.shift(60)
    till.sweep()
    return till


def test_what_is_strange_waits_on_the_first_page_and_says_what_to_do(paid_twice: Till) -> None:
    agent = paid_twice.town.at_work(NADIA)

    assert agent.get("/mairie").says("1 paiement en ligne à vérifier")
    page = agent.get("/mairie/paiements")
    assert page.says("La facture était déjà réglée : elle est payée deux fois.")
    assert page.says("payé par carte")


def test_seen_it_leaves_the_first_page_and_stands_in_the_journal(paid_twice: Till) -> None:
    agent = paid_twice.town.at_work(NADIA)
    agent.get("/mairie/paiements")

    page = agent.press("C'est vu pour la facture FA-1")

    assert page.says("Le paiement de la facture FA-1 est noté comme vu.")
    assert agent.get("/mairie").says("Rien à faire.")
    assert agent.get("/mairie/journal").says("paiement à vérifier, noté comme vu : facture FA-1")


def test_two_agents_who_saw_it_are_told_which_came_first(paid_twice: Till) -> None:
    first, second = paid_twice.town.at_work(NADIA), paid_twice.town.at_work(MARTINE)
    for agent in (first, second):
        agent.get("/mairie/paiements")
    first.press("C'est vu pour la facture FA-1")

    page = second.press("C'est vu pour la facture FA-1", status=422)

    assert page.says("quelqu'un l'a déjà noté comme vu")


def test_another_communes_agent_sees_nothing_of_it(paid_twice: Till) -> None:
    agent = paid_twice.town.at_work(OLIVIER)

    assert "FA-1" not in agent.get("/mairie/paiements").text
    (payment,) = paid_twice.payments()
    token = agent.page.find("input").get("value")
    agent.post(f"/mairie/paiements/{payment.id}/vu", {"csrf_token": str(token)}, status=422)
    assert paid_twice.payments()[0].seen_at is None


def test_without_a_service_the_page_says_where_to_begin(paid_twice: Till) -> None:
    page = paid_twice.town.at_work(OLIVIER).get("/mairie/paiements")

    assert page.says("n'est pas réglé pour cette commune")


def test_the_sheet_says_with_its_number_that_a_bill_was_paid_and_what_a_list_says_since(
    till: Till, at_noon: time_machine.Traveller
) -> None:
    till.town.hire(NADIA)
    id_op = till.begun(till.bring())
    till.choose(id_op)
    at_noon.shift(60)
    till.sweep()
    number, day = till.payments()[0].number, french.day(till.bill().state_on)
    agent = till.town.at_work(NADIA)

    page = agent.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")
    assert page.says(f"payée en ligne le {day}, n° {number}")
    assert "réponses différentes" not in page.text

    for name, said in (("encore", "à payer"), ("enfin", "annulée")):
        again = a_bill(ALICE, "FA-1", service="eau", statut=said)
        brought_in(till.town, a_batch(till.folder, again, name=name))
    page = agent.get(f"/mairie/clients/fiche?numero={ALICE.numbers[0]}")
    assert page.says(f"payée en ligne le {day}, n° {number}")
    assert page.says("Deux réponses différentes, gardées toutes deux : « annulée », le")
    assert page.says(f"par PayFiP, n° {number}.")
