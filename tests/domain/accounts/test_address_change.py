"""« Changer mon adresse », over HTTP: the new mailbox confirms, the old one is told."""

from datetime import timedelta

import time_machine

from domain import clock
from domain.accounts.links import Purpose
from domain.accounts.states import State, state
from mail.sender import Result
from store import accounts as account_rows
from store import customers
from tests.bills import change_customers
from tests.inbox import Inbox, Mood
from tests.pages import ask_for_address, logged_in, try_to_log_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, Person
from tests.town import Town

NEW = "alice@nouvelle.fr"
ALICE_MOVED = Person(ALICE.name, NEW)


def path_of(inbox: Inbox) -> str:
    """The path of the link in the last mail."""
    return inbox.last().link().partition("8000")[2]


def moved(town: Town, inbox: Inbox, address: str = NEW) -> None:
    """Alice asks for a new address and confirms it from another device."""
    ask_for_address(logged_in(town), address)
    phone = town.visitor("198.51.100.7")
    phone.get(path_of(inbox))
    phone.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse")


def test_the_link_goes_to_the_new_address_and_nothing_changes_yet(town: Town, inbox: Inbox) -> None:
    visitor = ask_for_address(logged_in(town), f"  {NEW.upper()} ")

    assert visitor.page.h1 == "Confirmez votre nouvelle adresse"
    assert [mail.to for mail in inbox.mails] == [NEW]
    assert town.account(ALICE).wanted_address == NEW


def test_who_owns_a_mistyped_mailbox_can_not_confirm_it(town: Town, inbox: Inbox) -> None:
    ask_for_address(logged_in(town), "alise@nouvelle.fr")
    stranger = town.visitor("198.51.100.7")
    stranger.get(path_of(inbox))

    assert not stranger.page.says(ALICE.address)
    without = stranger.press("Confirmer mon adresse", status=422)
    assert without.says("Saisissez votre mot de passe.")
    wrong = stranger.fill("Mot de passe", "pas le bon").press("Confirmer mon adresse", status=422)
    assert wrong.says("Ce n'est pas le mot de passe de ce compte")

    assert town.account(ALICE).address == ALICE.address
    assert town.kinds_of_events(ALICE).count("login_failed") == 1


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


def test_an_address_that_has_an_account_is_refused(town: Town, inbox: Inbox) -> None:
    town.activate(CHLOE)

    visitor = ask_for_address(logged_in(town), CHLOE.address, status=422)

    assert visitor.page.says("Cette adresse a déjà un compte")
    assert inbox.mails == []


def test_an_address_with_an_account_elsewhere_is_free_here(town: Town) -> None:
    ask_for_address(logged_in(town), DENIS.address)


def test_an_address_that_got_an_account_meanwhile_is_refused_at_the_link(
    town: Town, inbox: Inbox
) -> None:
    ask_for_address(logged_in(town), NEW)
    phone = town.visitor("198.51.100.7")
    phone.get(path_of(inbox))
    change_customers(town, BRUNO, address=NEW)
    town.activate(Person(BRUNO.name, NEW))

    page = phone.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse", status=409)

    assert page.says("Cette adresse a déjà un compte")
    assert town.account(ALICE).address == ALICE.address


def test_an_address_that_the_service_knows_for_somebody_else_is_refused(
    town: Town, inbox: Inbox
) -> None:
    visitor = ask_for_address(logged_in(town), BRUNO.address, status=422)

    assert visitor.page.says("connaît déjà cette adresse pour un autre dossier")
    assert inbox.mails == []


def test_an_address_that_became_another_customers_is_refused_at_the_link(
    town: Town, inbox: Inbox
) -> None:
    ask_for_address(logged_in(town), NEW)
    phone = town.visitor("198.51.100.7")
    phone.get(path_of(inbox))
    change_customers(town, BRUNO, address=NEW)

    page = phone.fill("Mot de passe", PASSWORD).press("Confirmer mon adresse", status=409)

    assert page.says("Le service facturation connaît déjà cette adresse")
    assert town.account(ALICE).address == ALICE.address


def test_an_activation_never_finished_makes_room(town: Town, inbox: Inbox) -> None:
    visitor = town.visitor()
    visitor.get(f"/activation?LIEN={BOE}")
    visitor.fill("Adresse mail", BRUNO.address).press("Activation")
    of_bruno = path_of(inbox)
    change_customers(town, BRUNO, removed_at=clock.now())

    moved(town, inbox, BRUNO.address)

    town.visitor().get(of_bruno, status=404)
    with town.services.store.read() as transaction:
        account = account_rows.by_address(transaction, BOE, BRUNO.address)
    assert account is not None
    assert state(account) is State.ACTIVE


def test_the_present_password_is_needed(town: Town, inbox: Inbox) -> None:
    visitor = logged_in(town)
    visitor.get("/compte/adresse")

    visitor.fill("Nouvelle adresse mail", NEW).fill("Mot de passe actuel", "un autre")
    visitor.press("Changer mon adresse", status=422)

    assert inbox.mails == []


def test_ones_own_address_is_no_new_one(town: Town) -> None:
    visitor = ask_for_address(logged_in(town), ALICE.address, status=422)

    assert visitor.page.says("C'est déjà l'adresse de votre compte.")


def test_a_mail_server_that_is_away_loses_no_request(town: Town, inbox: Inbox) -> None:
    inbox.mood = Mood.REFUSES_FOR_NOW

    visitor = ask_for_address(logged_in(town), NEW)

    assert visitor.page.says("partira dès que possible")


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


def test_a_wish_not_confirmed_yet_can_be_given_up_and_its_link_is_dead(
    town: Town, inbox: Inbox
) -> None:
    visitor = ask_for_address(logged_in(town), NEW)
    assert visitor.get("/compte").says(NEW)

    page = visitor.press("Garder mon adresse actuelle")

    assert page.says("Votre adresse reste la même.")
    assert not page.says(NEW)
    town.visitor("198.51.100.7").get(path_of(inbox), status=410)
    assert "address_given_up" in town.kinds_of_events(ALICE)


def test_the_mail_that_confirms_can_be_sent_again_without_the_password(
    town: Town, inbox: Inbox
) -> None:
    visitor = ask_for_address(logged_in(town), NEW)
    visitor.get("/compte")

    page = visitor.press("Renvoyer le mail")

    assert page.h1 == "Confirmez votre nouvelle adresse"
    assert [mail.to for mail in inbox.mails] == [NEW, NEW]
