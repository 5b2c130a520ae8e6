"""Fifty customers at once, each at home; and one who does the work of two hundred."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store import sessions
from tests.commands.portal import Serving, serving
from tests.databases import EmptyDatabase
from tests.hosts.browser import HOME, Browser
from tests.inbox import Inbox
from tests.people import ALICE, BOE, Person
from tests.town import Town, running

CROWD = [Person(f"NOM {n}", f"c{n}@exemple.fr", BOE, (f"C{n}",), is_active=True) for n in range(50)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data"


@contextmanager
def the_crowds_portal(
    place: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> Iterator[tuple[Town, Serving]]:
    cast = (ALICE, *CROWD)
    with (
        running(place, inbox, empty_database=empty_database, cast=cast) as town,
        serving(place, PORTAIL_MAIL_PORT=str(inbox.port)) as portal,
    ):
        yield town, portal


def log_in_at_once(portal: Serving, who: list[tuple[str, str]]) -> Counter[int]:
    """Addresses and the client addresses they come from; returns how often each status came."""
    statuses: list[int] = []
    ready = threading.Barrier(len(who))

    def visit(address: str, client: str) -> None:
        browser = Browser(client)
        ready.wait(60)
        statuses.append(browser.log_in(portal.origin, address).status)

    threads = [threading.Thread(target=visit, args=one) for one in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(statuses)


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
