"""One part of two is gone under load: a machine killed, PostgreSQL restarted. Nothing confirmed is lost."""

import http.client
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from store.records import MessageState
from tests.databases import Postgresql
from tests.hosts.browser import Browser
from tests.hosts.machines import TAKEN_OVER, Machines, at_work, two_machines
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.people import BOE

LIST = "Numéro;Nom;Mail\n9001;NEUF Alice;neuf@exemple.fr\n"
ASKED = 60


@pytest.fixture
def machines(tmp_path: Path, postgresql: Postgresql, inbox: Inbox) -> Iterator[Machines]:
    url = postgresql.migrated_url()
    with two_machines(tmp_path, url, inbox, RATELIMIT_ENABLED="false") as both:
        both.register([f"habitant{each}@exemple.fr" for each in range(ASKED)])
        yield both
    postgresql.drop(url)


class Visitors:
    """Sixty people who ask for their activation, each on one of the machines; what they were told.

    Who reads that the portal is away for a moment begins again a moment later.
    """

    def __init__(self, machines: Machines) -> None:
        self.origins = machines.origins
        self.answers: dict[str, int | None] = {}  # by address; None: the line was cut
        self.pages = Counter[str]()

    def visits(self) -> list[Callable[[], None]]:
        return [partial(self.ask, each) for each in range(ASKED)]

    def ask(self, number: int) -> None:
        address = f"habitant{number}@exemple.fr"
        try:
            while (answer := Browser().activate(self.origins[number % 2], address)).status == 503:
                self.pages[answer.text] += 1
                time.sleep(0.3)
            self.answers[address] = answer.status
        except (OSError, http.client.HTTPException):
            self.answers[address] = None

    def confirmed(self) -> set[str]:
        return {address for address, status in self.answers.items() if status == 200}


def all_has_left(machines: Machines) -> bool:
    return not machines.kept(MessageState.WAITING)


def test_the_other_machine_takes_over_from_one_that_is_killed_under_load(
    machines: Machines,
) -> None:
    machines.inbox.delay_seconds = 0.1
    until(machines.on_duty, 20)
    (busy,) = machines.on_duty()
    (other,) = set(machines.serving) - {busy}
    visitors = Visitors(machines)

    with at_work(visitors.visits()):
        until(lambda: len(visitors.answers) > 15, 20)
        machines.serving[busy].stop(signal.SIGKILL)
        (machines.folder / "depot" / BOE / "clients.csv").write_text(LIST, "utf-8")
    until(lambda: all_has_left(machines), 30)

    assert len(visitors.confirmed()) > 30
    assert visitors.confirmed() <= {mail.to for mail in machines.inbox.mails}
    once_again = len(machines.message_ids_arrived()) - len(set(machines.message_ids_arrived()))
    assert once_again <= 8  # only those on the wire at the kill
    assert set(machines.message_ids_arrived()) == set(machines.message_ids_sent())
    traites = machines.folder / "depot" / BOE / "traites"
    until(lambda: list(traites.glob("*.txt")), 30)
    assert machines.on_duty() == [busy, other] or machines.on_duty() == [other, busy]


def test_a_link_mailed_by_a_machine_that_is_killed_works_at_the_other(machines: Machines) -> None:
    one, other = machines.origins
    browser = Browser()
    browser.activate(one, "habitant0@exemple.fr")
    machines.serving["un"].stop(signal.SIGKILL)

    browser.choose(other, machines.inbox.last().link())

    assert browser.log_in(other, "habitant0@exemple.fr").status == 303


def test_postgresql_restarted_under_load_is_a_clear_page_for_its_time_and_nothing_lost(
    machines: Machines, postgresql: Postgresql
) -> None:
    machines.inbox.delay_seconds = 0.5  # so that mails are on the wire when it stops
    visitors = Visitors(machines)

    with at_work(visitors.visits()):
        until(lambda: len(visitors.answers) > 15, 20)
        postgresql.stop()
        time.sleep(1.5)
        postgresql.start()
    until(lambda: all_has_left(machines), 30)

    assert set(visitors.answers.values()) == {200}
    assert visitors.pages
    assert all("Le portail est momentanément indisponible" in page for page in visitors.pages)
    assert visitors.confirmed() <= {mail.to for mail in machines.inbox.mails}
    assert machines.message_ids_arrived() == machines.message_ids_sent()
    until(lambda: sum(taken_over(machines)) >= 2, 30)
    for origin in machines.origins:
        assert Browser().get(origin, "/healthz").status == 200


def taken_over(machines: Machines) -> list[int]:
    return [machines.journal(name).count(TAKEN_OVER) for name in machines.serving]
