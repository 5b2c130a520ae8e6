"""A customer who leaves an active account: found, noted, and told to the address of before."""

from domain import outbox
from domain.accounts import states
from domain.customers import departures
from domain.history import NO_VISIT
from store import Store, Transaction, customers, messages
from store.customers import Change, Known
from tests.ground import BOE, a_customer, an_account, journal

ALICE, BRUNO = "alice@courriel.fr", "bruno@courriel.fr"


def known(transaction: Transaction, number: str = "00001") -> Known:
    return customers.known(transaction, BOE.code)[number]


def to(one: Known, address: str | None) -> Change:
    return Change(one, one.name, address, one.file_name, one.file_address)


def test_who_leaves_an_active_account_is_found_and_said(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        one = known(transaction)

        (moved,) = departures.find(transaction, BOE, [to(one, BRUNO)])
        (gone,) = departures.find(transaction, BOE, [to(one, None)])

    assert moved.account.id == alice.id
    assert moved.words == f"00001 : {ALICE} → {BRUNO}"
    assert gone.words == f"00001 : {ALICE} → (aucune adresse)"


def test_who_keeps_the_address_had_none_or_was_taken_out_leaves_nobody(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction, ALICE)
        one = known(transaction)
        stays = [
            to(one, ALICE),
            to(one._replace(address=None), BRUNO),
            to(one._replace(is_removed=True), BRUNO),
        ]

        assert departures.find(transaction, BOE, stays) == []


def test_an_account_that_is_not_active_loses_nothing(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, BRUNO)
        an_account(transaction, "b2@courriel.fr", password="")
        states.suspend(transaction, BOE, an_account(transaction, ALICE), NO_VISIT)
        moves = [
            to(one, "x@courriel.fr") for one in customers.known(transaction, BOE.code).values()
        ]

        assert departures.find(transaction, BOE, moves) == []


def test_each_is_noted_and_the_account_is_mailed_once_with_all_of_them(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        a_customer(transaction, ALICE, "00002")
        for number in ("00001", "00002"):
            found = departures.find(transaction, BOE, [to(known(transaction, number), BRUNO)])
            departures.tell(transaction, BOE, found, NO_VISIT)

        (mail,) = messages.of_account(transaction, alice.id)
        assert journal(transaction) == [
            ("customer_moved", "client 00001"),
            ("customer_moved", "client 00002"),
        ]

    assert (mail.kind, mail.recipient) == (outbox.Kind.ADDRESS_MOVED, ALICE)
    assert mail.details == {"numbers": ["00001", "00002"]}
