"""Where each bill of a lot is: in one set of four, whatever happens to whom it is of."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import choices, returns
from domain.accounts import closing, states
from domain.customers import choosing
from domain.history import NO_VISIT
from domain.invoices import announcements, lives, lookup
from domain.invoices.lives import Life
from store import accounts
from store.models import INVOICES
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.pages import logged_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, VILLE_DE_BOE, Person
from tests.returned import a_return
from tests.town import Town, running


def lot(town: Town, folder: Path, *of: Person, name: str = "lot", **more: Any) -> int:
    """Import a bill for each; returns the lot's number."""
    bills = [a_bill(one, f"{name}-{place}") for place, one in enumerate(of, 1)]
    report = brought_in(town, a_batch(folder, *bills, name=name), **more)
    assert report.number is not None
    return report.number


def sets(town: Town, number: int) -> list[Life]:
    """Where the bills of a lot are, in the order of its list."""
    with town.services.store.read() as transaction:
        found = lookup.of_import(transaction, VILLE_DE_BOE, number)
        became = lives.of(transaction, VILLE_DE_BOE, found)
    return [became[each.id] for each in sorted(found, key=lambda each: each.id)]


def choose(town: Town, *, is_online: bool = True, who: Person = ALICE, number: str = "") -> None:
    with town.services.store.write() as transaction:
        choosing.choose(
            transaction,
            VILLE_DE_BOE,
            town.account(who),
            number or who.numbers[0],
            "Oui.",
            NO_VISIT,
            is_online=is_online,
        )


def come_back(town: Town, text: str = "550 5.1.1 unknown") -> None:
    """Every mail to Alice comes back."""
    for mail in town.inbox.to(ALICE.address):
        with town.services.store.write() as transaction:
            returns.take(transaction, a_return(mail.header("Message-ID") or "", text=text))


def read_bills(town: Town) -> None:
    visitor = logged_in(town)
    for link in visitor.get("/factures").all("a"):
        if (address := str(link.get("href"))).startswith("/factures/") and "annee" not in address:
            visitor.raw("GET", address).close()


def test_paper_unless_chosen_otherwise_even_where_a_mail_tells(town: Town, tmp_path: Path) -> None:
    number = lot(town, tmp_path, ALICE, BRUNO)
    town.send_what_is_due()
    read_bills(town)

    assert sets(town, number) == [Life.TO_PRINT, Life.TO_PRINT]


def test_on_line_a_bill_waits_for_its_mail_is_told_and_read(town: Town, tmp_path: Path) -> None:
    choose(town)
    number = lot(town, tmp_path, ALICE)

    waits = sets(town, number)
    town.send_what_is_due()
    told = sets(town, number)
    read_bills(town)

    assert (waits, told, sets(town, number)) == ([Life.TO_TELL], [Life.TOLD], [Life.READ])


def test_a_returned_mail_puts_its_bill_on_paper_and_the_next_one_too(
    town: Town, tmp_path: Path
) -> None:
    choose(town)
    first = lot(town, tmp_path, ALICE)
    town.send_what_is_due()
    come_back(town)
    second = lot(town, tmp_path, ALICE, name="suivant")
    town.send_what_is_due()

    assert (sets(town, first), sets(town, second)) == ([Life.TO_PRINT], [Life.TO_PRINT])


def test_a_full_mailbox_puts_just_that_bill_on_paper(town: Town, tmp_path: Path) -> None:
    choose(town)
    first = lot(town, tmp_path, ALICE)
    town.send_what_is_due()
    come_back(town, "552 5.2.2 mailbox full")
    second = lot(town, tmp_path, ALICE, name="suivant")
    town.send_what_is_due()

    assert (sets(town, first), sets(town, second)) == ([Life.TO_PRINT], [Life.TOLD])


@pytest.mark.parametrize("what", ["suspended", "closed", "announcements"])
def test_what_ends_the_mails_puts_what_nobody_read_on_paper(
    town: Town, tmp_path: Path, what: str
) -> None:
    choose(town)
    unread = lot(town, tmp_path, ALICE)
    town.send_what_is_due()
    END[what](town)
    after = lot(town, tmp_path, ALICE, name="suivant")
    town.send_what_is_due()

    assert (sets(town, unread), sets(town, after)) == ([Life.TO_PRINT], [Life.TO_PRINT])


def test_what_was_read_on_line_stays_read(town: Town, tmp_path: Path) -> None:
    choose(town)
    number = lot(town, tmp_path, ALICE)
    town.send_what_is_due()
    read_bills(town)
    choose(town, is_online=False)
    END["closed"](town)

    assert sets(town, number) == [Life.READ]


def test_who_goes_back_to_paper_before_the_mail_left_gets_paper(town: Town, tmp_path: Path) -> None:
    choose(town)
    number = lot(town, tmp_path, ALICE)
    choose(town, is_online=False)
    town.send_what_is_due()

    assert sets(town, number) == [Life.TO_PRINT]


def test_without_mails_everything_is_on_paper(town: Town, tmp_path: Path) -> None:
    choose(town)

    assert sets(town, lot(town, tmp_path, ALICE, with_mail=False)) == [Life.TO_PRINT]


def test_another_reader_who_chose_nothing_does_not_stand_for_the_one_who_did(
    town: Town, tmp_path: Path
) -> None:
    town.activate(BRUNO)
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, ALICE.numbers[0], BRUNO.address)
    choose(town)
    END["suspended"](town)
    number = lot(town, tmp_path, ALICE)
    town.send_what_is_due()

    assert town.inbox.to(BRUNO.address)
    assert sets(town, number) == [Life.TO_PRINT]


