"""What staff decide of an address that was proposed with the code of a letter."""

from datetime import timedelta

import pytest
import time_machine

from domain import clock
from domain.customers import decisions, register
from domain.faults import Fault
from domain.history import NO_VISIT, Kind
from store.models import PROPOSALS
from store.records import Proposal
from tests import tables
from tests.domain.customers.proposed import accept, reading, refuse, waiting
from tests.letter_codes import path_of
from tests.people import ALICE, BOE, PASSWORD, VILLE_DE_BOE, ZOE
from tests.town import Town


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


def test_an_unknown_number_is_said(town: Town) -> None:
    with pytest.raises(Fault, match="n'existe pas ici"), town.services.store.write() as transaction:
        decisions.accept(transaction, VILLE_DE_BOE, 99, NO_VISIT, beside=False)
