"""A link or a letter that the service hands over: to whom, for what, for how long."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock, outbox
from domain.accounts import handover, states
from domain.accounts.links import Opened, Purpose
from domain.faults import Fault
from domain.history import NO_VISIT
from store import Store, accounts
from tests import tables
from tests.ground import BOE, LINKS, a_customer, an_account, journal, mails_of

ALICE, BRUNO = "alice@courriel.fr", "bruno@courriel.fr"


def made(store: Store, address: str, validity: timedelta | None = None) -> handover.Handover:
    with store.write() as transaction:
        return handover.make(transaction, BOE, address, NO_VISIT, links=LINKS, validity=validity)


def opened(store: Store, link: str) -> object:
    with store.read() as transaction:
        return LINKS.open(transaction, link.partition("LIEN=")[2])


def test_a_customer_without_account_gets_an_activation(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)

    given = made(store, ALICE)

    assert given.purpose is Purpose.ACTIVATION
    assert given.link.startswith(f"{BOE.origin}/?LIEN=X")
    found = opened(store, given.link)
    assert isinstance(found, Opened)
    assert found.link.purpose is Purpose.ACTIVATION


def test_an_active_account_gets_another_password_and_is_told_without_the_link(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)

    assert made(store, ALICE).purpose is Purpose.RECOVERY

    with store.read() as transaction:
        assert mails_of(transaction, alice) == [outbox.Kind.LINK_GIVEN]
        assert journal(transaction) == [("link_given", "")]


def test_it_works_as_long_as_was_asked_and_no_longer(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)
    given = made(store, ALICE, timedelta(days=15))

    assert abs(given.works_until - clock.now() - timedelta(days=15)) < timedelta(minutes=1)
    with time_machine.travel(clock.now() + timedelta(days=14)):
        assert isinstance(opened(store, given.link), Opened)
    with time_machine.travel(clock.now() + timedelta(days=16)):
        assert not isinstance(opened(store, given.link), Opened)


def test_nobody_whom_the_register_does_not_know_gets_one(store: Store) -> None:
    with pytest.raises(Fault, match="n'est l'adresse d'aucun client de Ville de Boé"):
        made(store, "zoe@courriel.fr")


def test_a_suspended_account_gets_none(store: Store) -> None:
    with store.write() as transaction:
        states.suspend(transaction, BOE, an_account(transaction, ALICE), NO_VISIT)

    with pytest.raises(Fault, match="est suspendu"):
        made(store, ALICE)


def test_a_letter_bears_the_customer_it_is_asked_for(store: Store) -> None:
    with store.write() as transaction:
        for number, post in (("1", "2, rue Haute\n47550 BOÉ"), ("2", "8, rue Basse\n47550 BOÉ")):
            a_customer(transaction, ALICE, number)
            tables.change_customer(transaction, BOE.code, number, postal_address=post)
        letters = [
            handover.letter(transaction, BOE, ALICE, NO_VISIT, links=LINKS, number=number)
            for number in ("1", "2")
        ]

    assert [each.postal_address for each in letters] == [
        "2, rue Haute\n47550 BOÉ",
        "8, rue Basse\n47550 BOÉ",
    ]
    assert all(each.numbers == ["1", "2"] for each in letters)


def test_letters_go_to_those_without_account_in_the_registers_order(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction, ALICE)
        a_customer(transaction, BRUNO, "0048")
        a_customer(transaction, "chloe@courriel.fr", "0047")
        a_customer(transaction, BRUNO, "0046")

    with store.write() as transaction:
        letters = handover.letters(transaction, BOE, NO_VISIT, links=LINKS)
        bruno = accounts.by_address(transaction, BOE.code, BRUNO)
        assert bruno is not None
        told = mails_of(transaction, bruno)

    assert [each.address for each in letters] == [BRUNO, "chloe@courriel.fr"]
    assert letters[0].numbers == ["0046", "0048"]
    assert told == [outbox.Kind.LETTER_PRINTED]
    with store.read() as transaction:
        assert journal(transaction) == [("letters_printed", "2\u00a0lettres")]
