"""What lets an agent in: set up by the link, the password changed, codes printed."""

import pytest

from domain import outbox
from domain.agents import access, factor, sessions
from domain.history import NO_VISIT
from store import Store
from store.models import MESSAGES
from store.records import Agent
from tests import tables
from tests.domain.agents.ground import KEY, in_service, invited, now
from tests.ground import BOE, SMALL, journal


def set_up(store: Store, agent: Agent) -> list[str]:
    with store.write() as transaction:
        return access.set_up(
            transaction, BOE, agent, NO_VISIT, key=KEY, password_hash="argon", step=7
        )


def told(store: Store) -> list[tuple[str, str]]:
    with store.read() as transaction:
        rows = tables.rows(transaction, MESSAGES)
    return [(row.kind, row.details["what"]) for row in rows]


@pytest.mark.parametrize(
    "password", ["court", "motdepasse12", "nadia@ville-boe.fr", "mairie mairie", "ville de boé"]
)
def test_a_short_common_or_guessable_password_is_refused(store: Store, password: str) -> None:
    with store.write() as transaction:
        nadia = invited(transaction)

    assert access.refusal(password, BOE, nadia)


def test_a_sentence_of_ones_own_is_taken(store: Store) -> None:
    with store.write() as transaction:
        assert access.refusal("la pluie sur les tuiles", BOE, invited(transaction)) is None


def test_the_link_sets_up_once_and_gives_ten_codes(store: Store) -> None:
    with store.write() as transaction:
        nadia = invited(transaction)

    codes, again = set_up(store, nadia), set_up(store, nadia)

    assert len(set(codes)) == 10
    assert again == []
    assert now(store).last_step == 7
    assert told(store) == [(outbox.Kind.AGENT_CHANGED, "set_up")]
    with store.read() as transaction:
        assert [kind for kind, _ in journal(transaction)] == ["agent_ready"]


def test_a_new_password_ends_every_session_and_is_told(store: Store) -> None:
    with store.write() as transaction:
        nadia = in_service(transaction)
        cookie = sessions.begin(transaction, nadia, NO_VISIT)
        fresh = SMALL.hash("une autre phrase à moi")
        assert access.change_password(transaction, BOE, nadia, NO_VISIT, fresh)
        assert not access.change_password(transaction, BOE, nadia, NO_VISIT, "argon")

    assert now(store).password_hash == fresh
    assert sessions.find(store, cookie) is None
    assert told(store) == [(outbox.Kind.AGENT_CHANGED, "password")]


def test_printed_codes_end_those_of_before_and_each_works_once(store: Store) -> None:
    with store.write() as transaction:
        nadia = in_service(transaction)
        shared = factor.secret(KEY, nadia)
        before, after = (
            access.print_codes(transaction, BOE, nadia, NO_VISIT, shared) for _ in range(2)
        )

    with store.write() as transaction:
        assert not factor.take(transaction, [KEY], nadia, before[0])
        assert factor.take(transaction, [KEY], nadia, after[0].lower())
        assert not factor.take(transaction, [KEY], nadia, after[0])
