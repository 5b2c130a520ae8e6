"""The link that confirms a new address, over HTTP: who may use it, when, and what it ends."""

from datetime import timedelta

import time_machine

from domain import clock
from domain.accounts.links import Purpose
from mail.sender import Result
from store import accounts as account_rows
from store import customers
from tests.inbox import Inbox
from tests.moving import NEW, moved, path_of
from tests.pages import ask_for_address, logged_in, try_to_log_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, PASSWORD, Person
from tests.town import Town


def test_where_its_owner_is_logged_in_one_button_confirms(town: Town, inbox: Inbox) -> None:
    visitor = ask_for_address(logged_in(town), NEW)
    page = visitor.get(path_of(inbox))

    assert page.says(f"Elle remplacera {ALICE.address}")
    assert not list(page.all("label"))
    visitor.press("Confirmer mon adresse")

    assert town.has_account(Person(ALICE.name, NEW))


def test_another_account_of_this_browser_is_no_owner(town: Town, inbox: Inbox) -> None:
    town.activate(CHLOE)
    ask_for_address(logged_in(town), NEW)
    chloe = logged_in(town, address=CHLOE.address)
    chloe.get(path_of(inbox))

    chloe.press("Confirmer mon adresse", status=422)


def test_looking_at_the_link_any_number_of_times_changes_nothing(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)
    phone = town.visitor("198.51.100.7")

    for _ in range(3):
        assert phone.get(path_of(inbox)).says(NEW)

    assert town.account(ALICE).address == ALICE.address


def test_confirming_moves_the_log_in_to_the_new_address(town: Town, inbox: Inbox) -> None:
    moved(town, inbox)

    try_to_log_in(town.visitor(), ALICE.address, PASSWORD)
    town.visitor().log_in(BOE, NEW, PASSWORD)


def test_confirming_fills_the_new_address_in_and_logs_nobody_in(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)
    phone = town.visitor("198.51.100.7")
    phone.get(path_of(inbox))

    page = phone.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse")

    assert page.says("Votre nouvelle adresse est enregistrée.")
    assert page.field("Adresse mail").get("value") == NEW
    assert phone.get("/compte").path == "/"


def test_confirming_ends_every_session_and_every_link(town: Town, inbox: Inbox) -> None:
    visitor = logged_in(town)
    link = town.link(ALICE, Purpose.RECOVERY)

    moved(town, inbox)

    assert visitor.get("/compte").path == "/"
    town.visitor().get(link, status=410)
    town.visitor().get(path_of(inbox), status=410)


def test_the_register_follows_and_an_import_can_tell(town: Town, inbox: Inbox) -> None:
    moved(town, inbox)

    with town.services.store.read() as transaction:
        (row,) = (one for one in customers.listed(transaction, BOE) if one.address == NEW)
    assert row.number == ALICE.numbers[0]
    assert row.changed_by_customer_at is not None


def test_the_old_address_is_told_without_a_link(town: Town, inbox: Inbox) -> None:
    moved(town, inbox)

    assert town.send_what_is_due() == [Result.SENT]

    assert inbox.last().to == ALICE.address
    assert inbox.last().subject == "Votre adresse mail a été changée"
    assert "http" not in inbox.last().text


def test_a_mail_to_a_wrong_address_can_not_confirm_the_right_one(town: Town, inbox: Inbox) -> None:
    visitor = ask_for_address(logged_in(town), "alise@nouvelle.fr")
    of_the_wrong_one = path_of(inbox)
    ask_for_address(visitor, NEW)

    town.visitor().get(of_the_wrong_one, status=410)
    town.visitor().get(path_of(inbox))


def test_a_change_of_password_ends_the_link(town: Town, inbox: Inbox) -> None:
    visitor = ask_for_address(logged_in(town), NEW)
    visitor.get("/compte/mot-de-passe")
    visitor.fill("Mot de passe actuel", PASSWORD).fill("Nouveau mot de passe", "une autre pluie")
    visitor.press("Changer mon mot de passe")

    town.visitor().get(path_of(inbox), status=410)


def test_the_link_works_for_a_limited_time(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)

    with time_machine.travel(clock.now() + timedelta(hours=73)):
        town.visitor().get(path_of(inbox), status=410)


def test_the_link_can_not_choose_a_password(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)
    link = path_of(inbox).partition("LIEN=")[2]
    visitor = town.visitor()
    visitor.get(town.link(ALICE, Purpose.RECOVERY))
    form, _ = visitor.page.button("Enregistrer")

    typed = visitor.sent_by(form) | {"lien": link, "password": "pris par un autre"}
    visitor.post("/mot-de-passe", typed, status=404)

    town.visitor().log_in(BOE, ALICE.address, PASSWORD)


def test_a_password_link_can_not_confirm_an_address(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)
    phone = town.visitor("198.51.100.7")
    form, _ = phone.get(path_of(inbox)).button("Confirmer mon adresse")
    other = town.link(ALICE, Purpose.RECOVERY).partition("LIEN=")[2]

    phone.post("/compte/adresse/confirmation", phone.sent_by(form) | {"lien": other}, status=404)

    assert town.account(ALICE).address == ALICE.address


def test_an_altered_link_confirms_nothing(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), NEW)

    town.visitor().get(path_of(inbox)[:-2] + "AA", status=404)


def test_an_old_link_does_not_tell_the_new_address(town: Town, inbox: Inbox) -> None:
    old = town.link(ALICE, Purpose.RECOVERY)
    with town.later(minutes=1):
        moved(town, inbox)
        stranger = town.visitor("203.0.113.9")

        page = stranger.get(old, status=410)

        assert NEW not in page.body
        assert NEW not in stranger.click("Me connecter").body


def test_a_link_whose_account_was_closed_meanwhile_says_so_to_who_is_logged_in_as_another(
    town: Town, inbox: Inbox
) -> None:
    town.activate(BRUNO)
    ask_for_address(logged_in(town, address=BRUNO.address), "bruno@nouvelle.fr")
    visitor = logged_in(town)
    visitor.get(path_of(inbox))
    with town.services.store.write() as transaction:
        account_rows.remove(transaction, town.account(BRUNO).id)

    with town.later(minutes=2):  # from when on a look at the session notes that it is in use
        assert visitor.press("Confirmer mon adresse", status=404).says("Ce lien")
