"""Choosing paper or on line: by whom, with which proof, and what the billing software is handed."""

import pytest

from domain import outbox
from domain.customers import choosing
from domain.faults import Fault
from domain.history import NO_VISIT
from store import Store, Transaction, accounts
from store import choices as rows
from store.records import Account, Message
from tests import tables
from tests.ground import BOE, a_customer, again, an_account, mails_of

TEXT = "Je reçois mes factures en ligne."


def choose(
    transaction: Transaction, account: Account, number: str = "00001", *, is_online: bool = True
) -> Message | None:
    return choosing.choose(transaction, BOE, account, number, TEXT, NO_VISIT, is_online=is_online)


def test_a_reader_chooses_for_a_customer_of_theirs_and_is_mailed(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        choose(transaction, alice)

        _, standing, (made,) = choosing.of_number(transaction, BOE, "00001")
        assert rows.texts(transaction, {choosing.digest(TEXT)}) == {choosing.digest(TEXT): TEXT}
        assert mails_of(transaction, alice) == [outbox.Kind.CHOICE_MADE]

    assert standing.channel == "online"
    assert choosing.who(made) == alice.address


def test_nobody_chooses_for_another_or_for_who_is_on_chorus(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        a_customer(transaction, "bruno@courriel.fr", "00002")
        assert choose(transaction, alice, "00002") is None

        tables.change_customer(transaction, BOE.code, "00001", channel="chorus")
        assert choose(transaction, alice) is None
        assert mails_of(transaction, alice) == []


def test_who_wants_bills_on_line_wants_to_be_told_of_them(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        accounts.set_announcements(transaction, alice.id, wanted=False)
        choose(transaction, alice)

    assert again(store, alice).announcements


def test_the_service_needs_a_proof_and_a_customer(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, "alice@courriel.fr")
        with pytest.raises(Fault, match="Dites d'où vient ce choix"):
            choosing.set_by_service(transaction, BOE, "00001", " ", NO_VISIT, is_online=True)
        with pytest.raises(Fault, match="n'existe pas dans Ville de Boé"):
            choosing.set_by_service(transaction, BOE, "9", "coupon", NO_VISIT, is_online=True)

        choosing.set_by_service(transaction, BOE, "00001", "coupon", NO_VISIT, is_online=True)

        assert choosing.of_number(transaction, BOE, "00001")[1].channel == "online"


def test_the_software_is_handed_what_changed_since_the_last_time(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction)
        a_customer(transaction, "bruno@courriel.fr", "00002")
        choose(transaction, alice)

        first = choosing.hand_over(transaction, BOE, NO_VISIT)
        second = choosing.hand_over(transaction, BOE, NO_VISIT)
        choose(transaction, alice, is_online=False)
        third = choosing.hand_over(transaction, BOE, NO_VISIT)
        whole = choosing.export(transaction, BOE, is_whole=True)

    assert [row[:3] for row in first] == [("00001", "DUPONT Alice", "en ligne")]
    assert second == []
    assert [row[2] for row in third] == ["papier"]
    assert [row[0] for row in whole] == ["00001", "00002"]
