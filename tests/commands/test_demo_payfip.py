"""The demonstration's payment service does what the DGFiP's description says, no more and no less."""

import http.client
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
import time_machine

from commands.demo_payfip.operations import Client, Result
from tests import payfip
from tests.payfip import WATER, MoodyServer

NAMESPACE = (
    "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService"
)
GIVEN = {
    "exer": "2026",
    "mel": "alice@exemple.fr",
    "montant": "12345",
    "numcli": WATER,
    "objet": "Eau octobre",
    "refdet": "F2026001234",
    "saisie": "T",
    "urlnotif": "http://127.0.0.1:9/payfip/notification",
    "urlredirect": "http://127.0.0.1:9/payfip/retour",
}
MORNING = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MoodyServer]:
    with payfip.serving() as serving:
        serving.notifies = payfip.never
        yield serving


def ask(
    server: MoodyServer, operation: str, fields: dict[str, str], *, argument: str = "arg0"
) -> tuple[int, ET.Element]:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    envelope = (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<s:{operation} xmlns:s="{NAMESPACE}"><{argument}>{inside}</{argument}></s:{operation}>'
        "</soap:Body></soap:Envelope>"
    )
    status, body = fetch(server, "POST", "/tpa/services/securite", envelope)
    return status, ET.fromstring(body)


