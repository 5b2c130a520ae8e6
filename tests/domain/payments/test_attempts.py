"""A payment from the click to its result: never two open for one bill, never a question lost."""

import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine

from commands.demo_payfip.operations import Result
from domain.payments import attempts
from domain.payments.attempts import Answer, Begun
from domain.payments.results import State
from store.models import CUSTOMERS
from tests import payfip, tables
from tests.paying import Till
from tests.people import ALICE, BOE, BRUNO, DENIS


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2090-11-12 14:32:00 +0100", tick=False) as traveller:
        yield traveller


def test_a_click_leads_to_payfips_page_and_the_payment_is_kept_before(till: Till) -> None:
    id_op = till.begun(till.bring())

    (kept,) = till.payments()
    assert (kept.state, kept.id_op, kept.amount_cents) == (State.OPEN, id_op, 5720)
    assert till.payfip.payfip.operations[id_op].asked["refdet"] == kept.reference
    assert till.payfip.payfip.operations[id_op].asked["mel"] == ALICE.address


def test_what_was_paid_marks_the_bill_with_payfips_day_and_number(
    till: Till, now: time_machine.Traveller
) -> None:
    id_op = till.begun(till.bring())
    till.choose(id_op)
    now.shift(60)

    till.sweep()

    assert till.states() == [State.PAID]
    bill = till.bill()
    assert (bill.state, f"{bill.state_on:%d/%m/%Y}") == ("paid", "12/11/2090")
    assert bill.payment_number == till.payfip.payfip.operations[id_op].number


@pytest.mark.parametrize("result", [Result.CARD_REFUSED, Result.DEBIT_REFUSED, Result.GIVEN_UP])
def test_after_a_refusal_or_giving_up_a_second_payment_begins_at_once(
    till: Till, result: Result
) -> None:
    key = till.bring()
    till.choose(till.begun(key), result)

    till.begun(key)

    assert till.states() == [State.REFUSED if result != "A" else State.GIVEN_UP, State.OPEN]


def test_without_result_a_second_one_waits_for_two_hours(
    till: Till, now: time_machine.Traveller
) -> None:
    key = till.bring()
    till.begun(key)
    now.shift(119 * 60)

    waits = till.begin(key)
    now.shift(60)
    second = till.begin(key)

    assert waits == Begun(Answer.IN_PROGRESS, since=till.payments()[0].created_at)
    assert second.answer is Answer.GO
    assert till.states() == [State.LATE, State.OPEN]


def test_a_late_result_of_the_first_is_seen_and_the_second_is_shown_to_the_service(
    till: Till, now: time_machine.Traveller
) -> None:
    key = till.bring()
    first = till.begun(key)
    till.payfip.payfip.open(first)
    now.shift(121 * 60)
    second = till.begun(key)
    till.choose(first)
    till.choose(second)
    now.shift(2 * 3600)

    till.sweep()

    assert till.states() == [State.PAID, State.PAID]
    assert [each.trouble for each in till.payments()].count("already_paid") == 1


def test_a_paid_first_payment_is_found_before_a_second_begins(till: Till) -> None:
    key = till.bring()
    till.choose(till.begun(key))

    answer = till.begin(key)

    assert answer.answer is Answer.NOTHING_TO_PAY
    assert till.states() == [State.PAID]


