"""`flask doctor` about the communes' addresses: a real https server on loopback answers them."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine

from commands.checks import Finding, Level, web
from jobs import locks
from tests.commands.flask import doctor, lines
from tests.inbox import CERTIFICATE, Inbox
from tests.town import running


@contextmanager
def answering(status: int = 200, *, by_tls: bool = True) -> Iterator[int]:
    """The port of a server that answers everything with this status."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        if by_tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def found(url: str) -> Finding:
    [finding] = web.origins([url, url])
    return finding


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def test_an_address_that_answers_says_until_when_its_certificate_is_good(
    tmp_path: Path, inbox: Inbox, trusted: None
) -> None:
    with answering() as port:
        url = f"https://localhost:{port}"
        with (
            running(tmp_path / "data", inbox, empty_database=None, PUBLIC_URL=url) as town,
            locks.one_portal(town.data_dir),
        ):
            said = lines(doctor(town), "adresse")

    assert said == [f"bien     adresse : {url} répond, son certificat vaut jusqu'au 31/10/2126."]


def test_a_certificate_that_ends_soon_is_to_be_renewed(trusted: None) -> None:
    with answering() as port, time_machine.travel(datetime(2126, 10, 18, tzinfo=UTC), tick=False):
        finding = found(f"https://localhost:{port}")

    assert finding.level is Level.CARE
    assert "son certificat finit le 31/10/2126" in finding.text


def test_a_certificate_that_nobody_knows_is_told() -> None:
    with answering() as port:
        finding = found(f"https://localhost:{port}")

    assert finding.level is Level.CARE
    assert "n'est pas reconnu (il est signé par lui-même)" in finding.text


def test_a_port_that_does_not_encrypt_is_told(trusted: None) -> None:
    with answering(by_tls=False) as port:
        finding = found(f"https://localhost:{port}")

    assert finding.level is Level.CARE
    assert "ne parle pas TLS" in finding.text


def test_a_proxy_whose_portal_is_away_is_told(trusted: None) -> None:
    with answering(502) as port:
        finding = found(f"https://localhost:{port}")

    assert (finding.level, "répond 502" in finding.text) == (Level.CARE, True)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://localhost:1", "le serveur refuse la connexion"),
        ("https://nulle-part.invalid", "le nom du serveur est introuvable"),
    ],
)
def test_what_this_machine_cannot_reach_is_to_be_tried_from_elsewhere(url: str, why: str) -> None:
    finding = found(url)

    assert finding.level is Level.ADVICE
    assert why in finding.text
    assert "depuis un téléphone" in finding.text


def test_an_address_of_this_machine_alone_is_not_asked() -> None:
    assert list(web.origins(["http://127.0.0.1:8000"])) == []
