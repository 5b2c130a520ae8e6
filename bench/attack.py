"""While one client does its worst, how long another's log-in page takes; with limits as they are."""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from bench import ground, pages, report
from bench.ground import PORTAL
from bench.servers import Server
from bench.visitors import Customer, serving

PAGE = f"/?LIEN={PORTAL}"
SECONDS = 8  # of each attack
AT_ONCE = 40
HALF = (
    f"POST /connexion?LIEN={PORTAL} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\naddress="
).encode()

Attack = Callable[[Server, threading.Event], None]


def run() -> None:
    """Begin each attack on a portal of its own, and ask for the page all the while."""
    report.heading(f"page de connexion, pendant {SECONDS} s", ours="la pire", bare="médiane")
    for name, attack, proxies, mail_seconds in (
        ("personne d'autre", _nobody, "1", 0.0),
        (f"{AT_ONCE} connexions justes à la fois, un client", _right_passwords, "1", 0.0),
        (f"{AT_ONCE} fausses à la fois, un /48 qui tourne", _rotating, "1", 0.0),
        ("2 005 formulaires à moitié envoyés, un client", _half_sent, "0", 0.0),
        (f"{AT_ONCE} activations, une messagerie muette", _newcomers, "1", 60.0),
    ):
        with ground.folder() as place:
            pages.made(place, ground.THOUSAND)
            behind = {"PORTAIL_TRUSTED_PROXIES": proxies}
            with serving(place, mail_seconds=mail_seconds, more=behind) as (server, _):
                waits = _waits_during(server, attack)
        worst, median = max(waits), sorted(waits)[len(waits) // 2]
        report.line(name, report.number(1000 * worst, "ms"), report.number(1000 * median, "ms"))


def _waits_during(server: Server, attack: Attack) -> list[float]:
    stop, waits = threading.Event(), []
    under_way = threading.Thread(target=attack, args=(server, stop))
    under_way.start()
    time.sleep(1)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        waits += server.ask(PAGE, 1, clients=1)
        time.sleep(0.05)
    stop.set()
    under_way.join()
    return waits


def _nobody(_server: Server, stop: threading.Event) -> None:
    stop.wait()


def _right_passwords(server: Server, stop: threading.Event) -> None:
    _again_and_again(stop, lambda _: _log_in(server, "192.0.2.1", "alice@exemple.fr"))


def _rotating(server: Server, stop: threading.Event) -> None:
    _again_and_again(
        stop,
        lambda number: _log_in(
            server, f"2001:db8:0:{number % 65_536:x}::1", f"c{number % 500}@exemple.fr"
        ),
    )


def _newcomers(server: Server, stop: threading.Event) -> None:
    def ask(number: int) -> None:
        who = Customer(server, 2 + number % 900)
        who.get(f"/activation?LIEN={PORTAL}")
        who.post(200, address=who.address)

    _again_and_again(stop, ask)


def _half_sent(server: Server, stop: threading.Event) -> None:
    here = ("127.0.0.9", 0)
    with ExitStack() as held:
        for _ in range(2_005):
            line = socket.create_connection(("127.0.0.1", server.port), 10, source_address=here)
            with suppress(OSError):  # beyond a hundred it is closed at once
                held.enter_context(line).sendall(HALF)
        stop.wait()


def _log_in(server: Server, client: str, address: str) -> None:
    who = Customer(server, 0)
    who.client, who.address = client, address
    who.get(PAGE)
    who.post(303, address=address, password=ground.PASSWORD)


def _again_and_again(stop: threading.Event, act: Callable[[int], None]) -> None:
    numbers = iter(range(1_000_000))

    def one(_: int) -> None:
        while not stop.is_set():
            with suppress(
                RuntimeError, OSError, http.client.HTTPException
            ):  # refused, as it should
                act(next(numbers))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))
