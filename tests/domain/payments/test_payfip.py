"""What goes to PayFiP is what its description has, and no answer of its is believed too far."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from xml.etree import ElementTree as ET

import pytest

from domain.payments.payable import Order
from domain.payments.payfip import AT_ONCE, PayFip, Refused, Unavailable
from tests import payfip
from tests.payfip import WATER, MoodyServer

ORDER = Order(
    exer="2026",
    mel="alice@exemple.fr",
    montant="12345",
    numcli=WATER,
    objet="Eau & co <3>",
    refdet="F2026001234ABCDEFGH",
    saisie="T",
    urlnotif="http://127.0.0.1:9/payfip/notification",
    urlredirect="http://127.0.0.1:9/payfip/retour?a=1&b=2",
)
SERVICE = (
    "{http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/"
    "contrat_paiement_securise/PaiementSecuriseService}"
)


@pytest.fixture
def server() -> Iterator[MoodyServer]:
    with payfip.serving() as serving:
        yield serving


@contextmanager
def answering(answer: bytes, heard: list[bytes]) -> Iterator[str]:
    """A server that reads one request, and answers these bytes as they are."""

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            request = b""
            while b"</" not in request or not request.rstrip().endswith(b"Envelope>"):
                request += line.recv(65_536)
            heard.append(request)
            line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/tpa"
        thread.join(5)


def ok(body: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n" + body.encode()


def test_the_request_on_the_wire_is_the_descriptions() -> None:
    heard: list[bytes] = []
    with answering(ok("<html/>"), heard) as url, pytest.raises(Unavailable):
        PayFip(url).create(ORDER)

    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /tpa/services/securite HTTP/1.1")
    assert b'SOAPAction: ""' in head
    assert b"Content-Type: text/xml; charset=utf-8" in head
    envelope = ET.fromstring(body)
    argument = envelope.find(f"*/{SERVICE}creerPaiementSecurise/arg0")
    assert argument is not None
    assert [(each.tag, each.text) for each in argument] == [
        ("exer", "2026"),
        ("mel", "alice@exemple.fr"),
        ("montant", "12345"),
        ("numcli", WATER),
        ("objet", "Eau & co <3>"),
        ("refdet", "F2026001234ABCDEFGH"),
        ("saisie", "T"),
        ("urlnotif", "http://127.0.0.1:9/payfip/notification"),
        ("urlredirect", "http://127.0.0.1:9/payfip/retour?a=1&b=2"),
    ]


def test_the_look_up_asks_by_idop_with_a_capital() -> None:
    heard: list[bytes] = []
    with answering(ok(""), heard) as url, pytest.raises(Unavailable):
        PayFip(url).detail("abc")

    assert b"<arg0><idOp>abc</idOp></arg0>" in heard[0]


def test_its_no_has_a_code(server: MoodyServer) -> None:
    with pytest.raises(Refused) as refused:
        PayFip(server.url).detail("0" * 36)

    assert refused.value.code == "P1"


@pytest.mark.parametrize("kind", payfip.FAULTS[1:])
def test_its_other_faults_are_no_answer(server: MoodyServer, kind: str) -> None:
    server.mood = payfip.failing(kind)

    with pytest.raises(Unavailable) as problem:
        PayFip(server.url).client(WATER)

    assert problem.value.was_sent


@pytest.mark.parametrize("mood", [payfip.bad_gateway, payfip.html, payfip.empty, payfip.endless])
def test_what_is_no_answer_of_its_is_none(server: MoodyServer, mood: payfip.Mood) -> None:
    server.mood = mood

    with pytest.raises(Unavailable):
        PayFip(server.url).client(WATER)


def test_an_answer_with_entities_is_not_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with answering(ok(bomb), []) as url, pytest.raises(Unavailable, match="pas celle"):
        PayFip(url).client(WATER)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Unavailable) as problem:
        PayFip(f"http://127.0.0.1:{port}/tpa").create(ORDER)

    assert not problem.value.was_sent


def test_silence_ends_at_the_time_out_and_it_may_have_heard(server: MoodyServer) -> None:
    heard = Event()
    server.mood = payfip.silent(heard, 5)

    with pytest.raises(Unavailable, match="à temps") as problem:
        PayFip(server.url, timeout_seconds=0.3).create(ORDER)

    heard.set()
    assert problem.value.was_sent


def test_at_most_four_wait_for_it_and_the_others_are_told_so(server: MoodyServer) -> None:
    heard, asked = Event(), PayFip(server.url, timeout_seconds=3)
    server.mood = payfip.silent(heard, 10)
    were_sent: list[bool] = []

    def ask() -> None:
        try:
            asked.client(WATER)
        except Unavailable as problem:
            were_sent.append(problem.was_sent)

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 2
    while len(server.asked) < 4 and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)  # time enough for a fifth
    waiting = len(server.asked)
    heard.set()
    for thread in threads:
        thread.join()

    assert waiting == 4
    assert were_sent == []  # two of them asked once there was a place


def test_who_finds_no_place_is_told_soon_however_long_it_is_silent(server: MoodyServer) -> None:
    heard, asked = Event(), PayFip(server.url)
    server.mood = payfip.silent(heard)

    def ask() -> None:
        with suppress(Unavailable):
            asked.client(WATER)

    threads = [Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    while len(server.asked) < AT_ONCE:
        time.sleep(0.01)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="à la fois") as problem:
        asked.client(WATER)
    waited = time.monotonic() - began
    heard.set()
    for thread in threads:
        thread.join()

    assert waited < 5  # its own patience is 15 s
    assert not problem.value.was_sent


def test_the_names_of_a_client_are_joined(server: MoodyServer) -> None:
    assert PayFip(server.url).client(WATER) == "VILLE DE BOE REGIE EAU"


def detail_of(**fields: str) -> bytes:
    said = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    return ok(
        '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        f'<n:recupererDetailPaiementSecuriseResponse xmlns:n="{SERVICE[1:-1]}">'
        f"<return>{said}</return></n:recupererDetailPaiementSecuriseResponse></S:Body></S:Envelope>"
    )


def test_fields_that_an_answer_leaves_out_hide_no_result() -> None:
    with answering(detail_of(idOp="abc", resultrans="A"), []) as url:
        said = PayFip(url).detail("abc")

    assert (said.result, said.id_op, said.made_at, said.number) == ("A", "abc", None, "")


def test_an_answer_without_result_is_none() -> None:
    with (
        answering(detail_of(idOp="abc"), []) as url,
        pytest.raises(Unavailable, match="incomplète"),
    ):
        PayFip(url).detail("abc")


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("12112026", "1432", "2026-11-12T14:32:00+01:00"),
        ("12072026", "0005", "2026-07-12T00:05:00+02:00"),
        ("25102026", "0230", "2026-10-25T02:30:00+02:00"),  # it comes twice: the first
        ("31022026", "1432", None),
        ("12112026", "", None),
    ],
)
def test_its_day_and_hour_are_those_of_paris(day: str, hour: str, moment: str | None) -> None:
    with answering(detail_of(resultrans="P", dattrans=day, heurtrans=hour), []) as url:
        made_at = PayFip(url).detail("abc").made_at

    assert (made_at.isoformat() if made_at else None) == moment
