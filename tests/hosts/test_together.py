"""Two machines in one portal's service: what a person begins at one goes on at the other."""

import shutil
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from domain import clock
from store import accounts
from tests.bills import a_batch, a_bill
from tests.commands.flask import flask
from tests.databases import Postgresql
from tests.hosts.browser import HOME, LOGIN, Browser
from tests.hosts.machines import Machines, at_work, two_machines
from tests.inbox import Inbox
from tests.jobs.portal import until
from tests.people import BOE, Person
from tests.redis import Redis

REDIS_GONE = "Redis (PORTAIL_RATELIMIT_STORAGE_URI) ne répond plus"


@pytest.fixture
def limited(
    tmp_path: Path, postgresql: Postgresql, redis: Redis, inbox: Inbox
) -> Iterator[Machines]:
    """Two machines as they are meant to be, Redis included."""
    url = postgresql.migrated_url()
    with two_machines(tmp_path, url, inbox, RATELIMIT_STORAGE_URI=redis.uri) as machines:
        yield machines
    postgresql.drop(url)


@pytest.fixture
def unlimited(tmp_path: Path, postgresql: Postgresql, inbox: Inbox) -> Iterator[Machines]:
    """Two machines that a load from one address does not tire."""
    url = postgresql.migrated_url()
    settings = {"RATELIMIT_ENABLED": "false", "MAIL_PER_MINUTE": "1200"}
    with two_machines(tmp_path, url, inbox, **settings) as machines:
        yield machines
    postgresql.drop(url)


def residents(number: int) -> list[str]:
    return [f"habitant{each}@exemple.fr" for each in range(number)]


def test_a_session_of_one_machine_is_good_at_the_other_until_it_ends(limited: Machines) -> None:
    one, other = limited.origins
    (address,) = residents(1)
    limited.register([address])
    browser = Browser()

    assert "envoyé avec succès" in browser.activate(one, address).text
    assert browser.choose(other, limited.inbox.last().link()).status in (200, 303)
    assert browser.log_in(one, address).status == 303

    assert "Mes factures" in browser.get(other, "/factures").text
    assert browser.post(other, "/deconnexion", {}, seen_on="/factures").status == 303
    assert browser.get(one, "/factures").status == 303


def fail(machine: str, times: int, client: str) -> list[int]:
    """Log-ins that are refused before any password is looked at."""
    visitor = Browser(client)
    return [visitor.post(machine, LOGIN, {}).status for _ in range(times)]


def test_client_addresses_are_limited_together_and_each_alone_while_redis_is_gone(
    limited: Machines, redis: Redis
) -> None:
    one, other = limited.origins
    assert set(fail(one, 15, "127.0.0.2") + fail(other, 15, "127.0.0.2")) == {422}
    assert fail(one, 1, "127.0.0.2") + fail(other, 1, "127.0.0.2") == [429, 429]

    redis.stop()
    assert set(fail(one, 6, "127.0.0.3") + fail(other, 6, "127.0.0.3")) == {422}
    for name in limited.serving:
        assert limited.journal(name).count(REDIS_GONE) == 1

    redis.start()
    strangers = (f"127.0.0.{number}" for number in count(4))
    until(lambda: are_counted_together(one, other, next(strangers)), 30)


def are_counted_together(one: str, other: str, client: str) -> bool:
    """Whether 31 tries are one too many, wherever they were."""
    return 429 in fail(one, 16, client) + fail(other, 15, client)


def test_a_password_is_guessed_ten_times_at_both_whatever_became_of_redis(
    limited: Machines, redis: Redis
) -> None:
    (address,) = residents(1)
    limited.register([address])
    redis.stop()

    guesses = [Browser().log_in(one, address, "faux") for one in limited.origins * 5]

    assert {guess.status for guess in guesses} == {422}
    assert Browser().log_in(limited.origins[0], address, "faux").status == 429


def test_sixty_activations_asked_at_both_at_once_get_no_mail_twice(unlimited: Machines) -> None:
    addresses = residents(60)
    unlimited.register(addresses)
    answers = Counter[int]()

    def ask(address: str, origin: str) -> None:
        answers[Browser().activate(origin, address).status] += 1

    with at_work([partial(ask, each, at) for each in addresses for at in unlimited.origins]):
        pass
    until(lambda: {mail.to for mail in unlimited.inbox.mails} == set(addresses), 20)
    until(lambda: unlimited.message_ids_sent() == unlimited.message_ids_arrived(), 10)

    assert answers == {200: 120}
    arrived = unlimited.message_ids_arrived()
    assert sorted(set(arrived)) == arrived


def test_a_batch_in_the_shared_drop_folder_is_imported_and_announced_once(
    unlimited: Machines,
) -> None:
    addresses = residents(20)
    unlimited.register(addresses)
    for address in addresses:
        activate(unlimited, address)
    depot = unlimited.folder / "depot" / BOE
    until(depot.exists, 20)

    made = unlimited.folder.parent / "lots"
    made.mkdir()
    bills = [a_bill(f"C{number}", f"F-{number}") for number in range(20)]
    everybody = Person("DURAND", "", numbers=tuple(f"C{number}" for number in range(20)))
    shutil.move(a_batch(made, *bills, name="novembre", people=(everybody,)), depot)
    unlimited.inbox.wait(20, seconds=30)

    assert len(unlimited.on_duty()) == 1
    assert Counter(mail.to for mail in unlimited.inbox.mails) == dict.fromkeys(addresses, 1)
    assert len(list((depot / "traites").glob("*.txt"))) == 1
    assert "Mes factures" not in Browser().get(unlimited.origins[0], HOME).text


def activate(machines: Machines, address: str) -> None:
    """Give somebody an active account, without the hash of a password."""
    with machines.store.write() as transaction:
        account = accounts.get_or_add(transaction, BOE, address, clock.now())
        accounts.set_password(
            transaction, account.id, version=account.version, password_hash="-", at=clock.now()
        )


def test_the_terminal_knows_that_machines_share_the_folder(unlimited: Machines) -> None:
    backup = unlimited.folder.parent / "portail.tar"
    assert flask("backup", str(backup), folder=unlimited.folder, **unlimited.environ).status == 0

    refused = flask("restore", str(backup), folder=unlimited.folder, **unlimited.environ)

    doctor = flask("doctor", folder=unlimited.folder, **unlimited.environ).said
    assert "Le portail tourne, sur cette machine ou une autre." in doctor
    assert "sur deux machines, chacun compte les essais pour lui" in doctor
    assert refused.status == 2
    assert "Un portail tourne déjà sur ce dossier" in refused.told
