"""A body larger than a form: who may send one is decided at the headers, before a byte of it is kept."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from waitress.adjustments import Adjustments

from jobs import large_bodies
from jobs.connections import Channel
from jobs.refusals import Parser
from tests import uploads as kit
from tests.commands.portal import Serving, serving
from tests.jobs.portal import until
from tests.people import ALICE, BOE, NADIA, PASSWORD
from tests.town import Town

LARGE = 200 * 1024
HEAD = "POST /mairie/deposer?LIEN={lien} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n"


@pytest.fixture
def portal(town: Town, tmp_path: Path) -> Iterator[Serving]:
    """The same portal as the town's, served as in production."""
    with serving(town.data_dir) as running:
        yield running


def say(portal: Serving, head: str, body: bytes = b"", *, ends: bool = True) -> str:
    """The answer to these headers, and to so much of the body."""
    host, port = portal.origin.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=20)) as line:
        line.sendall(f"{head}\r\n".encode() + body)
        if not ends:
            time.sleep(0.3)
        return b"".join(iter(lambda: line.recv(65536), b"")).decode()


def announced(length: int, cookie: str = "") -> str:
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    kind = "Content-Type: multipart/form-data; boundary=ici\r\n"
    return f"{HEAD.format(lien=BOE)}{kind}{more}Content-Length: {length}\r\n"


def without_a_name(portal: Serving) -> list[str]:
    """Where the files lie that the server holds open and nobody else can open."""
    held = []
    for each in Path(f"/proc/{portal.process.pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            held.append(str(each.readlink()))
    return [place for place in held if place.endswith(" (deleted)") and "/tmp/#" in place]


def cookie_of(town: Town, key: str) -> str:
    if key == "portail":
        visitor = town.visitor()
        visitor.log_in(BOE, ALICE.address, PASSWORD)
    else:
        visitor = town.at_work(NADIA)
        visitor.get("/mairie/deposer")
    return str(next(each.value for each in visitor.cookies() if each.key == key))


def test_without_an_agents_cookie_it_is_refused_before_the_body_comes(
    town: Town, portal: Serving
) -> None:
    forged = cookie_of(town, "mairie")[:-2] + "xx"
    cookies = ("", f"mairie={forged}", f"mairie={cookie_of(town, 'portail')}", "mairie=abc")

    for cookie in cookies:
        answer = say(portal, announced(LARGE, cookie))

        assert answer.startswith("HTTP/1.1 413 "), cookie
        assert "Connectez-vous à la mairie" in answer


def test_who_is_no_agent_yet_is_refused_though_the_cookie_is_ours(
    town: Town, portal: Serving
) -> None:
    visitor = town.visitor()
    visitor.get(f"/mairie/connexion?LIEN={BOE}")
    (cookie,) = [each.value for each in visitor.cookies() if each.key == "mairie"]

    assert say(portal, announced(LARGE, f"mairie={cookie}")).startswith("HTTP/1.1 413 ")


def test_any_other_page_stays_within_64_kib_for_an_agent_too(town: Town, portal: Serving) -> None:
    cookie = f"mairie={cookie_of(town, 'mairie')}"
    head = announced(LARGE, cookie).replace("/mairie/deposer?", "/mairie/lettres?")

    answer = say(portal, head)

    assert answer.startswith("HTTP/1.1 413 ")
    assert "raccourcissez" in answer


def test_more_than_a_batch_may_have_is_refused_at_once(town: Town, portal: Serving) -> None:
    cookie = f"mairie={cookie_of(town, 'mairie')}"

    answer = say(portal, announced(3 << 30, cookie))

    assert answer.startswith("HTTP/1.1 413 ")
    assert "dépasse 2 Go" in answer


def test_what_the_disk_lacks_is_said_before_the_body_comes(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = large_bodies.LargeBodies(town.app, tmp_path)
    cookie = cookie_of(town, "mairie")
    monkeypatch.setattr(large_bodies, "RESERVE_BYTES", 1 << 60)

    parser = Parser(Adjustments(), door)

    parser.received(f"{announced(2 << 30, f'mairie={cookie}')}\r\n".encode())

    refused = parser.refusal

    assert refused is not None
    assert refused.code == 507
    assert refused.advice.startswith("Il manque ")


def test_an_agent_brings_a_large_file_and_nothing_of_it_lies_in_the_systems_own_folder(
    town: Town, portal: Serving, tmp_path: Path
) -> None:
    agent = town.at_work(NADIA)
    form, _ = agent.get("/mairie/deposer").button("Vérifier")
    token = agent.sent_by(form)["csrf_token"]
    cookie = next(each.value for each in agent.cookies() if each.key == "mairie")
    content = kit.CLIENTS + b"\n" * LARGE * 10
    body = kit.multipart({"csrf_token": token}, content, "c.csv")
    host, port = portal.origin.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=60)) as line:
        line.sendall(f"{announced(len(body), f'mairie={cookie}')}\r\n".encode() + body[:-10])

        until(lambda: without_a_name(portal), seconds=20)
        assert {Path(place).parent for place in without_a_name(portal)} == {town.data_dir / "tmp"}

        line.sendall(body[-10:])
        answer = line.recv(100)
    assert answer.startswith(b"HTTP/1.1 303 ")
    until(lambda: kit.all_of(town)[0].state == "checked", seconds=60)  # by the server's own child
    (upload,) = kit.all_of(town)
    assert upload.size == len(content)


def test_a_large_body_that_crawls_is_cut(town: Town, tmp_path: Path) -> None:
    """Each 64 KiB have a minute, whatever came before them: here a second."""
    channel = Channel.__new__(Channel)
    channel.request, channel.requests = object(), []
    channel.began_at, channel.received_bytes = time.monotonic() - 2, 1000

    assert channel.is_slower_than(1)
    assert not channel.is_slower_than(3)
