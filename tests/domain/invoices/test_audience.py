"""Whom bills reach: who is told, who has no account yet, who has no address."""

from domain import clock
from domain.accounts import states
from domain.history import NO_VISIT
from domain.invoices import audience
from domain.invoices.audience import Audience
from store import Store, Transaction, accounts, customers, messages
from tests import tables
from tests.ground import BOE, a_customer, an_account

ALICE, BRUNO = "alice@courriel.fr", "bruno@courriel.fr"


def everybody(transaction: Transaction, *, are_new: bool = True) -> Audience:
    ids = [one.id for one in customers.known(transaction, BOE.code).values()]
    return audience.of(transaction, BOE, ids, ids if are_new else [])


def test_an_active_reader_is_told_and_who_has_no_account_could_be_invited(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        a_customer(transaction, BRUNO)
        tables.add_customers(transaction, [{"portal": BOE.code, "number": "9", "name": "X"}])
        reached = everybody(transaction)

    assert reached.accounts == [alice.id]
    assert len(reached.told) == 1
    assert [each.address for each in reached.uninvited] == [BRUNO]
    assert reached.without_address == 1
    assert len(reached.customers) == 3


def test_bills_that_are_not_new_are_announced_to_nobody(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction, ALICE)
        reached = everybody(transaction, are_new=False)

    assert (reached.accounts, reached.told) == ([], set())


def test_who_was_stopped_wants_no_mail_or_gets_none_is_not_told_and_has_an_account(
    store: Store,
) -> None:
    with store.write() as transaction:
        stopped, quiet, refused = (
            an_account(transaction, f"{name}@courriel.fr") for name in ("a", "b", "c")
        )
        states.suspend(transaction, BOE, stopped, NO_VISIT)
        accounts.set_announcements(transaction, quiet.id, wanted=False)
        messages.mark_refused(transaction, BOE.code, refused.address, clock.now(), "550")
        reached = everybody(transaction)

    assert (reached.accounts, reached.uninvited) == ([], [])


def test_one_of_two_readers_is_enough(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        tables.add_reader(transaction, BOE.code, "00001", BRUNO)
        reached = everybody(transaction)

    assert reached.accounts == [alice.id]
    assert reached.uninvited == []
    assert len(reached.customers) == len(reached.told) == 1
