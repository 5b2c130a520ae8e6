"""« Changer mon adresse », over HTTP: the new mailbox confirms, the old one is told."""

from domain import clock
from domain.accounts.states import State, state
from store import accounts as account_rows
from tests.bills import change_customers
from tests.inbox import Inbox, Mood
from tests.moving import NEW, moved, path_of
from tests.pages import ask_for_address, logged_in
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, Person
from tests.town import Town

ALICE_MOVED = Person(ALICE.name, NEW)


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
