"""When the mail server passes for away, and for whom."""

from domain import outbox
from domain.outbox import Kind
from mail.sender import Result
from store import messages
from tests.inbox import Mood
from tests.pages import ask_to_activate
from tests.people import AGEN, ALICE, BOE, BRUNO, CHLOE, DENIS, Person
from tests.town import COMMUNES, Town


def put(town: Town, person: Person, kind: Kind) -> None:
    portal = town.services.portals.all()[person.portal]
    with town.services.store.write() as transaction:
        message = outbox.put(transaction, portal, town.account(person), kind)
        messages.set_details(transaction, message.id, {"numbers": list(person.numbers)})


def test_announcements_that_are_put_off_keep_nobody_waiting_on_a_page(town: Town) -> None:
    town.activate(CHLOE)
    town.inbox.mood = Mood.REFUSES_FOR_NOW
    for person in (ALICE, CHLOE, DENIS):
        put(town, person, Kind.ADDRESS_MOVED)
    assert town.send_what_is_due() == [Result.KEPT] * 3
    town.inbox.mood = Mood.ACCEPTS

    assert ask_to_activate(town.visitor(), BRUNO).says("envoyé avec succès")


def test_after_three_failures_the_other_mails_of_the_queue_are_left_alone(town: Town) -> None:
    town.inbox.mood = Mood.REFUSES_FOR_NOW
    for kind in (Kind.RECOVERY, Kind.PASSWORD_CHANGED):
        put(town, ALICE, kind)
        put(town, DENIS, kind)

    assert town.send_what_is_due() == [Result.KEPT] * 3


def test_mails_of_a_commune_that_is_gone_are_kept_and_delay_no_others(town: Town) -> None:
    for kind in (Kind.RECOVERY, Kind.PASSWORD_CHANGED, Kind.ADDRESS_CHANGED):
        put(town, DENIS, kind)
    put(town, ALICE, Kind.PASSWORD_CHANGED)
    only_boe = COMMUNES.partition(f"[{AGEN}]")[0]
    (town.data_dir / "portails.toml").write_text(only_boe, "utf-8")

    assert town.send_what_is_due() == [*[Result.KEPT] * 3, Result.SENT]
    assert list(town.services.portals.all()) == [BOE]
