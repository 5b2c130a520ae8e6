"""A refused log-in tells nothing: same words, same status, and exactly one hash each."""

import re
import time

import pytest
from nacl.pwhash import argon2id

from domain import history
from domain.accounts import passwords, states
from domain.accounts.passwords import Hasher
from tests.pages import logged_in, try_to_log_in
from tests.people import ALICE, BOE, BRUNO, DENIS, PASSWORD, VILLE_DE_BOE, ZOE, Person
from tests.town import Town

TOKEN = re.compile(r'(name="csrf_token" value=)"[^"]*"')
REFUSED = {
    "unknown": (ZOE, PASSWORD),
    "wrong": (ALICE, "pas le bon"),
    "not active": (BRUNO, PASSWORD),
    "of another commune": (DENIS, PASSWORD),
}


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The real hashing, each one counted where it takes its time."""
    seen: list[str] = []
    for function, name in (("verify", "verify"), ("str", "hash")):
        real = getattr(argon2id, function)

        def counted(*given: bytes, real: object = real, name: str = name, **figures: int) -> object:
            seen.append(name)
            return real(*given, **figures)  # type: ignore[operator]

        monkeypatch.setattr(argon2id, function, counted)
    return seen


def refusal(town: Town, who: Person, password: str) -> str:
    """The page of a refused log-in, without what differs at every request."""
    visitor = town.visitor()
    try_to_log_in(visitor, who.address, password)
    return TOKEN.sub(r"\1", visitor.page.body).replace(who.address, "…")


def test_the_four_refusals_are_the_same_page(town: Town) -> None:
    pages = {refusal(town, *given) for given in REFUSED.values()}
    with town.services.store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, town.account(ALICE), history.NO_VISIT)

    pages.add(refusal(town, ALICE, PASSWORD))

    assert len(pages) == 1
    assert "Connexion impossible" in pages.pop()


@pytest.mark.parametrize("case", REFUSED)
def test_each_refusal_verifies_exactly_one_hash(town: Town, verified: list[str], case: str) -> None:
    refusal(town, *REFUSED[case])

    assert verified == ["verify"]


def test_a_suspended_account_verifies_exactly_one_hash(town: Town, verified: list[str]) -> None:
    with town.services.store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, town.account(ALICE), history.NO_VISIT)

    refusal(town, ALICE, PASSWORD)

    assert verified == ["verify"]


def test_a_log_in_verifies_exactly_one_hash(town: Town, verified: list[str]) -> None:
    logged_in(town)

    assert verified == ["verify"]


def test_what_nobody_could_have_verifies_one_hash_too(town: Town, verified: list[str]) -> None:
    try_to_log_in(town.visitor(), "pas une adresse", PASSWORD)

    assert verified == ["verify"]


def test_the_forgotten_password_hashes_nothing(town: Town, verified: list[str]) -> None:
    for who in (ALICE, BRUNO, ZOE):
        visitor = town.visitor()
        visitor.get(f"/mot-de-passe-oublie?LIEN={BOE}")
        visitor.fill("Adresse mail", who.address).press("Recevoir le message")

    assert verified == []


def test_a_password_kept_under_older_parameters_is_hashed_anew(town: Town) -> None:
    old = Hasher(memory_kib=8, passes=1)
    with town.services.store.write() as transaction:
        account = town.account(ALICE)
        passwords.change(transaction, account, old.hash(PASSWORD), history.NO_VISIT)

    logged_in(town)

    kept = town.account(ALICE).password_hash or ""
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    logged_in(town)


def test_a_password_longer_than_any_is_never_cut_to_fit(town: Town) -> None:
    longest = "é" * 256
    with town.services.store.write() as transaction:
        hashed = town.services.hasher.hash(longest)
        passwords.change(transaction, town.account(ALICE), hashed, history.NO_VISIT)

    try_to_log_in(town.visitor(), ALICE.address, longest + "x")

    town.visitor().log_in(BOE, ALICE.address, longest)


def test_the_forgotten_password_answers_in_the_same_time(town: Town) -> None:
    seconds, at_work = [], []
    for who in (ALICE, BRUNO, ZOE):
        visitor = town.visitor()
        visitor.get(f"/mot-de-passe-oublie?LIEN={BOE}")
        visitor.fill("Adresse mail", who.address)
        began, work_began = time.monotonic(), time.thread_time()
        visitor.press("Recevoir le message")
        seconds.append(time.monotonic() - began)
        at_work.append(time.thread_time() - work_began)

    assert min(seconds) >= 0.25
    assert max(at_work) < 0.25 / 2  # so that what differs is over before anybody is answered
