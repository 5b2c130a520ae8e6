"""What the server does with slow, unclear and oversized requests, and when it is asked to end."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.faults import Fault
from jobs import lanes, server
from tests.jobs.portal import Portal, serving, until
from tests.missing import missing

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with serving(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.mark.parametrize(
    "beginning",
    [b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", POST + b"Content-Length: 5000\r\n\r\n"],
    ids=["headers", "bodies"],
)
def test_sixty_slow_clients_stop_nobody_else(portal: Portal, beginning: bytes) -> None:
    slow = [socket.create_connection(("127.0.0.1", portal.port)) for _ in range(60)]
    for client in slow:
        client.sendall(beginning)

    for _ in range(3):
        for client in slow:
            client.sendall(b"a")
        began = time.monotonic()
        assert portal.ask()
        assert time.monotonic() - began < 1
        time.sleep(0.3)

    for client in slow:
        client.close()


def test_forty_forms_that_wait_stop_no_page(tmp_path: Path) -> None:
    with serving(tmp_path) as portal:
        waiting = [socket.create_connection(("127.0.0.1", portal.port)) for _ in range(40)]
        for number, client in enumerate(waiting):
            client.sendall(POST.replace(b"/ ", b"/waits?number=%d " % number) + b"\r\n")
        until(lambda: len(list(tmp_path.glob("waits-*"))) == lanes.FORMS)

        page = portal.ask()

        (tmp_path / "go-on").touch()
        answers = [client.recv(12) for client in waiting]
        for client in waiting:
            client.close()
    assert page
    assert set(answers) == {b"HTTP/1.1 200"}


@pytest.mark.parametrize(
    "raw",
    [
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nmot=ab",
        POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nmot=a",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: +5\r\n\r\nmot=a",
        POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/3.7\r\nHost: x\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5 \r\nmot=a\r\n0\r\n\r\n",
    ],
)
def test_a_request_with_two_meanings_is_refused(portal: Portal, raw: bytes) -> None:
    answer = portal.say(raw)

    assert answer.startswith(("HTTP/1.1 400 ", "HTTP/1.0 400 "))
    assert answer.count("HTTP/1.") == 1


def test_an_unknown_coding_is_refused_as_not_implemented(portal: Portal) -> None:
    answer = portal.say(POST + b"Transfer-Encoding: gzip\r\n\r\n")

    assert " 501 " in answer.splitlines()[0]


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"])
def test_a_length_above_the_limit_is_refused_before_the_body_comes(
    portal: Portal, expect: bytes
) -> None:
    answer = portal.say(POST + expect + b"Content-Length: 65537\r\n\r\n")

    assert answer.startswith("HTTP/1.1 413 ")
    assert "Envoi trop volumineux" in answer
    assert 'lang="fr"' in answer
    assert "Server:" not in answer
    assert "waitress" not in answer.lower()


def test_a_sender_who_does_not_listen_still_reads_that_it_was_too_much(portal: Portal) -> None:
    body = b"mot=" + b"a" * 1_000_000

    answer = portal.say(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    assert answer.startswith("HTTP/1.1 413 ")


def test_a_body_without_a_length_is_refused_once_it_is_too_long(portal: Portal) -> None:
    chunk = b"1000\r\n" + b"a" * 4096 + b"\r\n"

    answer = portal.say(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17)

    assert answer.startswith("HTTP/1.1 413 ")


def test_a_body_of_exactly_the_limit_is_taken(portal: Portal) -> None:
    body = b"mot=" + b"a" * (65536 - 4)
    head = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)

    answer = portal.say(head + body)

    assert answer.startswith("HTTP/1.1 200 ")
    assert answer.endswith("65532")


def test_the_application_sees_that_a_proxy_is_in_front(portal: Portal) -> None:
    raw = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n"

    assert portal.say(raw).endswith(" 192.0.2.9")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_is_under_way_ends_before_the_server_does(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(tmp_path) as portal:
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(portal.ask("/slow")))
        asking.start()
        until((tmp_path / "slow-began").exists)

        status = portal.stop(number)

        asking.join(5)
        assert answers == ["fini"]
        assert status == 0
    assert "Traceback" not in (tmp_path / "journal").read_text()


def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as portal:
        client = socket.create_connection(("127.0.0.1", portal.port))
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        until((tmp_path / "slow-began").exists)

        portal.process.terminate()
        time.sleep(0.7)
        began = time.monotonic()
        portal.stop()

        assert time.monotonic() - began < 0.6
        client.close()


def test_the_background_runs_once_beside_the_pages(tmp_path: Path) -> None:
    with serving(tmp_path) as portal:
        until(portal.background_pids)

        assert portal.ask().split()[0] == str(portal.process.pid)
        assert portal.background_pids() == [portal.process.pid]


def test_the_port_is_free_when_its_process_was_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as portal:
        until(portal.background_pids)

        portal.stop(signal.SIGKILL)

        until(lambda: _is_free(portal.port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_portal_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()

    with (
        pytest.raises(AssertionError, match=r"status 1:\n.*La base est illisible\."),
        serving(tmp_path),
    ):
        pytest.fail("it serves")


def _run(host: str, port: int) -> None:
    server.run(lambda: pytest.fail("not reached"), host=host, port=port, on_ready=print)


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Fault, match=f"Le port {port} est déjà utilisé"):
            _run("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"), [("nulle.part.invalid", 8000), ("127.0.0.1", 70000), ("é" * 80, 8000)]
)
def test_a_host_or_port_that_does_not_exist_is_said_in_one_sentence(host: str, port: int) -> None:
    with pytest.raises(Fault, match="n'existe pas"):
        _run(host, port)


def test_an_address_of_another_machine_is_said_in_one_sentence() -> None:
    with pytest.raises(Fault, match="ne peut pas écouter"):
        _run("192.0.2.1", 8000)


def test_ipv6_and_its_brackets_are_understood() -> None:
    try:
        listener = server.listen("[::1]", 0)
    except Fault:
        missing("this machine has no IPv6")

    with listener:
        assert server.origin(listener).startswith("http://[::1]:")
