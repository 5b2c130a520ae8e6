"""« Papier » at the town hall: what customers chose, taken along; a choice noted on the sheet."""

from store import events
from tests.pages import logged_in
from tests.people import ALICE, BOE, BRUNO, MARTINE, NADIA, OLIVIER
from tests.town import Town


def chosen_on_line(town: Town) -> None:
    visitor = logged_in(town)
    visitor.get("/compte/papier")
    visitor.press("Recevoir mes factures en ligne")


def sheet(number: str) -> str:
    return f"/mairie/clients/fiche?numero={number}"


def test_nobody_has_changed_their_choice(town: Town) -> None:
    visitor = town.at_work(NADIA)

    assert visitor.click("Papier").says("Personne n'a changé de choix.")


def test_what_changed_is_shown_and_taken_once(town: Town) -> None:
    chosen_on_line(town)
    visitor = town.at_work(NADIA)
    page = visitor.click("Papier")
    form, _ = page.button("Prendre le fichier")

    taken = visitor.download("/mairie/papier/choix.csv", visitor.sent_by(form))

    assert page.says("1 client a choisi ou changé d'avis.")
    assert "47031001;ABADIE Alice;en ligne" in taken.decode("utf-8-sig")
    assert visitor.get("/mairie/papier").says(
        "Personne n'a changé de choix depuis le dernier fichier"
    )
    with town.services.store.read() as transaction:
        newest = events.of_staff(transaction, BOE, limit=1)[0][0]
    assert (newest.kind, newest.done_by) == ("choices_exported", NADIA.address)


def test_the_sheet_shows_the_choice_and_an_agent_notes_one(town: Town) -> None:
    visitor = town.at_work(NADIA)
    page = visitor.get(sheet(BRUNO.numbers[0]))
    assert page.says("Ses factures arrivent sur papier.")

    visitor.click("Noter son choix d'être en ligne")
    visitor.fill("D'où vient ce choix", "coupon du 3 novembre")
    page = visitor.press("Noter son choix")

    assert page.says("Ses factures arrivent en ligne, depuis le")
    assert page.says(f"({NADIA.address} : coupon du 3 novembre)")
    assert page.link("Noter son retour au papier")


def test_a_choice_without_its_proof_is_not_noted(town: Town) -> None:
    visitor = town.at_work(NADIA)
    visitor.get(sheet(BRUNO.numbers[0]))
    visitor.click("Noter son choix d'être en ligne")

    page = visitor.press("Noter son choix", status=422)

    assert page.says("Dites d'où vient ce choix.")
    assert visitor.get(sheet(BRUNO.numbers[0])).says("Ses factures arrivent sur papier.")


def test_a_choice_that_the_customer_made_meanwhile_stays(town: Town) -> None:
    visitor = town.at_work(MARTINE)
    visitor.get(sheet(ALICE.numbers[0]))
    visitor.click("Noter son choix d'être en ligne")
    visitor.fill("D'où vient ce choix", "un appel")
    chosen_on_line(town)

    page = visitor.press("Noter son choix")

    assert page.says("rien n'a été fait")
    assert page.says(f"({ALICE.address})")


def test_another_commune_sees_nothing_of_it(town: Town) -> None:
    chosen_on_line(town)
    visitor = town.at_work(OLIVIER)

    assert visitor.click("Papier").says("Personne n'a changé de choix.")
    visitor.get(f"/mairie/papier/noter?numero={ALICE.numbers[0]}", status=404)


def test_the_sheet_says_where_nobody_who_chose_can_be_told(town: Town) -> None:
    chosen_on_line(town)
    visitor = town.at_work(NADIA)
    before = visitor.get(sheet(ALICE.numbers[0]))
    visitor.click("Suspendre")
    after = visitor.press("Suspendre")
    town.send_what_is_due()

    assert not before.says("Pour l'instant, elles arrivent sur papier")
    assert after.says("Pour l'instant, elles arrivent sur papier")
    mail = town.inbox.to(ALICE.address)[-1]
    assert mail.subject == "Vos prochaines factures arrivent sur papier"
    assert "est suspendu" in mail.text
