"""150 clients that send a byte a second, beside one in a hurry; and memory after 1,000 passwords."""

import http.cookiejar
import re
import socket
import statistics
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import report
from bench.servers import Server, started
from domain import clock
from domain.accounts.passwords import Hasher
from store import Store, customers, secret_key
from store import accounts as rows
from store.customers import Added
from store.records import By

SLOW = 150
TIMES = 600
PAUSE_SECONDS = 0.05  # between two pages: half a minute of them
LOG_INS, AT_ONCE = 1000, 8
LIEN = "M470310001"
COMMUNE = f'[{LIEN}]\nnom = "Ville de Boé"\ncontact = "service@ville-boe.fr"\n'
ADDRESS, PASSWORD = "alice@exemple.fr", "le chat de la voisine"
PAGE = f"/?LIEN={LIEN}"
HEADERS = f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lent: ".encode()
BODY = (
    f"POST /connexion?LIEN={LIEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
).encode()
HIDDEN = re.compile(r'name="(csrf_token|suite)"[^>]*value="([^"]*)"')


def run() -> None:
    """Measure both on a server as `flask serve` starts it."""
    with tempfile.TemporaryDirectory() as name:
        _fill(Path(name))
        with started(["-m", "flask", "serve", "--port", "0"], _settings(name)) as server:
            _measure_memory(server)
        with started(["-m", "flask", "serve", "--port", "0"], _settings(name)) as server:
            _measure_slow_clients(server)


def _measure_slow_clients(server: Server) -> None:
    report.heading(f"{SLOW} clients à un octet par seconde", ours="avec eux", bare="sans eux")
    server.ask(PAGE, 200)  # warm: templates compiled, connections made
    alone = _waits(server)
    with _slow_clients(server.port):
        beside = _waits(server)
    for subject, percent in (
        ("page de connexion, médiane", 50),
        ("page de connexion, 99 sur 100 en moins de", 99),
    ):
        mine, other = (1000 * _percentile(each, percent) for each in (beside, alone))
        shown = report.number(mine, "ms"), report.number(other, "ms")
        report.line(subject, *shown, ratio=mine / other)


def _measure_memory(server: Server) -> None:
    report.heading(f"{LOG_INS} connexions, {AT_ONCE} à la fois", ours="après", bare="au repos")
    idle = server.pss_mib()
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda _: _log_in(server.port), range(LOG_INS)):
            pass
    seconds = time.perf_counter() - began
    after = server.pss_mib()
    shown = report.number(after, "Mio"), report.number(idle, "Mio")
    report.line("mémoire (PSS)", *shown, ratio=after / idle)
    report.line("connexions par seconde", report.number(LOG_INS / seconds, ""))


def _waits(server: Server) -> list[float]:
    """Return the seconds of each page for one client that never stays long."""
    waits: list[float] = []
    for _ in range(TIMES):
        waits += server.ask(PAGE, 1, clients=1)
        time.sleep(PAUSE_SECONDS)
    return waits


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


@contextmanager
def _slow_clients(port: int) -> Iterator[None]:
    """Half of them never end their headers, half their bodies; who is cut comes back."""
    stop = threading.Event()

    def send() -> None:
        begun = [HEADERS, BODY] * (SLOW // 2)
        lines = [_begun(port, beginning, place) for place, beginning in enumerate(begun)]
        all_there.set()
        while not stop.wait(1):
            for place, line in enumerate(lines):
                try:
                    line.sendall(b"a")
                except OSError:
                    line.close()
                    lines[place] = _begun(port, begun[place], place)
        for line in lines:
            line.close()

    all_there = threading.Event()
    thread = threading.Thread(target=send)
    thread.start()
    all_there.wait()
    yield
    stop.set()
    thread.join()


def _begun(port: int, beginning: bytes, place: int) -> socket.socket:
    here = (f"127.0.1.{1 + place % 250}", 0)  # a client holds so many connections and no more
    line = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=here)
    with suppress(OSError):
        line.sendall(beginning)
    return line


def _log_in(port: int) -> None:
    """Open the page, send the form, follow to « Mes factures », as a browser of its own."""
    origin = f"http://127.0.0.1:{port}"
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    with browser.open(origin + PAGE) as answer:
        hidden = dict(HIDDEN.findall(answer.read().decode()))
    form = urllib.parse.urlencode(hidden | {"address": ADDRESS, "password": PASSWORD}).encode()
    with browser.open(f"{origin}/connexion?LIEN={LIEN}", form) as answer:
        if "Mes factures" not in answer.read().decode():
            raise RuntimeError("nobody was logged in")


def _fill(folder: Path) -> None:
    """Put in one customer with an active account."""
    (folder / "portails.toml").write_text(COMMUNE, "utf-8")
    store = Store(folder)
    secret_key.load(store)
    with store.write() as transaction:
        alice, now = Added("1", "ABADIE Alice", ADDRESS), clock.now()
        customers.write(transaction, LIEN, [alice], [], by=By.LIST, at=now)
        account = rows.get_or_add(transaction, LIEN, ADDRESS, now)
        kept = Hasher().hash(PASSWORD)
        rows.set_password(transaction, account.id, version=0, password_hash=kept, at=clock.now())
    store.close()


def _settings(folder: str) -> dict[str, str]:
    return {
        "FLASK_SKIP_DOTENV": "1",
        "PORTAIL_DATA_DIR": folder,
        "PORTAIL_PUBLIC_URL": "http://127.0.0.1:8000",
        "PORTAIL_DEMO": "true",
        "PORTAIL_RATELIMIT_ENABLED": "false",
    }
