"""A mail is a row first: one of a kind waits for one account, and the pauses between tries grow."""

from datetime import timedelta

from domain import clock, outbox
from domain.mailboxes import Mailbox
from domain.outbox import Kind
from store import Store, messages
from tests.ground import BOE, a_customer, an_account, mails_of


def test_while_one_of_a_kind_waits_another_is_not_put(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        first = outbox.put(transaction, BOE, alice, Kind.RECOVERY, details={"a": 1})
        again = outbox.put(transaction, BOE, alice, Kind.RECOVERY, details={"a": 2})
        elsewhere = outbox.put(transaction, BOE, alice, Kind.RECOVERY, recipient="x@exemple.fr")

    assert again == first
    assert elsewhere.id != first.id
    assert elsewhere.recipient == "x@exemple.fr"


def test_once_it_has_left_another_one_may_follow(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        outbox.put(transaction, BOE, alice, Kind.RECOVERY)
        messages.cancel(transaction, alice.id)
        outbox.put(transaction, BOE, alice, Kind.RECOVERY)

        assert mails_of(transaction, alice) == [Kind.RECOVERY, Kind.RECOVERY]


def test_mails_that_are_nobodys_account_all_stay(store: Store) -> None:
    with store.write() as transaction:
        ids = {
            outbox.put(transaction, BOE, None, Kind.ALARM, recipient="a@exemple.fr").id
            for _ in range(2)
        }

    assert len(ids) == 2


def test_many_are_put_at_once_each_with_an_identity_of_its_own(store: Store) -> None:
    with store.write() as transaction:
        accounts = [an_account(transaction, f"{name}@courriel.fr") for name in "abc"]
        outbox.put_many(
            transaction, BOE, [each.id for each in accounts], Kind.NEW_INVOICES, {"import": 1}
        )
        mails = [messages.of_account(transaction, each.id) for each in accounts]

    assert [[mail.details for mail in each] for each in mails] == [[{"import": 1}]] * 3
    assert len({mail.message_id for each in mails for mail in each}) == 3


def test_pauses_grow_and_the_last_one_goes_on() -> None:
    pauses = [outbox.pause_after(attempts) for attempts in range(1, 20)]

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert set(pauses[6:]) == {timedelta(hours=1)}


def test_an_identity_stands_in_the_senders_domain() -> None:
    sender = Mailbox("Ville de Boé", "factures@ville-boe.fr")

    made = {outbox.message_id(sender) for _ in range(3)}

    assert len(made) == 3
    assert all(each.endswith("@ville-boe.fr>") and each.startswith("<") for each in made)


def test_refused_addresses_are_to_be_corrected_while_they_read_a_customer(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr")
        for address in ("alice@courriel.fr", "parti@courriel.fr"):
            messages.mark_refused(transaction, BOE.code, address, clock.now(), "550 5.1.1")

        assert outbox.to_correct(transaction, BOE.code) == {"alice@courriel.fr"}
