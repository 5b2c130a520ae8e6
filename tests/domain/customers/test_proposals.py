"""An address proposed with a code: what staff decide, once, while it is still worth deciding."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock
from domain.accounts import states
from domain.customers import decisions, register
from domain.faults import Fault
from domain.history import NO_VISIT, Kind
from domain.outbox import Kind as Mail
from store import readers
from store.models import CUSTOMERS, PROPOSALS
from store.records import MessageState, Proposal
from tests import tables
from tests.letter_codes import HUGO, add, code_of, path_of, use
from tests.people import ALICE, BOE, BRUNO, PASSWORD, VILLE_DE_BOE, ZOE
from tests.town import Town


@pytest.fixture
def proposed(town: Town) -> Proposal:
    """Zoé, who has the letter to Alice."""
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), ZOE.address)
    town.send_what_is_due()
    return waiting(town)[0]


def waiting(town: Town) -> list[Proposal]:
    with town.services.store.read() as transaction:
        return [each.proposal for each in decisions.waiting(transaction, VILLE_DE_BOE)]


def accept(town: Town, proposal: Proposal, *, beside: bool = False) -> None:
    with town.services.store.write() as transaction:
        decisions.accept(transaction, VILLE_DE_BOE, proposal.id, NO_VISIT, beside=beside)


def refuse(town: Town, proposal: Proposal) -> None:
    with town.services.store.write() as transaction:
        decisions.refuse(transaction, VILLE_DE_BOE, proposal.id, NO_VISIT)


def reading(town: Town, number: str = ALICE.numbers[0]) -> list[str]:
    with town.services.store.read() as transaction:
        customer = tables.one(transaction, CUSTOMERS, portal=BOE, number=number)
        return readers.beside(transaction, customer.id)


def test_nothing_changes_before_staff_decide(town: Town, proposed: Proposal) -> None:
    assert (proposed.address, proposed.number) == (ZOE.address, ALICE.numbers[0])
    assert reading(town) == [ALICE.address]


def test_accepted_it_takes_the_place_of_the_one_on_record_and_both_are_told(
    town: Town, proposed: Proposal
) -> None:
    accept(town, proposed)

    assert reading(town) == [ZOE.address]
    assert waiting(town) == []
    town.send_what_is_due()
    told, asked = (town.inbox.to(who.address)[-1] for who in (ALICE, ZOE))
    assert "à la place de la vôtre" in told.text
    visitor = town.visitor()
    visitor.get(path_of(asked.link()))
    visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")
    visitor.log_in(BOE, ZOE.address, PASSWORD)
    assert visitor.get("/compte").says(ALICE.name)


def test_accepted_it_is_news_for_the_billing_software(town: Town, proposed: Proposal) -> None:
    accept(town, proposed)

    with town.services.store.read() as transaction:
        rows = list(register.rows(transaction, VILLE_DE_BOE, only_changed=True))
    assert [row[:3] for row in rows[1:]] == [(ALICE.numbers[0], ALICE.name, ZOE.address)]


def test_accepted_beside_both_read_and_the_first_stays_the_first(
    town: Town, proposed: Proposal
) -> None:
    accept(town, proposed, beside=True)

    assert reading(town) == [ALICE.address, ZOE.address]
    town.send_what_is_due()
    told = town.inbox.to(ALICE.address)[-1]
    assert "une autre adresse lit aussi" in told.text


def test_refused_nothing_changes_and_both_are_told(town: Town, proposed: Proposal) -> None:
    refuse(town, proposed)

    assert reading(town) == [ALICE.address]
    town.send_what_is_due()
    told, asked = (town.inbox.to(who.address)[-1] for who in (ALICE, ZOE))
    assert "Rien n'a changé pour vous" in told.text
    assert "n'a pas accepté" in asked.text
    assert "/?LIEN=X" not in asked.text


def test_the_history_of_the_one_who_loses_the_bills_says_so(town: Town, proposed: Proposal) -> None:
    accept(town, proposed)

    assert Kind.CUSTOMER_MOVED in town.kinds_of_events(ALICE)


@pytest.mark.parametrize("beside", [True, False])
def test_what_is_decided_is_decided(town: Town, proposed: Proposal, beside: bool) -> None:
    accept(town, proposed, beside=beside)
    now = reading(town)

    for again in (accept, refuse):
        with pytest.raises(Fault, match="déjà acceptée"):
            again(town, proposed)
    assert reading(town) == now


def test_a_customer_removed_meanwhile_has_nothing_to_decide(town: Town, proposed: Proposal) -> None:
    with town.services.store.write() as transaction:
        register.remove(transaction, VILLE_DE_BOE, ALICE.numbers, NO_VISIT)

    assert waiting(town) == []
    with pytest.raises(Fault, match="n'est plus dans le registre"):
        accept(town, proposed)


def test_a_month_later_it_waits_no_more(
    town: Town, proposed: Proposal, at_noon: time_machine.Traveller
) -> None:
    with town.services.store.write() as transaction:
        tables.change(transaction, PROPOSALS, proposed.id, asked_at=clock.now())
    at_noon.shift(timedelta(days=30, seconds=1))

    assert waiting(town) == []
    with pytest.raises(Fault, match="plus de 30 jours"):
        accept(town, proposed)


def test_asked_again_it_is_one_thing_to_decide(town: Town, proposed: Proposal) -> None:
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), ZOE.address)

    (now,) = waiting(town)
    assert now.id != proposed.id
    with pytest.raises(Fault, match="remplacée"):
        accept(town, proposed)


def test_an_unknown_number_is_said(town: Town) -> None:
    with pytest.raises(Fault, match="n'existe pas ici"), town.services.store.write() as transaction:
        decisions.accept(transaction, VILLE_DE_BOE, 99, NO_VISIT, beside=False)


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
