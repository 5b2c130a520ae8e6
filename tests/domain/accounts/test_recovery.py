"""The forgotten password: a mail for whom it concerns, and nothing to be learned from the answer."""

import pytest

from domain import clock, outbox
from domain.accounts import recovery, states
from domain.history import NO_VISIT, Visit
from domain.limits import MAILS, Limits, TooOften
from store import Store, accounts, messages
from tests.ground import BOE, a_customer, an_account, journal, mails_of

ALICE = "alice@courriel.fr"


def ask(store: Store, address: str = ALICE, client: str = "") -> None:
    with store.write() as transaction:
        recovery.request(
            transaction, BOE, address, visit=Visit(client=client), limits=Limits(are_on=True)
        )


def mails(store: Store, address: str = ALICE) -> list[str]:
    with store.read() as transaction:
        account = accounts.by_address(transaction, BOE.code, address)
        return mails_of(transaction, account) if account else []


def test_an_active_account_is_mailed_a_link(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)

    ask(store)

    assert mails(store) == [outbox.Kind.RECOVERY]


def test_who_has_not_activated_yet_is_mailed_the_activation(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)

    ask(store)

    assert mails(store) == [outbox.Kind.ACTIVATION]


def test_a_suspended_account_and_an_unknown_address_are_mailed_nothing(store: Store) -> None:
    with store.write() as transaction:
        states.suspend(transaction, BOE, an_account(transaction), NO_VISIT)

    ask(store)
    ask(store, "zoe@courriel.fr")

    assert mails(store) == mails(store, "zoe@courriel.fr") == []
    with store.read() as transaction:
        kinds = [kind for kind, _ in journal(transaction)]
    assert kinds == ["suspended", "recovery_asked", "recovery_asked"]


def test_an_address_that_its_server_refused_is_mailed_nothing(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)
        messages.mark_refused(transaction, BOE.code, ALICE, clock.now(), "550 5.1.1")

    ask(store)

    assert mails(store) == []


def test_an_account_that_was_mailed_often_gets_no_more_in_silence(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
    most = min(limit.count for limit in MAILS)
    for number in range(most + 1):
        ask(store, client=f"192.0.2.{number}")
        with store.write() as transaction:
            messages.cancel(transaction, alice.id)  # as if it had left

    assert len(mails(store)) == most


def test_one_client_may_ask_so_often_for_an_unknown_address_too(store: Store) -> None:
    most = min(limit.count for limit in MAILS)
    for _ in range(most):
        ask(store, "zoe@courriel.fr", client="192.0.2.1")

    with pytest.raises(TooOften):
        ask(store, "zoe@courriel.fr", client="192.0.2.1")
