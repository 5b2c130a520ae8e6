"""Who said the state of a bill, what counts of it, and what a list that repeats itself does not undo."""

from pathlib import Path

import pytest
import time_machine

from domain.faults import Fault
from domain.history import Visit
from domain.invoices import lookup, states
from domain.invoices.access import State
from store import invoice_states
from store.invoice_states import StateSaid
from store.records import Invoice
from tests.bills import a_batch, a_bill, brought_in
from tests.people import ALICE, VILLE_DE_BOE
from tests.town import Town

NADIA = Visit(by="nadia@ville-boe.fr")


def bill(town: Town, number: str = "FA-1") -> Invoice:
    with town.services.store.read() as transaction:
        return lookup.by_number(transaction, VILLE_DE_BOE, number)


def words(town: Town) -> list[StateSaid]:
    with town.services.store.read() as transaction:
        return invoice_states.said(transaction, [bill(town).id]).get(bill(town).id, [])


def say(town: Town, state: State, left: int | None = None) -> None:
    with town.services.store.write() as transaction:
        states.set_by_agent(transaction, VILLE_DE_BOE, "FA-1", state, NADIA, remaining_cents=left)


def a_list_says(town: Town, folder: Path, name: str, **said: str) -> None:
    brought_in(town, a_batch(folder, a_bill(ALICE, "FA-1", **said), name=name))


def test_what_a_batch_says_is_kept_with_who_brought_it(town: Town, tmp_path: Path) -> None:
    a_list_says(town, tmp_path, "un", statut="à payer", reste="20,00")

    [word] = words(town)
    assert (word.source, word.state, word.remaining_cents) == ("list", "due", 2000)
    assert (word.said_by, word.import_id) == ("jeanne, flask factures import", 1)


def test_an_agent_is_not_undone_by_a_list_that_repeats_itself(town: Town, tmp_path: Path) -> None:
    a_list_says(town, tmp_path, "un", statut="à payer")
    say(town, State.PAID)

    a_list_says(town, tmp_path, "deux", statut="à payer", montant="60,00")

    assert (bill(town).state, bill(town).amount_cents) == ("paid", 6000)
    assert [word.source for word in words(town)] == ["list", "agent"]


def test_where_a_list_says_something_else_later_the_customer_reads_what_asks_for_less(
    town: Town, tmp_path: Path
) -> None:
    a_list_says(town, tmp_path, "un")
    say(town, State.PAID)
    a_list_says(town, tmp_path, "deux", statut="à payer")
    assert bill(town).state == "paid"

    say(town, State.DUE)
    assert bill(town).state == "due"
    a_list_says(town, tmp_path, "trois", statut="payée")
    assert bill(town).state == "paid"
    assert states.disagree(words(town))


def test_an_agent_corrects_what_a_list_said(town: Town, tmp_path: Path) -> None:
    a_list_says(town, tmp_path, "un", statut="payée")

    say(town, State.DUE, 2000)

    assert (bill(town).state, bill(town).remaining_cents) == ("due", 2000)


def test_the_day_is_that_on_which_it_was_said(town: Town, tmp_path: Path) -> None:
    with time_machine.travel("2036-11-24 10:00Z", tick=False) as now:
        a_list_says(town, tmp_path, "un", statut="à payer")
        now.shift(86_400)
        say(town, State.PAID)
        now.shift(86_400)
        a_list_says(town, tmp_path, "deux", statut="à payer", objet="Eau, corrigée")

    assert f"{bill(town).state_on:%d/%m/%Y}" == "25/11/2036"


def test_to_say_the_same_again_changes_nothing(town: Town, tmp_path: Path) -> None:
    a_list_says(town, tmp_path, "un")

    say(town, State.PAID)
    say(town, State.PAID)

    assert len(words(town)) == 1


@pytest.mark.parametrize(
    ("state", "left", "why"),
    [
        (State.DUE, 100_000, "plus à payer que le montant"),
        (State.PAID, 100, "ne laisse rien à payer"),
    ],
)
def test_what_contradicts_itself_is_refused(
    town: Town, tmp_path: Path, state: State, left: int, why: str
) -> None:
    a_list_says(town, tmp_path, "un")

    with pytest.raises(Fault, match=why):
        say(town, state, left)
    with town.services.store.write() as transaction, pytest.raises(Fault, match="n'est pas ici"):
        states.set_by_agent(transaction, VILLE_DE_BOE, "FA-9", State.PAID, NADIA)
