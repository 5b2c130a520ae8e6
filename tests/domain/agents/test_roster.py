"""Who is an agent: invited, begun anew, ended; the last manager stays."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock, outbox
from domain.agents import roster, sessions
from domain.agents.roster import State
from domain.faults import Fault
from domain.history import NO_VISIT
from store import Store, agents
from store.models import MESSAGES
from tests import tables
from tests.domain.agents.ground import KEY, MARTINE, NADIA, in_service, invited, known, now
from tests.ground import BOE, journal


def invite(store: Store, address: str = NADIA, *, is_manager: bool = False) -> None:
    with store.write() as transaction:
        roster.invite(transaction, BOE, address, NO_VISIT, is_manager=is_manager)


def kinds(store: Store) -> list[str]:
    with store.read() as transaction:
        return [row.kind for row in tables.rows(transaction, MESSAGES)]


def test_an_invitation_mails_a_link_and_another_one_ends_it(store: Store) -> None:
    invite(store)
    first = now(store)

    invite(store)

    assert now(store).version > first.version
    assert set(kinds(store)) == {outbox.Kind.AGENT_LINK}
    with store.read() as transaction:
        assert journal(transaction) == [("agent_invited", NADIA)] * 2


def test_who_is_in_service_or_has_another_role_is_not_invited(store: Store) -> None:
    with store.write() as transaction:
        in_service(transaction, MARTINE)
        invited(transaction, NADIA, is_manager=True)

    with pytest.raises(Fault, match="est déjà agent de Ville de Boé"):
        invite(store, MARTINE)
    with pytest.raises(Fault, match="est déjà responsable de Ville de Boé"):
        invite(store, NADIA)


def test_the_state_of_an_agent_is_said(store: Store) -> None:
    with store.write() as transaction:
        nadia, martine = invited(transaction), in_service(transaction, MARTINE)

    assert roster.state(nadia, [KEY]) is State.INVITED
    assert roster.state(martine, [KEY]) is State.IN_SERVICE
    assert roster.state(martine, ["une autre clé"]) is State.WITHOUT_KEY
    with time_machine.travel(clock.now() + timedelta(hours=73)):
        assert roster.state(nadia, [KEY]) is State.TOO_LATE


def test_beginning_anew_takes_password_telephone_and_sessions_away(store: Store) -> None:
    with store.write() as transaction:
        cookie = sessions.begin(transaction, in_service(transaction), NO_VISIT)
    before = now(store)

    with store.write() as transaction:
        roster.reset(transaction, BOE, before, NO_VISIT)

    after = now(store)
    assert (after.password_hash, after.key_id) == (None, None)
    assert after.serial > before.serial
    assert sessions.find(store, cookie) is None
    assert kinds(store) == [outbox.Kind.AGENT_LINK]


def test_who_was_ended_meanwhile_can_not_be_begun_anew(store: Store) -> None:
    with store.write() as transaction:
        nadia = in_service(transaction)
        assert roster.end(transaction, nadia, NO_VISIT)
        assert not roster.end(transaction, nadia, NO_VISIT)

    with store.write() as transaction, pytest.raises(Fault, match="n'est plus un agent"):
        roster.reset(transaction, BOE, nadia, NO_VISIT)
    with store.read() as transaction:
        assert journal(transaction) == [("agent_ended", NADIA)]


def test_the_last_manager_in_service_is_not_ended(store: Store) -> None:
    with store.write() as transaction:
        martine = in_service(transaction, MARTINE, is_manager=True)
        in_service(transaction, NADIA)
        invited(transaction, "paul@ville-boe.fr", is_manager=True)  # not in service yet
        with pytest.raises(Fault, match="dernier responsable en service"):
            roster.end_but_last(transaction, martine, NO_VISIT)

        in_service(transaction, "lea@ville-boe.fr", is_manager=True)

        assert roster.end_but_last(transaction, martine, NO_VISIT)


def test_links_that_ran_out_are_for_managers_to_see_to(store: Store) -> None:
    with store.write() as transaction:
        martine = in_service(transaction, MARTINE, is_manager=True)
        nadia = in_service(transaction)
        invited(transaction, "paul@ville-boe.fr")

    with time_machine.travel(clock.now() + timedelta(hours=73)), store.read() as transaction:
        assert roster.count_too_late(transaction, martine) == 1
        assert roster.count_too_late(transaction, nadia) == 0


def test_nobody_of_another_commune_is_found(store: Store) -> None:
    with store.write() as transaction:
        agents.add(transaction, "M470010001", NADIA, is_manager=False, at=clock.now())
        with pytest.raises(Fault, match="n'est pas un agent de Ville de Boé"):
            roster.find(transaction, BOE, NADIA)
        invited(transaction)

        assert roster.find(transaction, BOE, NADIA) == known(transaction)