def fetch(server: MoodyServer, method: str, path: str, body: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(method, path, body.encode(), {"Content-Type": "text/xml"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def create(server: MoodyServer, **changed: str) -> str:
    _, answer = ask(server, "creerPaiementSecurise", GIVEN | changed)
    return answer.findtext(".//return/idOp") or ""


def code(answer: ET.Element) -> str | None:
    return answer.findtext(f".//{{{NAMESPACE}}}FonctionnelleErreur/code")


def look_up(server: MoodyServer, id_op: str) -> ET.Element:
    return ask(server, "recupererDetailPaiementSecurise", {"idOp": id_op})[1]


def choose(server: MoodyServer, id_op: str, result: Result) -> tuple[int, str]:
    form = urlencode({"idop": id_op, "resultat": result})
    return fetch(server, "POST", "/tpa/paiementws.web", form)


def test_what_was_paid_by_card_is_told_with_its_date_in_paris(server: MoodyServer) -> None:
    with time_machine.travel(MORNING, tick=False):
        id_op = create(server)
        choose(server, id_op, Result.PAID_BY_CARD)

        told = {one.tag: one.text for one in look_up(server, id_op).iterfind(".//return/*")}

    number = told.pop("numauto")
    assert number is not None
    assert re.fullmatch(r"\d{6}", number)
    assert told == {
        "dattrans": "12112026",
        "exer": "2026",
        "heurtrans": "1030",
        "idOp": id_op,
        "mel": "alice@exemple.fr",
        "montant": "12345",
        "numcli": WATER,
        "objet": "Eau octobre",
        "refdet": "F2026001234",
        "resultrans": "P",
        "saisie": "T",
    }


def test_a_debit_has_tip_in_its_number(server: MoodyServer) -> None:
    id_op = create(server)

    choose(server, id_op, Result.PAID_BY_DEBIT)

    number = look_up(server, id_op).findtext(".//numauto") or ""
    assert number.endswith("-tip")


def test_a_payment_without_result_is_p5_and_an_unknown_one_p1(server: MoodyServer) -> None:
    assert code(look_up(server, create(server))) == "P5"
    assert code(look_up(server, "0" * 36)) == "P1"


def test_idop_in_small_letters_is_p1(server: MoodyServer) -> None:
    id_op = create(server)

    status, answer = ask(server, "recupererDetailPaiementSecurise", {"idop": id_op})

    assert status == 500
    assert code(answer) == "P1"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("exer", "26", "E1"),
        ("mel", "x@y.z", "A1"),
        ("mel", "sans-arobase", "A1"),
        ("mel", "a" * 76 + "@b.fr", "A1"),
        ("montant", "12,50", "M1"),
        ("montant", "-100", "M1"),
        ("montant", "99", "M3"),
        ("montant", "10000000", "M5"),
        ("numcli", "6382", "T1"),
        ("numcli", "999999", "T2"),
        ("objet", "Eau d'été", "O1"),
        ("objet", "a" * 101, "O1"),
        ("refdet", "F2026", "R3"),
        ("refdet", "F-2026-1", "R3"),
        ("refdet", "1" * 31, "R3"),
        ("saisie", "P", "S1"),
        ("urlnotif", "ici", "N1"),
        ("urlredirect", "http://a.fr/" + "a" * 240, "D1"),
    ],
)
def test_each_field_has_its_rule_and_its_code(
    server: MoodyServer, field: str, value: str, expected: str
) -> None:
    _, answer = ask(server, "creerPaiementSecurise", GIVEN | {field: value})

    assert code(answer) == expected


@pytest.mark.parametrize("cents", ["100", "9999999"])
def test_a_euro_and_the_largest_amount_are_taken(server: MoodyServer, cents: str) -> None:
    assert create(server, montant=cents)


def test_what_the_description_does_not_have_is_refused(server: MoodyServer) -> None:
    shuffled = dict(reversed(GIVEN.items()))
    for asked in (shuffled, GIVEN | {"extra": "1"}):
        _, answer = ask(server, "creerPaiementSecurise", asked)
        assert answer.find(f".//{{{NAMESPACE}}}TechProtocolaireErreur") is not None

    _, answer = ask(server, "creerPaiementSecurise", GIVEN, argument="s:arg0")
    assert code(answer) == "E1"  # an arg0 with a namespace is nobody's: no field was given


def test_the_payers_page_opens_within_fifteen_minutes_and_once_opened_stays(
    server: MoodyServer,
) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        opened, late = create(server), create(server)
        assert fetch(server, "GET", f"/tpa/paiementws.web?idop={opened}")[0] == 200

        now.shift(901)

        assert fetch(server, "GET", f"/tpa/paiementws.web?idop={opened}")[0] == 200
        status, page = fetch(server, "GET", f"/tpa/paiementws.web?idop={late}")

    assert status == 404
    assert "plus de 15 minutes" in page


def test_who_chose_chooses_no_second_time(server: MoodyServer) -> None:
    id_op = create(server)
    choose(server, id_op, Result.GIVEN_UP)

    status, page = choose(server, id_op, Result.PAID_BY_CARD)

    assert status == 404
    assert "déjà eu lieu" in page
    assert look_up(server, id_op).findtext(".//resultrans") == "A"


def test_what_was_given_up_before_the_page_is_unknown_after_the_night(server: MoodyServer) -> None:
    with time_machine.travel(MORNING, tick=False) as now:
        never_opened, opened = create(server), create(server)
        fetch(server, "GET", f"/tpa/paiementws.web?idop={opened}")

        now.shift(24 * 3600)

        assert code(look_up(server, never_opened)) == "P1"
        assert code(look_up(server, opened)) == "P5"


def test_the_page_names_the_amount_and_hides_debits_where_there_are_none(
    server: MoodyServer,
) -> None:
    server.payfip.clients = {WATER: Client("VILLE DE BOE", "EAU", takes_debits=False)}

    _, page = fetch(server, "GET", f"/tpa/paiementws.web?idop={create(server)}")

    assert "123,45\u00a0€" in page
    assert "prélèvement" not in page
    assert "Rien n'est payé" in page


def test_the_payers_choice_leads_back_and_notifies(server: MoodyServer) -> None:
    notified: list[str] = []
    server.notifies = lambda operation: notified.append(operation.id_op)
    id_op = create(server)

    _, page = choose(server, id_op, Result.PAID_BY_CARD)

    link = re.search(r'class="button" href="([^"]+)"', page)
    assert link is not None
    assert parse_qs(urlsplit(link[1]).query) == {"idop": [id_op]}
    assert notified == [id_op]


def test_a_client_is_named_or_refused(server: MoodyServer) -> None:
    server.payfip.clients = {
        WATER: Client("VILLE DE BOE", "EAU"),
        "000001": Client("X", "Y", is_open=False),
    }

    _, known = ask(server, "recupererDetailClient", {"numCli": WATER})
    _, unknown = ask(server, "recupererDetailClient", {"numCli": "999999"})
    _, closed = ask(server, "recupererDetailClient", {"numCli": "000001"})

    assert known.findtext(".//return/libelleN1") == "VILLE DE BOE"
    assert (code(unknown), code(closed)) == ("T2", "T4")


def test_a_request_that_says_it_is_no_xml_is_refused_as_jax_ws_does(server: MoodyServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("POST", "/tpa/services/securite", b"a=1", {"Content-Type": "text/plain"})

    assert connection.getresponse().status == 415
    connection.close()
