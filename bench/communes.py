"""One commune or three hundred, on SQLite or PostgreSQL: what a page costs, and journeys a minute.

PostgreSQL is filled in the documented way: a backup of the SQLite portal, restored into it.
"""

import time
from contextlib import ExitStack
from pathlib import Path

from bench import ground, pages, report
from bench.pages import LIST, LOGIN, Site
from bench.visitors import serving, walk
from tests import databases

COMMUNES, CUSTOMERS = 300, 30_000
ROUNDS, ASKED = 8, 100
JOURNEYS, CLIENTS = 300, 16
DURABLE = ("listen_addresses=",)  # unlike the tests' own, what it confirms survives a power cut


def run() -> None:
    """Measure the pages of three portals in turns, then the journeys of each."""
    with ground.folder() as place, ExitStack() as stack:
        one, many, moved = (place / name for name in ("one", "many", "moved"))
        for each in (one, many):
            pages.made(each, CUSTOMERS)
        ground.add_communes(many / "data", COMMUNES)
        programs = databases.server_programs()
        assert programs is not None, databases.MISSING
        server = stack.enter_context(databases.a_cluster(programs, DURABLE))
        on_postgresql = {"PORTAIL_DATABASE_URL": server.url()}
        backup = str(place / "backup.tar")
        ground.flask(many, "backup", backup)
        moved.mkdir()
        ground.flask(moved, "restore", backup, "--sans-courriel", **on_postgresql)
        _compare(
            {
                "SQLite, 1 commune": (one, {}),
                f"SQLite, {COMMUNES} communes": (many, {}),
                f"PostgreSQL, {COMMUNES} communes": (moved, on_postgresql),
            }
        )


def _compare(portals: dict[str, tuple[Path, dict[str, str]]]) -> None:
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(pages.running(place, **more))
            for name, (place, more) in portals.items()
        }
        costs = {name: _costs(sites, name) for name in sites}
    report.heading("CPU par page", ours="connexion", bare="« Mes factures »")
    for name, (login, bills) in costs.items():
        report.line(name, report.number(login, "ms"), report.number(bills, "ms"))
    report.heading(f"Parcours entiers, {CLIENTS} à la fois", ours="par minute", bare="")
    for name, (place, more) in portals.items():
        report.line(name, report.number(_journeys_a_minute(place, more), "/min"))


def _costs(sites: dict[str, Site], name: str) -> tuple[float, float]:
    site = sites[name]
    rounds = [
        (site.server.cost_ms(LOGIN, ASKED), site.server.cost_ms(LIST, ASKED, site.alice))
        for _ in range(ROUNDS)
    ]
    return min(login for login, _ in rounds[1:]), min(bills for _, bills in rounds[1:])


def _journeys_a_minute(place: Path, more: dict[str, str]) -> float:
    """Let customers activate, log in and open a bill, many at once; limits are off."""
    with serving(place, limited=False, more=more) as (server, inbox):
        walk(server, inbox, range(2, 2 + CLIENTS), CLIENTS)  # warm
        began = time.perf_counter()
        walk(server, inbox, range(100, 100 + JOURNEYS), CLIENTS)
        return 60 * JOURNEYS / (time.perf_counter() - began)
