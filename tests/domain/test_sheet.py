"""What staff see of one customer while somebody rings."""

from pathlib import Path

from domain import clock, outbox, sheet
from domain.accounts import closing
from domain.accounts.states import State
from domain.history import NO_VISIT
from domain.sheet import Sheet
from store import Store, messages
from store.models import MESSAGES
from store.records import MessageState
from tests import tables
from tests.bills import a_bill
from tests.domain.invoices.ground import bring_in
from tests.ground import BOE, a_customer, an_account

ALICE = "alice@courriel.fr"


def of(store: Store, number: str = "00001") -> Sheet:
    with store.read() as transaction:
        found = sheet.of_customer(transaction, BOE, number)
    assert found is not None
    return found


def test_all_that_answers_a_call_is_there(store: Store, tmp_path: Path) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        tables.change_customer(transaction, BOE.code, "00001", postal_address="2, rue Haute")
        tables.add_reader(transaction, BOE.code, "00001", "bruno@courriel.fr")
        for _ in range(sheet.NEWEST_MAILS + 2):
            outbox.put(transaction, BOE, alice, outbox.Kind.RECOVERY)
            messages.cancel(transaction, alice.id)
    bring_in(store, tmp_path, a_bill("00001", "FA-1"))

    found = of(store)

    first, second = found.beside
    assert (found.name, found.postal_address) == ("DUPONT Alice", "2, rue Haute")
    assert (first.address, first.state, len(first.mails)) == (ALICE, State.ACTIVE, 5)
    assert (second.address, second.account, second.state) == ("bruno@courriel.fr", None, None)
    assert [bill.number for bill in found.bills] == ["FA-1"]
    assert not found.has_mail_trouble


def test_an_address_that_is_refused_or_a_mail_that_is_late_is_trouble(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        mail = outbox.put(transaction, BOE, alice, outbox.Kind.RECOVERY)
        tables.change(transaction, MESSAGES, mail.id, reply="450 4.7.1 greylisted")

    late = of(store)
    with store.write() as transaction:
        messages.cancel(transaction, alice.id)
        messages.mark_refused(transaction, BOE.code, ALICE, clock.now(), "550 5.1.1")
    refused = of(store)

    assert (late.beside[0].is_delayed, late.has_mail_trouble) == (True, True)
    assert late.beside[0].last_reply == "450 4.7.1 greylisted"
    assert (refused.beside[0].is_refused, refused.has_mail_trouble) == (True, True)


def test_what_was_said_of_a_mail_that_left_in_the_end_is_no_trouble(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        mail = outbox.put(transaction, BOE, alice, outbox.Kind.RECOVERY)
        left = {"state": MessageState.SENT, "sent_at": clock.now(), "reply": "250 2.0.0 Ok"}
        tables.change(transaction, MESSAGES, mail.id, **left)

    (beside,) = of(store).beside

    assert (beside.is_delayed, beside.last_reply) == (False, "")


def test_when_an_account_was_closed_is_said(store: Store) -> None:
    with store.write() as transaction:
        alice = an_account(transaction, ALICE)
        closing.close(transaction, BOE, alice, visit=NO_VISIT, reason="à sa demande")

    (beside,) = of(store).beside

    assert beside.account is None
    assert beside.closed_at is not None


def test_nobody_of_another_commune_or_of_no_register_has_one(store: Store) -> None:
    with store.write() as transaction:
        tables.add_customers(transaction, [{"portal": "M470010001", "number": "00001"}])
        assert sheet.of_customer(transaction, BOE, "00001") is None

        a_customer(transaction, ALICE, "00001")
        assert sheet.of_customer(transaction, BOE, "00001") is not None
