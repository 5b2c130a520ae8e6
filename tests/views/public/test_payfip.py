"""A return and a notification are hints: they make the portal ask, and prove nothing."""

import pytest
import time_machine

from commands.demo_payfip.operations import Result
from domain.payments.results import State
from tests import payfip
from tests.paying import Till

NOBODYS = "f" * 36


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_return_without_a_session_says_how_it_ended_and_nothing_of_whose(
    till: Till, method: str
) -> None:
    id_op = till.begun(till.bring())
    till.choose(id_op)
    visitor = till.town.visitor()

    if method == "GET":
        page = visitor.get(f"/payfip/retour?idop={id_op}")
    else:
        page = visitor.post("/payfip/retour", {"idop": id_op})

    assert page.h1 == "Le paiement est accepté"
    assert "FA-1" not in page.text
    assert till.states() == [State.PAID]


@pytest.mark.parametrize("path", ["/payfip/retour", "/payfip/notification"])
def test_what_comes_from_payfips_site_leaves_no_cookie(till: Till, path: str) -> None:
    id_op = till.begun(till.bring())
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://www.payfip.gouv.fr"}

    answer = till.town.visitor().raw("POST", path, data={"idop": id_op}, headers=elsewhere)

    assert answer.status_code in (200, 204)
    assert "Set-Cookie" not in answer.headers


def test_a_return_of_a_payment_that_did_not_happen_marks_nothing(till: Till) -> None:
    id_op = till.begun(till.bring())

    page = till.town.visitor().get(f"/payfip/retour?idop={id_op}&resultrans=P")

    assert page.h1 == "Le résultat du paiement n'est pas encore connu"
    assert till.states() == [State.OPEN]


@pytest.mark.parametrize("query", ["", "?idop=", f"?idop={NOBODYS}", "?idop=%00"])
def test_a_return_of_nobodys_payment_costs_no_question(till: Till, query: str) -> None:
    page = till.town.visitor().get(f"/payfip/retour{query}")

    assert page.h1 == "Le résultat du paiement n'est pas encore connu"
    assert till.payfip.asked == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_notification_is_thanked_for_and_makes_the_next_sweep_ask(
    till: Till, at_noon: time_machine.Traveller, method: str
) -> None:
    id_op = till.begun(till.bring())
    till.choose(id_op)
    at_noon.shift(5)
    visitor = till.town.visitor()

    answer = (
        visitor.raw("GET", f"/payfip/notification?idop={id_op}")
        if method == "GET"
        else visitor.raw("POST", "/payfip/notification", data={"idop": id_op})
    )

    assert answer.status_code == 204
    assert till.states() == [State.OPEN]
    till.sweep()
    assert till.states() == [State.PAID]


def test_a_flood_of_foreign_notifications_costs_no_question(till: Till) -> None:
    visitor = till.town.visitor()

    for number in range(100):
        answer = visitor.raw("POST", "/payfip/notification", data={"idop": f"{number:036x}"})
        assert answer.status_code == 204

    assert till.sweep() == 0
    assert till.payfip.asked == []


@pytest.mark.parametrize("way", [payfip.once, payfip.twice, payfip.for_another, payfip.never])
def test_however_payfip_notifies_the_result_is_found(
    till: Till, at_noon: time_machine.Traveller, way: payfip.Way
) -> None:
    till.payfip.notifies = way
    till.choose(till.begun(till.bring()), Result.PAID_BY_DEBIT)
    at_noon.shift(60)

    till.sweep()

    assert till.states() == [State.PAID]
    assert till.payments()[0].is_debit


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_notification_that_no_database_can_look_for_is_thanked_for(
    till: Till, method: str
) -> None:
    answer = till.town.visitor().raw(method, "/payfip/notification?idop=a%00b")

    assert answer.status_code == 204
    assert till.payfip.asked == []