def test_eight_tabs_at_once_open_one_payment(till: Till) -> None:
    key = till.bring()
    answers: list[Answer] = []
    threads = [Thread(target=lambda: answers.append(till.begin(key).answer)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(Answer.GO) == 1
    assert set(answers) == {Answer.GO, Answer.IN_PROGRESS}
    assert len(till.payments()) == 1


def test_a_second_reader_finds_the_payment_of_the_first(till: Till) -> None:
    key = till.bring()
    with till.town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, ALICE.numbers[0], BRUNO.address)
    till.town.activate(BRUNO)
    till.begun(key)

    assert till.begin(key, BRUNO).answer is Answer.IN_PROGRESS


@pytest.mark.parametrize("key", ["", "nobodys", "' OR 1=1"])
def test_an_unknown_bill_asks_payfip_nothing(till: Till, key: str) -> None:
    assert till.begin(key).answer is Answer.UNKNOWN
    assert till.payfip.asked == []


def test_anothers_bill_is_unknown(till: Till) -> None:
    assert till.begin(till.bring(), DENIS).answer is Answer.UNKNOWN
    assert till.payments() == []


@pytest.mark.parametrize(
    "mood",
    [
        payfip.failing("FonctionnelleErreur", "T4"),
        pytest.param(payfip.failing("TechIndisponibiliteErreur"), id="away"),
        payfip.bad_gateway,
        payfip.html,
        payfip.empty,
        payfip.endless,
    ],
)
def test_where_payfip_answers_badly_nothing_is_open_to_the_payer(
    till: Till, mood: payfip.Mood
) -> None:
    till.payfip.mood = mood

    assert till.begin(till.bring()).answer is Answer.UNAVAILABLE
    (kept,) = till.payments()
    assert kept.id_op is None


def test_a_creation_that_payfip_refused_stands_in_nobodys_way(till: Till) -> None:
    key = till.bring()
    till.payfip.mood = payfip.failing("FonctionnelleErreur", "T4")
    till.begin(key)
    till.payfip.mood = payfip.good

    till.begun(key)

    assert till.states() == [State.FAILED, State.OPEN]


def test_a_creation_without_answer_counts_like_a_payment_without_result(
    till: Till, now: time_machine.Traveller
) -> None:
    key = till.bring()
    till.payfip.mood = payfip.empty
    till.begin(key)
    till.payfip.mood = payfip.good

    waits = till.begin(key)
    now.shift(2 * 3600)

    assert waits.answer is Answer.IN_PROGRESS
    assert till.begin(key).answer is Answer.GO


def test_a_notification_of_nobodys_identifier_costs_no_question(till: Till) -> None:
    store, service = till.town.services.store, till.town.services.payfip

    for number in range(50):
        attempts.hurry(store, f"{number:036x}")
        assert attempts.hinted(store, service, f"{number:036x}") is None

    assert till.payfip.asked == []
    assert till.sweep() == 0


def test_a_notification_makes_the_next_sweep_ask(till: Till, now: time_machine.Traveller) -> None:
    id_op = till.begun(till.bring())
    till.choose(id_op)
    now.shift(5)
    assert till.sweep() == 0

    attempts.hurry(till.town.services.store, id_op)

    assert till.sweep() == 1
    assert till.states() == [State.PAID]


def test_a_flood_of_hints_is_one_question_in_ten_seconds(
    till: Till, now: time_machine.Traveller
) -> None:
    id_op = till.begun(till.bring())
    store, service = till.town.services.store, till.town.services.payfip

    for _ in range(20):
        attempts.hinted(store, service, id_op)
    now.shift(10)
    attempts.hinted(store, service, id_op)

    assert till.payfip.asked.count("recupererDetailPaiementSecurise") == 2


def test_hints_that_come_while_payfip_is_silent_are_no_questions_more(till: Till) -> None:
    id_op = till.begun(till.bring())
    store, service = till.town.services.store, till.town.services.payfip
    heard, already = Event(), len(till.payfip.asked)
    till.payfip.mood = payfip.silent(heard)
    first = Thread(target=attempts.hinted, args=(store, service, id_op))
    first.start()
    while len(till.payfip.asked) == already:
        time.sleep(0.01)

    others = [Thread(target=attempts.hinted, args=(store, service, id_op)) for _ in range(3)]
    for each in others:
        each.start()
    for each in others:
        each.join(3)
    are_answered = not any(each.is_alive() for each in others)
    heard.set()
    for each in (first, *others):
        each.join()

    assert are_answered
    assert len(till.payfip.asked) == already + 1


def test_what_was_never_opened_ends_after_the_night(
    till: Till, now: time_machine.Traveller
) -> None:
    till.begun(till.bring())
    now.shift(timedelta(days=1))

    till.sweep()

    assert till.states() == [State.FAILED]
    assert till.payments()[0].next_question_at is None


def test_no_result_within_a_week_is_the_end(till: Till, now: time_machine.Traveller) -> None:
    id_op = till.begun(till.bring())
    till.payfip.payfip.open(id_op)
    for _ in range(9):
        now.shift(timedelta(days=1))
        till.sweep()

    assert till.states() == [State.FAILED]


def test_no_transaction_is_open_while_payfip_is_silent(till: Till) -> None:
    key, other = till.bring(), till.bring("FA-2")
    heard = Event()
    till.payfip.mood = payfip.silent(heard)
    waiting = Thread(target=lambda: till.begin(key))
    waiting.start()
    try:
        with till.town.services.store.write() as transaction:  # would wait, and fail, otherwise
            tables.count(transaction, CUSTOMERS)
        assert till.bill("FA-2").key == other
    finally:
        heard.set()
        waiting.join()


@pytest.mark.parametrize("kind", payfip.FAULTS)
def test_a_creation_that_payfip_says_it_could_not_carry_out_stands_in_nobodys_way(
    till: Till, kind: str
) -> None:
    key = till.bring()
    till.payfip.mood = payfip.failing(kind)
    assert till.begin(key).reason
    till.payfip.mood = payfip.good

    till.begun(key)

    assert till.states() == [State.FAILED, State.OPEN]
