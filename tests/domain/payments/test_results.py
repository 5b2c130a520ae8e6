"""A bill is paid by PayFiP's own answer alone, for our amount, reference, client and mode."""

import pytest
import time_machine

from commands.demo_payfip.operations import Result
from domain.payments.results import State, Trouble
from store import invoices
from tests import payfip
from tests.bills import a_batch, a_bill, brought_in
from tests.paying import Till
from tests.people import ALICE


@pytest.fixture
def open_payment(till: Till, at_noon: time_machine.Traveller) -> str:
    """A payment of Alice's bill that she has made on PayFiP's page."""
    id_op = till.begun(till.bring())
    till.choose(id_op)
    at_noon.shift(60)
    return id_op


@pytest.mark.usefixtures("open_payment")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("montant", "1"),
        ("refdet", "AUTREFACTURE1"),
        ("numcli", "006383"),
        ("saisie", "T"),
        ("resultrans", "Q"),
    ],
)
def test_an_answer_that_is_not_about_this_payment_marks_nothing(
    till: Till, field: str, value: str
) -> None:
    till.payfip.mood = payfip.altered(field, value)

    till.sweep()

    (kept,) = till.payments()
    assert (kept.state, kept.trouble) == (State.OPEN, Trouble.DIFFERENT)
    assert till.bill().payment_number is None


@pytest.mark.usefixtures("open_payment")
def test_a_right_answer_after_a_wrong_one_counts(
    till: Till, at_noon: time_machine.Traveller
) -> None:
    till.payfip.mood = payfip.altered("montant", "1")
    till.sweep()
    till.payfip.mood = payfip.good
    at_noon.shift(3600)

    till.sweep()

    (kept,) = till.payments()
    assert (kept.state, kept.trouble) == (State.PAID, None)
    assert till.bill().payment_number


@pytest.mark.usefixtures("open_payment")
def test_a_shortened_year_is_no_difference(till: Till) -> None:
    till.payfip.mood = payfip.altered("exer", "20")

    till.sweep()

    assert till.states() == [State.PAID]


@pytest.mark.parametrize("result", list(Result))
def test_in_a_test_nothing_is_ever_marked(
    till: Till, at_noon: time_machine.Traveller, result: Result
) -> None:
    till.choose(till.begun(till.bring(service="essai")), result)
    at_noon.shift(60)

    till.sweep()

    assert till.bill().payment_number is None


@pytest.mark.usefixtures("open_payment")
def test_a_bill_that_was_removed_meanwhile_leaves_its_payment_to_the_service(till: Till) -> None:
    with till.town.services.store.write() as transaction:
        invoices.remove(transaction, [till.bill().id])

    till.sweep()

    (kept,) = till.payments()
    assert (kept.state, kept.trouble, kept.invoice_id) == (State.PAID, Trouble.REMOVED, None)


@pytest.mark.usefixtures("open_payment")
@pytest.mark.parametrize(
    ("said", "trouble"),
    [({"montant": "80,00"}, Trouble.CHANGED), ({"statut": "payée"}, Trouble.ALREADY_PAID)],
)
def test_a_bill_that_is_another_meanwhile_is_shown_to_the_service(
    till: Till, said: dict[str, str], trouble: Trouble
) -> None:
    again = a_bill(ALICE, "FA-1", **{"service": "eau", "statut": "à payer", **said})
    brought_in(till.town, a_batch(till.folder, again, name="encore"))

    till.sweep()

    (kept,) = till.payments()
    assert (kept.state, kept.trouble) == (State.PAID, trouble)


@pytest.mark.usefixtures("open_payment")
def test_no_list_undoes_a_payment_that_came_through(till: Till) -> None:
    till.sweep()
    paid = till.bill()

    again = a_bill(ALICE, "FA-1", service="eau", statut="à payer", montant="57,21")
    brought_in(till.town, a_batch(till.folder, again, name="encore"))

    assert (till.bill().state, till.bill().payment_number) == ("paid", paid.payment_number)
    assert till.bill().amount_cents == 5721


@pytest.mark.usefixtures("open_payment")
def test_the_history_says_that_a_bill_was_paid(till: Till) -> None:
    till.sweep()

    assert "paid_online" in till.town.kinds_of_events(ALICE)


@pytest.mark.usefixtures("open_payment")
@pytest.mark.parametrize("field", ["dattrans", "heurtrans", "numauto"])
def test_a_payment_counts_whose_day_or_number_payfip_leaves_out(till: Till, field: str) -> None:
    till.payfip.mood = payfip.altered(field, "")

    till.sweep()

    (kept,) = till.payments()
    assert kept.state == State.PAID
    assert kept.paid_at is not None
    assert till.bill().payment_number in (kept.number, kept.reference)


@pytest.mark.usefixtures("open_payment")
@pytest.mark.parametrize("field", ["montant", "refdet", "numcli", "saisie", "idOp"])
def test_a_payment_of_which_payfip_says_too_little_is_shown_to_the_service(
    till: Till, field: str
) -> None:
    till.payfip.mood = payfip.altered(field, "")

    till.sweep()

    (kept,) = till.payments()
    assert (kept.state, kept.trouble) == (State.OPEN, Trouble.DIFFERENT)
