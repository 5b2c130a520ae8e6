"""An address proposed with a code: what staff decide, once, while it is still worth deciding."""

import pytest

from domain.accounts import states
from domain.faults import Fault
from domain.history import NO_VISIT
from domain.outbox import Kind as Mail
from store.records import MessageState, Proposal
from tests import tables
from tests.domain.customers.proposed import accept, reading, waiting
from tests.letter_codes import HUGO, add, code_of, path_of, use
from tests.people import ALICE, BOE, BRUNO, VILLE_DE_BOE, ZOE
from tests.town import Town


def test_nothing_changes_before_staff_decide(town: Town, proposed: Proposal) -> None:
    assert (proposed.address, proposed.number) == (ZOE.address, ALICE.numbers[0])
    assert reading(town) == [ALICE.address]


def test_asked_again_it_is_one_thing_to_decide(town: Town, proposed: Proposal) -> None:
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), ZOE.address)

    (now,) = waiting(town)
    assert now.id != proposed.id
    with pytest.raises(Fault, match="remplacée"):
        accept(town, proposed)


def test_where_a_list_was_faster_than_the_mailed_link_staff_decide(town: Town) -> None:
    add(town)
    use(town.visitor(), HUGO.numbers[0], code_of(town), ZOE.address)
    town.send_what_is_due()
    visitor = town.visitor()
    visitor.get(path_of(town.inbox.to(ZOE.address)[-1].link()))
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, HUGO.numbers[0], address=HUGO.address)

    page = visitor.press("Confirmer mon adresse")

    assert page.h1 == "Votre demande est transmise au service facturation"
    assert [each.address for each in waiting(town)] == [ZOE.address]
    assert reading(town, HUGO.numbers[0]) == [HUGO.address]


def test_a_suspended_account_gets_no_bills_by_a_code(town: Town) -> None:
    add(town)
    with town.services.store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, town.account(ALICE), NO_VISIT)

    use(town.visitor(), HUGO.numbers[0], code_of(town), ALICE.address)

    (one,) = waiting(town)
    assert reading(town, HUGO.numbers[0]) == []
    with pytest.raises(Fault, match="suspendu"):
        accept(town, one)


def test_a_refused_mailbox_is_not_written_to(town: Town) -> None:
    add(town)
    town.queue_mail(BRUNO)
    town.inbox.replies[BRUNO.address] = "550 5.1.1 unknown"
    town.send_what_is_due()

    use(town.visitor(), HUGO.numbers[0], code_of(town), BRUNO.address)

    with town.services.store.read() as transaction:
        kinds = [mail.kind for mail in tables.mails(transaction, MessageState.WAITING)]
    assert Mail.CODE_LINK not in kinds
