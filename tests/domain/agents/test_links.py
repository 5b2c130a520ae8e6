"""The link that is mailed to an agent: once, for 72 hours."""

from datetime import timedelta

import time_machine

from domain import clock
from domain.accounts import tokens
from domain.accounts.links import Dead
from domain.agents import links, roster
from domain.history import NO_VISIT
from store import Store
from store.records import Agent
from tests.domain.agents.ground import KEY, in_service, invited, now
from tests.ground import BOE


def opened(store: Store, address: str, keys: tuple[str, ...] = (KEY,)) -> Agent | Dead:
    with store.read() as transaction:
        return links.open_link(transaction, keys, address.partition("LIEN=")[2])


def test_it_opens_the_agents_page_as_often_as_it_is_looked_at(store: Store) -> None:
    with store.write() as transaction:
        nadia = invited(transaction)

    address = links.address([KEY], BOE, nadia)

    assert address.startswith(f"{BOE.origin}/mairie/lien?LIEN=X")
    assert opened(store, address) == opened(store, address) == nadia


def test_it_works_for_72_hours(store: Store) -> None:
    with store.write() as transaction:
        address = links.address([KEY], BOE, invited(transaction))

    with time_machine.travel(clock.now() + timedelta(hours=71, minutes=59)):
        assert isinstance(opened(store, address), Agent)
    with time_machine.travel(clock.now() + timedelta(hours=72, seconds=2)):
        assert opened(store, address) is Dead.EXPIRED


def test_another_link_ends_it_and_so_does_its_use(store: Store) -> None:
    with store.write() as transaction:
        first = links.address([KEY], BOE, invited(transaction))
        roster.invite(transaction, BOE, "nadia@ville-boe.fr", NO_VISIT, is_manager=False)
    second = links.address([KEY], BOE, now(store))
    assert opened(store, first) is Dead.USED
    assert isinstance(opened(store, second), Agent)

    with store.write() as transaction:
        third = links.address([KEY], BOE, in_service(transaction, "lea@ville-boe.fr"))

    assert opened(store, third) is Dead.USED


def test_what_was_altered_or_is_a_customers_opens_nothing(store: Store) -> None:
    with store.write() as transaction:
        nadia = invited(transaction)
    address = links.address([KEY], BOE, nadia)

    assert opened(store, address[:-6] + "AAAAAA") is Dead.ALTERED
    assert opened(store, address, ("une autre clé",)) is Dead.ALTERED
    other = tokens.make([KEY], "activation", [nadia.id, nadia.version])
    assert opened(store, f"LIEN={other}") is Dead.ALTERED


def test_that_of_an_agent_who_was_ended_opens_nothing(store: Store) -> None:
    with store.write() as transaction:
        nadia = invited(transaction)
        roster.end(transaction, nadia, NO_VISIT)

    assert opened(store, links.address([KEY], BOE, nadia)) is Dead.ALTERED
