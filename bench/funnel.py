"""From the address typed to the first bill read: what each step costs, with a real mail server.

Limits are in force while the steps are measured; the thousand journeys of the memory's figure are
more than they allow.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from bench import ground, pages, report
from bench.ground import MILLION, THOUSAND
from bench.servers import Server
from bench.visitors import HASHES, Customer, Inbox, serving, steps, walk
from domain.accounts.passwords import Hasher

GROUP = 10  # customers who take a step one after the other; what the server used is shared
GROUPS = 9  # 90 requests stay under a commune's limit of 120 a minute
JOURNEYS, CLIENTS = 1000, 8

Costs = dict[str, list[float]]  # milliseconds of CPU of each step, once for each group


def run() -> None:
    """Measure the steps at both sizes in turns, then the memory."""
    with ground.folder() as place:
        for size in (THOUSAND, MILLION):
            pages.made(place / str(size), size)
        with ExitStack() as stack:
            small, large = (
                stack.enter_context(serving(place / str(size))) for size in (THOUSAND, MILLION)
            )
            costs = _in_turns(small, large)
        _print(costs[0], costs[1], hash_ms())
        _memory(place / str(MILLION))


def _in_turns(*sites: tuple[Server, Inbox]) -> list[Costs]:
    """Let groups go through it here and there; the first warms, and does not count."""
    costs: list[Costs] = [{} for _ in sites]
    for group in range(GROUPS):
        for (server, inbox), cost in zip(sites, costs, strict=True):
            people = [Customer(server, 2 + group * GROUP + each) for each in range(GROUP)]
            for name, take in steps(inbox).items():
                before = server.cpu_seconds()
                for who in people:
                    take(who)
                used = 1000 * (server.cpu_seconds() - before) / GROUP
                if group:
                    cost.setdefault(name, []).append(used)
    return costs


def _print(small: Costs, large: Costs, hashing: float) -> None:
    report.heading("Parcours, CPU du serveur", ours="1 000", bare="1 000 000")
    whole = [0.0, 0.0]
    for name in small:
        here, there = (statistics.median(costs[name]) for costs in (small, large))
        if name in HASHES:
            here, there = here - hashing, there - hashing
        whole[0] += here
        whole[1] += there
        shown = f"{name}, sans le hachage" if name in HASHES else name
        report.line(shown, report.number(here, "ms"), report.number(there, "ms"), there / here)
    here, there = whole
    title = "tout le parcours, sans les deux hachages"
    report.line(title, report.number(here, "ms"), report.number(there, "ms"), there / here)
    report.line("un hachage", report.number(hashing, "ms"))


def hash_ms() -> float:
    """Return the CPU of one password, in a thread."""
    hasher, used = Hasher(), []

    def one() -> None:
        before = time.thread_time()
        hasher.hash(ground.PASSWORD)
        used.append(time.thread_time() - before)

    with ThreadPoolExecutor(1) as thread:
        for _ in range(15):
            thread.submit(one).result()
    return 1000 * statistics.median(used)


def _memory(place: Path) -> None:
    """Print what the server holds before and after so many journeys, several at once."""
    first = 2 + GROUP * GROUPS
    with serving(place, limited=False) as (server, inbox):
        idle = server.pss_mib()
        walk(server, inbox, range(first, first + JOURNEYS), CLIENTS)
        after = server.pss_mib()
    report.heading("Mémoire (PSS)", bare="au repos")
    report.line(
        f"après {JOURNEYS} parcours, {CLIENTS} à la fois",
        report.number(after, "Mio"),
        report.number(idle, "Mio"),
        after / idle,
    )
