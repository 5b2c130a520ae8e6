"""The payment service with its moods: what it answers late, wrongly or not at all, and how it notifies."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from commands.demo_payfip import Operation, PayFip
from commands.demo_payfip.operations import Client
from commands.demo_payfip.server import Server, send
from commands.demo_payfip.soap import Answer, fault
from domain import clock

WATER = "006382"
CLIENTS = {WATER: Client("VILLE DE BOE", "REGIE EAU"), "006383": Client("VILLE DE BOE", "CANTINE")}
FAULTS = (
    "FonctionnelleErreur",
    "TechDysfonctionnementErreur",
    "TechIndisponibiliteErreur",
    "TechProtocolaireErreur",
)

Mood = Callable[[Answer], Answer]
Way = Callable[[Operation], None]


class MoodyServer(Server):
    """What it was asked is in `asked`, an operation's name each; `mood` turns an answer into another.

    `notifies` sends what the payer's choice brings: nothing, once, twice, for somebody else…
    """

    def __init__(self, payfip: PayFip) -> None:
        super().__init__(payfip)
        self.asked: list[str] = []
        self.mood: Mood = good
        self.notifies: Way = once

    def answer(self, body: bytes) -> Answer:
        found = re.search(rb"(creer|recuperer)\w+", body)
        self.asked.append(found[0].decode() if found else "")
        return self.mood(super().answer(body))

    def notify(self, operation: Operation) -> None:
        self.notifies(operation)


@contextmanager
def serving() -> Iterator[MoodyServer]:
    """Serve on loopback, by the clock of the tests."""
    with MoodyServer(PayFip(CLIENTS, clock.now)) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def once(operation: Operation) -> None:
    send(operation, operation.id_op)


def by_get(operation: Operation) -> None:
    send(operation, operation.id_op, method="GET")


def twice(operation: Operation) -> None:
    once(operation)
    once(operation)


def never(_operation: Operation) -> None:
    return


def for_another(operation: Operation) -> None:
    """Name an identifier that nobody asked for."""
    send(operation, "f" * len(operation.id_op))


def good(answer: Answer) -> Answer:
    return answer


def bad_gateway(_answer: Answer) -> Answer:
    return Answer(502, b"<html><body>502 Bad Gateway</body></html>")


def html(_answer: Answer) -> Answer:
    return Answer(200, b"<!doctype html><title>Maintenance</title><p>Revenez demain.")


def empty(_answer: Answer) -> Answer:
    return Answer(200, b"")


def endless(answer: Answer) -> Answer:
    """Answer ten megabytes of which the beginning is right."""
    return Answer(answer.status, answer.body + b" " * 10_000_000)


def failing(kind: str, code: str = "E99") -> Mood:
    """Answer one of the four faults."""
    return lambda _answer: fault(kind, code, "Le service ne répond pas comme il devrait.")


def altered(field: str, value: str) -> Mood:
    """Answer another value of a field: `altered("montant", "1")`."""
    pattern = rf"<{field}>[^<]*</{field}>".encode()
    told = f"<{field}>{value}</{field}>".encode()
    return lambda answer: Answer(answer.status, re.sub(pattern, told, answer.body))


def silent(until: Event, seconds: float = 30) -> Mood:
    """Answer nothing before `until` is set, 30 s at most; what was asked is carried out before."""

    def wait(answer: Answer) -> Answer:
        until.wait(seconds)
        return answer

    return wait
