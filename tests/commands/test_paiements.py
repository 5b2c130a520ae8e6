"""`flask paiements`, and what `doctor` says of PayFiP."""

import csv
import io
import json

import pytest
import time_machine

from commands import Status
from commands.demo_payfip.operations import Client, Result
from tests import payfip
from tests.commands.flask import Answer, doctor, run
from tests.payfip import WATER
from tests.paying import Till
from tests.people import BOE


def typed(till: Till, *words: str) -> Answer:
    return run(till.town.app, *words, "--lien", BOE)


@pytest.fixture
def paid(till: Till, at_noon: time_machine.Traveller) -> Till:
    till.choose(till.begun(till.bring()))
    at_noon.shift(60)
    till.sweep()
    return till


def test_the_list_says_what_became_of_each_and_how_much_came_in(paid: Till) -> None:
    paid.begun(paid.bring("FA-2"))

    said = typed(paid, "paiements", "list")

    assert "payé par carte" in said.said
    assert "en cours" in said.said
    assert "1 paiement en ligne, 57,20 € en tout." in said.said


def test_programs_get_all_of_it(paid: Till) -> None:
    (told,) = json.loads(typed(paid, "paiements", "list", "--json").said)

    assert (told["facture"], told["montant_centimes"], told["a_verifier"]) == ("FA-1", 5720, "")


def test_the_check_asks_now_and_says_each_result(till: Till) -> None:
    id_op = till.begun(till.bring())
    unknown = typed(till, "paiements", "verifier")
    till.choose(id_op, Result.GIVEN_UP)

    known = typed(till, "paiements", "verifier")
    nothing = typed(till, "paiements", "verifier")

    assert (unknown.status, known.status) == (Status.PARTLY, Status.DONE)
    assert "Facture FA-1 : abandonné." in known.said
    assert "Aucun paiement n'attend de résultat." in nothing.said


def test_the_export_has_the_days_that_were_asked_for(paid: Till) -> None:
    inside = typed(paid, "paiements", "export", "--du", "02/03/2090", "--au", "02/03/2090")
    before = typed(paid, "paiements", "export", "--du", "01/03/2090", "--au", "01/03/2090")

    (row,) = csv.DictReader(io.StringIO(inside.said.lstrip("\ufeff")), delimiter=";")
    assert (row["facture"], row["montant"], row["service"]) == ("FA-1", "57,20", "eau")
    assert "FA-1" not in before.said


@pytest.mark.parametrize(
    ("days", "words"),
    [(("hier", "02/03/2090"), "--du"), (("03/03/2090", "02/03/2090"), "--au est avant --du")],
)
def test_days_that_are_none_are_refused_in_a_sentence(
    till: Till, days: tuple[str, str], words: str
) -> None:
    said = typed(till, "paiements", "export", "--du", days[0], "--au", days[1])

    assert said.status == Status.NOT_DONE
    assert words in said.told


def findings(till: Till) -> str:
    return doctor(till.town).said


def test_the_doctor_names_who_payfip_knows(till: Till) -> None:
    assert "PayFiP le connaît, « VILLE DE BOE REGIE EAU »" in findings(till)


def test_the_doctor_says_which_number_payfip_does_not_know(till: Till) -> None:
    till.payfip.payfip.clients = {"000001": Client("X", "Y")}

    assert f"(numcli {WATER}) : PayFiP ne connaît pas ce numéro (T2" in findings(till)


def test_the_doctor_says_that_payfip_is_away(till: Till) -> None:
    till.payfip.mood = payfip.bad_gateway

    assert "PayFiP ne répond pas (il répond 502)" in findings(till)


def test_the_doctor_asks_about_a_regie_that_nobody_pays_any_more(
    paid: Till, at_noon: time_machine.Traveller
) -> None:
    assert "plus aucun paiement" not in findings(paid)

    at_noon.shift(61 * 86_400)

    assert "plus aucun paiement en ligne depuis le 02/03/2090" in findings(paid)
