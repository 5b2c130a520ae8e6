"""The mail that helps who rings."""

from domain import clock, outbox
from domain.accounts import help_mail, states
from domain.history import NO_VISIT
from store import Store, messages
from store.records import Message
from tests.ground import BOE, a_customer, an_account

ALICE = "alice@courriel.fr"


def put(store: Store, address: str = ALICE) -> tuple[str, Message | None]:
    with store.write() as transaction:
        return help_mail.put(transaction, BOE, address, NO_VISIT)


def kind(store: Store) -> str:
    said, message = put(store)
    assert (said, message is None) == ("", False)
    assert message is not None
    return message.kind


def test_who_has_no_account_is_invited(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)

    assert kind(store) == outbox.Kind.INVITATION


def test_who_was_invited_lately_is_mailed_all_the_same(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, ALICE)
    put(store)

    assert kind(store) == outbox.Kind.ACTIVATION


def test_an_active_account_is_mailed_a_link_to_another_password(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)

    assert kind(store) == outbox.Kind.RECOVERY


def test_an_address_that_was_refused_is_tried_again(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction)
        messages.mark_refused(transaction, BOE.code, ALICE, clock.now(), "550 5.1.1")

    assert kind(store) == outbox.Kind.RECOVERY

    with store.read() as transaction:
        assert not messages.is_refused(transaction, BOE.code, ALICE)


def test_a_suspended_account_and_nobodys_address_are_mailed_nothing(store: Store) -> None:
    with store.write() as transaction:
        states.suspend(transaction, BOE, an_account(transaction), NO_VISIT)

    assert put(store) == (help_mail.SUSPENDED, None)
    assert put(store, "zoe@courriel.fr") == (help_mail.NOBODYS, None)
