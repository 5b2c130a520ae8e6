"""Who is invited to activate, and when again."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock, outbox
from domain.accounts import invitations
from domain.accounts.invitations import Answer
from domain.faults import Fault
from domain.history import NO_VISIT
from store import Store, accounts, messages
from tests.ground import BOE, a_customer, an_account, journal, mails_of

ALICE, BRUNO, CHLOE = (f"{name}@courriel.fr" for name in ("alice", "bruno", "chloe"))


def planned(store: Store, *addresses: str) -> dict[str, Answer]:
    with store.read() as transaction:
        return dict(invitations.plan(transaction, BOE, addresses).answers)


def invite(store: Store, *addresses: str) -> invitations.Invitations:
    with store.write() as transaction:
        return invitations.invite_many(transaction, BOE, addresses, NO_VISIT)


def test_each_address_has_its_answer(store: Store) -> None:
    with store.write() as transaction:
        an_account(transaction, ALICE)
        a_customer(transaction, BRUNO)
        a_customer(transaction, CHLOE)
        messages.mark_refused(transaction, BOE.code, CHLOE, clock.now(), "550 5.1.1")

    assert planned(store, ALICE, BRUNO, CHLOE, "zoe@courriel.fr") == {
        ALICE: Answer.HAS_ACCOUNT,
        BRUNO: Answer.INVITED,
        CHLOE: Answer.REFUSED,
        "zoe@courriel.fr": Answer.NO_CUSTOMER,
    }
    with store.read() as transaction:
        assert journal(transaction) == []


def test_the_invited_are_mailed_once_and_one_line_says_how_many(store: Store) -> None:
    with store.write() as transaction:
        for address in (BRUNO, CHLOE):
            a_customer(transaction, address)

    assert invite(store, BRUNO, CHLOE, BRUNO).invited == [BRUNO, CHLOE]

    with store.read() as transaction:
        for address in (BRUNO, CHLOE):
            account = accounts.by_address(transaction, BOE.code, address)
            assert account is not None
            assert mails_of(transaction, account) == [outbox.Kind.INVITATION]
        assert journal(transaction) == [("invited", "2\u00a0adresses")]


def test_nobody_is_invited_again_within_thirty_days(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, BRUNO)
    invite(store, BRUNO)

    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert invite(store, BRUNO).counts == {Answer.LATELY: 1}
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert invite(store, BRUNO).counts == {Answer.INVITED: 1}


def test_one_alone_gets_the_mail_to_send_now(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, BRUNO)
        answer, message = invitations.invite(transaction, BOE, BRUNO, NO_VISIT)
        again = invitations.invite(transaction, BOE, BRUNO, NO_VISIT)

    assert answer is Answer.INVITED
    assert message is not None
    assert again == (Answer.LATELY, None)


def test_candidates_come_in_the_registers_order_and_an_unknown_import_is_said(store: Store) -> None:
    with store.write() as transaction:
        a_customer(transaction, CHLOE, "0048")
        a_customer(transaction, BRUNO, "0047")

    with store.read() as transaction:
        assert invitations.candidates(transaction, BOE) == [BRUNO, CHLOE]
        with pytest.raises(Fault, match="L'import n° 7 n'existe pas ici"):
            invitations.candidates(transaction, BOE, 7)
