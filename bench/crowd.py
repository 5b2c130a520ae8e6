"""Fifty customers at once, with a mail server that takes 0.3 s for each mail."""

import os
import statistics
import threading
import time
from collections import defaultdict

from bench import funnel, ground, pages, report
from bench.visitors import ACTIVATION, HASHES, Customer, Inbox, serving, steps

CROWD, ALONE = 50, 10
MAIL_SECONDS = 0.3
LONGEST = 60  # seconds until a mail that was kept for later is there

WHOLE = "tout le parcours"

Waits = dict[str, list[float]]  # seconds, by step


def run() -> None:
    """Let some go through it one after the other, then fifty together."""
    with ground.folder() as place:
        pages.made(place, ground.THOUSAND)
        with serving(place, mail_seconds=MAIL_SECONDS) as (server, inbox):
            alone: Waits = defaultdict(list)
            for number in range(ALONE):
                _journey(Customer(server, 2 + number), inbox, alone)
            crowd: Waits = defaultdict(list)
            people = [Customer(server, 100 + number) for number in range(CROWD)]
            arrived = _together(people, inbox, crowd)
    _print(alone, crowd, arrived)


def _together(people: list[Customer], inbox: Inbox, waits: Waits) -> int:
    """Return how many reached their bills; a refusal on the way ends a thread."""
    arrived: list[Customer] = []

    def one(who: Customer) -> None:
        _journey(who, inbox, waits)
        arrived.append(who)

    threads = [threading.Thread(target=one, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(arrived)


def _journey(who: Customer, inbox: Inbox, waits: Waits) -> None:
    whole = 0.0
    for name, take in steps(inbox).items():
        began = time.perf_counter()
        take(who)
        took = time.perf_counter() - began
        whole += took
        waits[name].append(took)
        if name == ACTIVATION:
            _await_mail(who, inbox)
    waits[WHOLE].append(whole)


def _await_mail(who: Customer, inbox: Inbox) -> None:
    """A mail that found no place at the server leaves by itself a little later."""
    until = time.monotonic() + LONGEST
    while who.address not in inbox.links and time.monotonic() < until:
        time.sleep(0.05)


def _print(alone: Waits, crowd: Waits, arrived: int) -> None:
    report.heading(f"{CROWD} clients à la fois, p99 (témoin : un seul)", bare="un seul")
    for name, each in crowd.items():
        single = statistics.median(alone[name])
        many = statistics.quantiles(each, n=100)[98]
        report.line(
            name,
            report.number(1000 * many, "ms"),
            report.number(1000 * single, "ms"),
            many / single,
        )
    hashes = CROWD * len(HASHES) * funnel.hash_ms() / 1000
    bound = 3 * statistics.median(alone[WHOLE]) + hashes / (os.cpu_count() or 1)
    report.line("borne : 3 fois un seul, et les hachages", report.number(bound, "s"))
    report.line("arrivés jusqu'au PDF", f"{arrived} sur {CROWD}")
