"""Fifty customers at once, each at home; and one who does the work of two hundred."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from store import sessions
from tests.commands.portal import Serving, serving
from tests.databases import EmptyDatabase
from tests.hosts.browser import HOME, Answer, Browser
from tests.inbox import Inbox, Mood
from tests.jobs.portal import until
from tests.people import ALICE, BOE, Person
from tests.town import Town, running

CROWD = [Person(f"NOM {n}", f"c{n}@exemple.fr", BOE, (f"C{n}",), is_active=True) for n in range(50)]
NEWCOMERS = [Person(f"NEUF {n}", f"n{n}@exemple.fr", BOE, (f"N{n}",)) for n in range(50)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


@contextmanager
def the_crowds_portal(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> Iterator[tuple[Town, Serving]]:
    cast = (ALICE, *CROWD, *NEWCOMERS)
    with (
        running(place, inbox, empty_database=empty_database, cast=cast) as town,
        serving(place, PORTAIL_MAIL_PORT=str(inbox.port)) as portal,
    ):
        yield town, portal


def at_once(visits: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Let all begin at the same moment."""
    ready = threading.Barrier(len(visits))

    def visit(one: Callable[[], Answer]) -> Answer:
        ready.wait(60)
        return one()

    with ThreadPoolExecutor(len(visits)) as people:
        return list(people.map(visit, visits))


def log_in_at_once(portal: Serving, who: list[tuple[str, str]]) -> Counter[int]:
    """Addresses and the client addresses they come from; returns how often each status came."""
    visits = [partial(Browser(client).log_in, portal.origin, address) for address, client in who]
    return Counter(answer.status for answer in at_once(visits))


def activate_at_once(portal: Serving, who: list[Person]) -> list[Answer]:
    browsers = [Browser(f"127.0.3.{1 + number}") for number in range(len(who))]
    return at_once(
        [
            partial(browser.activate, portal.origin, one.address)
            for browser, one in zip(browsers, who, strict=True)
        ]
    )


def test_fifty_customers_at_once_all_get_in(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    crowd = [(who.address, f"127.0.1.{number}") for number, who in enumerate(CROWD)]
    with the_crowds_portal(place, inbox, empty_database) as (_, portal):
        statuses = log_in_at_once(portal, crowd)

    assert statuses == {303: 50}


def test_what_one_customer_sends_at_once_keeps_nobody_else_waiting(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    everywhere = [(ALICE.address, f"127.0.2.{number % 5}") for number in range(100)]
    with the_crowds_portal(place, inbox, empty_database) as (town, portal):
        storm = threading.Thread(target=log_in_at_once, args=(portal, everywhere))
        storm.start()
        page = Browser("127.0.0.1").get(portal.origin, HOME)
        other = Browser("127.0.0.1").log_in(portal.origin, CROWD[0].address)
        storm.join(120)
        with town.services.store.read() as transaction:
            kept = sessions.of_accounts.of_owner(transaction, town.account(ALICE).id)

    assert (page.status, other.status) == (200, 303)
    assert len(kept) <= 20


@pytest.mark.parametrize("count", [24, 50])
def test_newcomers_at_once_are_told_that_their_mail_has_left(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase, count: int
) -> None:
    inbox.delay_seconds = 0.3
    with the_crowds_portal(place, inbox, empty_database) as (_, portal):
        answers = activate_at_once(portal, NEWCOMERS[:count])

    assert sum("envoyé avec succès" in answer.text for answer in answers) == count
    assert inbox.connections <= 3


def test_a_mail_server_that_hangs_keeps_no_page_waiting(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    inbox.mood = Mood.HANGS
    with the_crowds_portal(place, inbox, empty_database) as (_, portal):
        crowd = threading.Thread(target=activate_at_once, args=(portal, NEWCOMERS))
        crowd.start()
        until(lambda: inbox.connections)
        page = Browser("127.0.0.1").get(portal.origin, HOME)
        is_under_way = crowd.is_alive()
        inbox.mood = Mood.ACCEPTS
        crowd.join(120)

    assert (page.status, is_under_way) == (200, True)
