"""The pages people come for, beside the barest one that looks alike; a thousand, then a million."""

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import ground, report
from bench.ground import MILLION, PORTAL, THOUSAND
from bench.servers import Server, started
from store.documents import Documents

ROUNDS, ASKED = 12, 100
BURST, CLIENTS = 2000, 8
BILLS = 24  # two years of water, canteen and day-care
LOGIN, LIST = f"/?LIEN={PORTAL}", "/factures"
SIZES = (THOUSAND, MILLION)


class Site(NamedTuple):
    """A portal that runs, and the cookies of who is logged in and has bills, or none."""

    server: Server
    alice: str
    vide: str


def run() -> None:
    """Measure all of it on two data folders."""
    with ground.folder() as place, ExitStack() as stack:
        sites = {
            size: stack.enter_context(running(made(place / str(size), size))) for size in SIZES
        }
        bare = stack.enter_context(_bare(place / str(THOUSAND) / "data"))
        small, large = sites[THOUSAND], sites[MILLION]
        _at_rest(small.server, bare)
        _cost(small, large, bare)
        _under_load(small, bare)


def made(place: Path, size: int) -> Path:
    """Make a portal of so many customers and invoices, Alice's among them; returns `place`."""
    data = ground.data(place)
    ground.fill(data, customers=size)
    document = Documents(data).keep(b"%PDF-1.7\n" + bytes(100_000))
    with sqlite3.connect(data / "portail.db") as database:
        ground.add_invoices(database, size - BILLS, lambda n: 2 + n % (size - 3), document)
        ground.add_invoices(database, BILLS, lambda _: 1, document)
        database.execute("PRAGMA optimize")
    return place


@contextmanager
def running(place: Path, **more: str) -> Iterator[Site]:
    """Serve it, with two sessions open; `more`: other settings."""
    from app import create_app

    settings = ground.environ(place) | more
    app = create_app(settings)
    alice, vide = (ground.log_in(app, name) for name in ("alice", "vide"))
    app.extensions["portail"].services.store.close()
    command = ["-m", "flask", "serve", "--port", "0"]
    with started(command, ground.own(settings)) as server:
        yield Site(server, alice, vide)


@contextmanager
def _bare(data: Path) -> Iterator[Server]:
    with started(["-m", "bench.bare", str(data)], {}) as server:
        yield server


def _at_rest(ours: Server, bare: Server) -> None:
    report.heading("Au démarrage")
    for subject, mine, other, unit in (
        ("mémoire au repos (PSS)", ours.pss_mib(), bare.pss_mib(), "Mio"),
        ("CPU du démarrage", ours.cpu_seconds(), bare.cpu_seconds(), "s"),
        ("démarrage jusqu'à l'adresse affichée", ours.start_seconds, bare.start_seconds, "s"),
    ):
        report.line(subject, *_both(mine, other, unit), ratio=mine / other)


def _cost(small: Site, large: Site, bare: Server) -> None:
    """Compare the CPU of each page, in turns: what else the machine does meanwhile hits all."""
    asked = {
        "témoin": (bare, "/", ""),
        "témoin, factures": (bare, LIST, ""),
        "connexion": (small.server, LOGIN, ""),
        "connexion, million": (large.server, LOGIN, ""),
        "aucune facture": (small.server, LIST, small.vide),
        "factures": (small.server, LIST, small.alice),
        "factures, million": (large.server, LIST, large.alice),
    }
    rounds: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (server, path, cookie) in asked.items():
            rounds[name].append(server.cost_ms(path, ASKED, cookie))
    cost = {name: min(each[1:]) for name, each in rounds.items()}
    report.heading("CPU du serveur par page", bare="témoin")
    for subject, mine, other in (
        ("page de connexion / page témoin", "connexion", "témoin"),
        ("« Mes factures » vide / page témoin", "aucune facture", "témoin"),
        (f"« Mes factures », {BILLS} factures / page témoin", "factures", "témoin"),
        (f"… / même page témoin, {BILLS} factures", "factures", "témoin, factures"),
        (f"« Mes factures », {BILLS} factures / aucune", "factures", "aucune facture"),
        ("page de connexion, 1 000 000 / 1 000", "connexion, million", "connexion"),
        ("« Mes factures », 1 000 000 / 1 000", "factures, million", "factures"),
    ):
        report.line(subject, *_both(cost[mine], cost[other], "ms"), cost[mine] / cost[other])


def _under_load(small: Site, bare: Server) -> None:
    report.heading(f"{CLIENTS} connexions à la fois")
    for subject, path, cookie in (
        ("page de connexion", LOGIN, ""),
        ("« Mes factures »", LIST, small.alice),
    ):
        mine, other = _load(small.server, path, cookie), _load(bare, "/", "")
        report.line(f"{subject}, réponses par seconde", *_both(mine[0], other[0], "/s"))
        report.line(f"{subject}, p99", *_both(mine[1], other[1], "ms"), ratio=mine[1] / other[1])
    report.line("mémoire après la mesure (PSS)", report.number(small.server.pss_mib(), "Mio"))


def _load(server: Server, path: str, cookie: str) -> tuple[float, float]:
    """Return answers a second, and the 99th percentile of the waits in milliseconds."""
    began = time.perf_counter()
    waits = server.ask(path, BURST, CLIENTS, cookie)
    rate = len(waits) / (time.perf_counter() - began)
    return rate, 1000 * statistics.quantiles(waits, n=100)[98]


def _both(mine: float, other: float, unit: str) -> tuple[str, str]:
    return report.number(mine, unit), report.number(other, unit)
