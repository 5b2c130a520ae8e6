"""Which address can be activated, and what asking leads to."""

import pytest

from domain import clock, outbox
from domain.accounts import activation, states
from domain.accounts.activation import Answer, Outcome
from domain.history import NO_VISIT
from domain.limits import Limits, TooOften
from store import Store, accounts, messages
from store.records import Account
from tests import tables
from tests.ground import BOE, a_customer, an_account, journal, mails_of

ALICE = "alice@courriel.fr"


def asked(store: Store, address: str = ALICE) -> Answer:
    with store.write() as transaction:
        return activation.request(
            transaction, BOE, address, visit=NO_VISIT, limits=Limits(are_on=True)
        )


def the_account(store: Store) -> Account | None:
    with store.read() as transaction:
        return accounts.by_address(transaction, BOE.code, ALICE)


def test_an_address_of_the_register_gets_a_mail(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)

    answer = asked(store)

    assert answer.outcome is Outcome.KEPT
    assert answer.message is not None
    assert answer.message.kind == outbox.Kind.ACTIVATION
    account = the_account(store)
    assert account is not None
    assert account.password_hash is None


def test_who_asks_again_while_the_mail_waits_gets_the_same_one(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)

    first, again = asked(store), asked(store)

    assert first.message is not None
    assert again == first


def test_an_address_that_nobody_has_is_unknown_and_leaves_no_account(store: Store) -> None:
    assert asked(store) == Answer(Outcome.UNKNOWN)

    assert the_account(store) is None
    with store.read() as transaction:
        assert journal(transaction) == [("unknown_address", "")]


def test_an_address_of_another_commune_is_unknown_here(store: Store) -> None:
    with store.write() as transaction:
        row = {"portal": "M470010001", "number": "1", "address": ALICE}
        tables.add_customers(transaction, [row])

    assert asked(store) == Answer(Outcome.UNKNOWN)


def test_an_address_that_was_ended_beside_its_customer_is_unknown(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)
        tables.end_reader(transaction, ALICE)

    assert asked(store) == Answer(Outcome.UNKNOWN)


@pytest.mark.parametrize("is_suspended", [False, True])
def test_who_has_a_password_is_told_so_and_gets_no_mail(store: Store, is_suspended: bool) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        if is_suspended:
            states.suspend(transaction, BOE, alice, NO_VISIT)

    assert asked(store) == Answer(Outcome.ALREADY)

    with store.read() as transaction:
        assert mails_of(transaction, alice) == []


def test_an_address_that_its_server_refused_for_good_gets_no_mail(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)
        messages.mark_refused(transaction, BOE.code, ALICE, clock.now(), "550 5.1.1")

    assert asked(store) == Answer(Outcome.REFUSED)


def test_the_fourth_mail_within_an_hour_waits(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)
    for _ in range(3):
        asked(store)
        account = the_account(store)
        assert account is not None
        with store.write() as transaction:
            messages.cancel(transaction, account.id)  # as if it had left

    with pytest.raises(TooOften):
        asked(store)
