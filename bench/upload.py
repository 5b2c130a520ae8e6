"""A batch of 2 GB that an agent brings: the server's memory, and how long another's page takes meanwhile."""

import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import ground, report
from bench.servers import Server, started
from domain import clock, printed_codes
from domain.accounts.passwords import Hasher
from domain.agents import factor
from store import Store, agents, secret_key

SIZE = 2000 << 20
PIECE = os.urandom(1 << 20)
PAGE = f"/?LIEN={ground.PORTAL}"
ALONE_SECONDS = 10
PAUSE_SECONDS = 0.02
AGENT = "nadia@exemple.fr"
FRAME = (
    "--x\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\n{token}\r\n"
    '--x\r\nContent-Disposition: form-data; name="file"; filename="lot.zip"\r\n\r\n'
)
END = b"\r\n--x--\r\n"
HEAD = (
    f"POST /mairie/deposer?LIEN={ground.PORTAL} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n"
    "Content-Type: multipart/form-data; boundary=x\r\nCookie: {cookie}\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass
class Meanwhile:
    """What was seen while the block ran."""

    waits: list[float]
    most_mib: float = 0.0


def run() -> None:
    """Measure it on a server as `flask serve` starts it."""
    report.heading("un lot de 2 Go déposé", ours="pendant", bare="sans lui")
    with ground.folder() as place:
        settings = ground.own(ground.environ(place))
        cookie, token = _agent(place)
        with started(["-m", "flask", "serve", "--port", "0"], settings) as server:
            server.ask(PAGE, 200)  # warm: templates compiled, connections made
            with _looking(server) as alone:
                time.sleep(ALONE_SECONDS)
            began = time.perf_counter()
            with _looking(server) as beside:
                _bring(server.port, cookie, token)
            seconds = time.perf_counter() - began
    for words, percent in (("médiane", 50), ("99 sur 100 en moins de", 99)):
        mine, other = (1000 * _percentile(each.waits, percent) for each in (beside, alone))
        shown = report.number(mine, "ms"), report.number(other, "ms")
        report.line(f"page de connexion, {words}", *shown, ratio=mine / other)
    shown = report.number(beside.most_mib, "Mio"), report.number(alone.most_mib, "Mio")
    report.line("mémoire (PSS), au plus", *shown, ratio=beside.most_mib / alone.most_mib)
    report.line("secondes, jusqu'à la page suivante", report.number(seconds, "s"))


def _agent(place: Path) -> tuple[str, str]:
    """Let an agent log in; returns the cookie and a form's token."""
    from app import create_app

    store = Store(ground.data(place))
    secret_key.load(store)
    store.close()
    app = create_app(ground.environ(place))
    at = app.extensions["portail"].services
    hashed, key = Hasher().hash(ground.PASSWORD), at.keys[0]
    with at.store.write() as transaction:
        agents.add(transaction, ground.PORTAL, AGENT, is_manager=False, at=clock.now())
        agent = agents.by_address(transaction, ground.PORTAL, AGENT)
        assert agent is not None
        agents.set_up(
            transaction, agent, password_hash=hashed, key_id=printed_codes.key_id(key), step=0
        )
        agent = agents.by_address(transaction, ground.PORTAL, AGENT)
        assert agent is not None
    client, where = app.test_client(), f"/mairie/connexion?LIEN={ground.PORTAL}"
    form = {
        "csrf_token": _token(client.get(where, base_url=ground.ORIGIN).text),
        "address": AGENT,
        "password": ground.PASSWORD,
        "code": factor.code_at(factor.secret(key, agent), factor.step_now()),
    }
    client.post(where, data=form, base_url=ground.ORIGIN)
    token = _token(client.get("/mairie/deposer", base_url=ground.ORIGIN).text)
    cookie = client.get_cookie("mairie", domain="127.0.0.1")
    assert cookie is not None
    at.store.close()
    return f"mairie={cookie.value}", token


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _bring(port: int, cookie: str, token: str) -> None:
    before = FRAME.format(token=token).encode()
    head = HEAD.format(cookie=cookie, length=len(before) + SIZE + len(END))
    with closing(socket.create_connection(("127.0.0.1", port), timeout=300)) as line:
        line.sendall(head.encode() + before)
        for _ in range(SIZE // len(PIECE)):
            line.sendall(PIECE)
        line.sendall(END)
        answer = line.recv(100)
    if not answer.startswith(b"HTTP/1.1 303 "):
        raise RuntimeError(answer.decode())


@contextmanager
def _looking(server: Server) -> Iterator[Meanwhile]:
    """Ask for another's page again and again, and watch the memory, while the block runs."""
    seen, stop = Meanwhile([]), threading.Event()

    def look() -> None:
        while not stop.wait(PAUSE_SECONDS):
            seen.waits += server.ask(PAGE, 1, clients=1)
            seen.most_mib = max(seen.most_mib, server.pss_mib())

    thread = threading.Thread(target=look)
    thread.start()
    yield seen
    stop.set()
    thread.join()


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]