def test_two_readers_who_differ_get_paper_until_they_agree(town: Town, tmp_path: Path) -> None:
    town.activate(BRUNO)
    with town.services.store.write() as transaction:
        tables.add_reader(transaction, BOE, ALICE.numbers[0], BRUNO.address)
    choose(town)
    choose(town, is_online=False, who=BRUNO, number=ALICE.numbers[0])
    number = lot(town, tmp_path, ALICE)
    differ = sets(town, number)
    choose(town, who=BRUNO, number=ALICE.numbers[0])

    assert (differ, sets(town, number)) == ([Life.TO_PRINT], [Life.TO_TELL])


def test_the_service_and_its_list_speak_for_every_reader(town: Town, tmp_path: Path) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, ALICE.numbers[0], channel="online")
    number = lot(town, tmp_path, ALICE)

    assert sets(town, number) == [Life.TO_TELL]


def test_the_report_of_an_import_ends_with_the_four_counts_and_their_sum(
    town: Town, tmp_path: Path
) -> None:
    choose(town)
    bills = [a_bill(ALICE, "A-1"), a_bill(BRUNO, "A-2"), a_bill(CHLOE, "A-3")]
    report = brought_in(town, a_batch(tmp_path, *bills))

    assert report.lives == {"to_print": 2, "read": 0, "told": 0, "to_tell": 1}
    assert lives.in_words(report.lives).replace("\u00a0", " ") == (
        "À imprimer 2, lues 0, prévenues 0, à prévenir 1 : 3 factures"
    )


def test_a_bill_that_waits_unseen_is_in_no_set(town: Town, tmp_path: Path) -> None:
    number = lot(town, tmp_path, ALICE, BRUNO)
    with town.services.store.write() as transaction:
        (bill, _) = lookup.of_import(transaction, VILLE_DE_BOE, number)
        tables.change(transaction, INVOICES, bill.id, available_at=None)
        counts = lives.of_import(transaction, VILLE_DE_BOE, number)

    assert counts == {"to_print": 1, "read": 0, "told": 0, "to_tell": 0}


def _suspend(town: Town) -> None:
    with town.services.store.write() as transaction:
        states.suspend(transaction, VILLE_DE_BOE, town.account(ALICE), NO_VISIT)


def _resume(town: Town) -> None:
    with town.services.store.write() as transaction:
        states.resume(transaction, town.account(ALICE), NO_VISIT)


def _close(town: Town) -> None:
    with town.services.store.write() as transaction:
        closing.close(transaction, VILLE_DE_BOE, town.account(ALICE), visit=NO_VISIT, reason="x")


def _silence(town: Town) -> None:
    with town.services.store.write() as transaction:
        announcements.turn_off(transaction, VILLE_DE_BOE, town.account(ALICE))


END: dict[str, Callable[[Town], None]] = {
    "suspended": _suspend,
    "closed": _close,
    "announcements": _silence,
}
STEPS = ("online", "paper", "suspend", "resume", "close", "activate", "silence", "send", "return")
MORE = ("full", "read", "lot", "list online", "list chorus", "no reader")


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from((*STEPS, *MORE)), max_size=12))
def test_whatever_happens_each_bill_is_in_one_set_and_the_sum_is_the_lot(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase, steps: list[str]
) -> None:
    folder = Path(mkdtemp(dir=tmp_path))
    inbox.clear()
    with running(folder / "data", inbox, empty_database=empty_database) as town:
        numbers = [lot(town, folder, ALICE, BRUNO)]
        for place, step in enumerate(steps):
            _do(town, folder, step, numbers, place)
            for number in numbers:
                found = sets(town, number)
                assert sum(lives.count(found).values()) == len(found) == 2
                assert found[1] is Life.TO_PRINT  # Bruno never chose, and has no account
                _never_forgotten(town, found[0])


def _do(town: Town, folder: Path, step: str, numbers: list[int], place: int) -> None:
    if step == "lot":
        numbers.append(lot(town, folder, ALICE, BRUNO, name=f"lot{place}"))
    elif step == "send":
        town.send_what_is_due()
    elif step == "activate":
        _activate(town)
    elif step.startswith("list "):
        with town.services.store.write() as transaction:
            number, said = ALICE.numbers[0], step.removeprefix("list ")
            tables.change_customer(transaction, BOE, number, channel=said)
    elif step == "no reader":
        with town.services.store.write() as transaction:
            tables.end_reader(transaction, ALICE.address)
    elif step in ("return", "full"):
        come_back(town, "552 5.2.2 full" if step == "full" else "550 5.1.1 unknown")
    elif town.has_account(ALICE):
        _do_with_account(town, step)


def _activate(town: Town) -> None:
    if not (town.has_account(ALICE) and town.account(ALICE).suspended_at):
        town.activate(ALICE)


def _do_with_account(town: Town, step: str) -> None:
    if step in ("online", "paper"):
        choose(town, is_online=step == "online")
    elif step == "suspend":
        _suspend(town)
    elif step == "resume":
        _resume(town)
    elif step == "close":
        _close(town)
    elif step == "silence":
        _silence(town)
    elif step == "read" and town.account(ALICE).suspended_at is None:
        read_bills(town)


def _never_forgotten(town: Town, where: Life) -> None:
    """Who counts as told, or about to be, can be told now."""
    if where in (Life.TOLD, Life.TO_TELL):
        with town.services.store.read() as transaction:
            account = accounts.by_address(transaction, BOE, ALICE.address)
            assert account is not None
            assert announcements.is_wanted(transaction, account)
    if where is Life.TO_TELL:
        with town.services.store.read() as transaction:
            (one,) = choices.of_account(transaction, town.account(ALICE))
        assert one.standing.channel is choices.Channel.ONLINE
