"""« Papier ou en ligne »: what is asked, kept and confirmed."""

import time_machine

from domain import choices, clock, returns
from domain.choices import Channel
from store import choices as rows
from store import customers
from tests import tables
from tests.pages import logged_in
from tests.people import ALICE, BOE, BRUNO
from tests.returned import a_return
from tests.town import Town
from tests.visitor import Visitor

TEXT = "Je demande à recevoir en ligne, et non plus sur papier, mes factures de Ville de Boé."


def opened(town: Town) -> Visitor:
    visitor = logged_in(town)
    visitor.click("Mon compte")
    visitor.click("Papier ou en ligne")
    return visitor


def channel(town: Town) -> Channel:
    with town.services.store.read() as transaction:
        (one,) = choices.of_account(transaction, town.account(ALICE))
    return one.standing.channel


def test_who_chooses_nothing_gets_paper(town: Town) -> None:
    page = opened(town).page

    assert page.h1 == "Papier ou en ligne"
    assert page.says("Aujourd'hui : sur papier")
    assert page.says(TEXT)
    assert channel(town) is Channel.PAPER


def test_on_line_and_back_each_confirmed_by_a_mail(town: Town) -> None:
    visitor = opened(town)

    online = visitor.press("Recevoir mes factures en ligne")
    first = town.inbox.last()
    paper = visitor.press("Revenir au papier")
    second = town.inbox.last()

    assert online.says("Aujourd'hui : en ligne, depuis le")
    assert (first.to, first.subject, second.subject) == (
        ALICE.address,
        "Votre choix",
        "Votre choix",
    )
    assert "Client n°\u00a047031001, ABADIE Alice\u00a0: en ligne" in first.text
    assert "Elle n'arrive plus par la poste." in first.text
    assert paper.says("Aujourd'hui : sur papier")
    assert "ABADIE Alice\u00a0: sur papier" in second.text
    assert "vos prochaines factures arrivent par la poste" in second.text


def test_what_was_agreed_to_is_kept_with_its_text_and_address(town: Town) -> None:
    opened(town).press("Recevoir mes factures en ligne")

    with town.services.store.read() as transaction:
        (kept,) = rows.of_portal(transaction, BOE)
        texts = rows.texts(transaction, [kept.text_hash or ""])
    assert kept.address == ALICE.address
    assert kept.account_id == town.account(ALICE).id
    assert TEXT in texts[kept.text_hash or ""]


def test_an_old_text_is_shown_as_it_was(town: Town) -> None:
    visitor = opened(town)
    with town.services.store.write() as transaction:
        rows.keep_text(transaction, "f" * 64, "Un texte d'avant.", clock.now())
        one = customers.among(transaction, BOE, ALICE.numbers)[ALICE.numbers[0]]
        agreed = {"account_id": town.account(ALICE).id, "address": ALICE.address}
        rows.add(
            transaction,
            customer_id=one.id,
            at=clock.now(),
            is_online=True,
            text_hash="f" * 64,
            **agreed,
        )

    assert visitor.get("/compte/papier").says("Un texte d'avant.")


def test_a_text_that_an_upgrade_changed_is_read_before_it_is_agreed_to(town: Town) -> None:
    visitor = opened(town)
    form, _ = visitor.page.button("Recevoir mes factures en ligne")

    page = visitor.post(
        "/compte/papier", visitor.sent_by(form) | {"text_hash": "0" * 64}, status=409
    )

    assert page.says("Le texte a changé entre-temps : relisez-le, puis recommencez.")
    assert channel(town) is Channel.PAPER


def test_nobody_chooses_for_another(town: Town) -> None:
    visitor = opened(town)
    form, _ = visitor.page.button("Recevoir mes factures en ligne")

    page = visitor.post(
        "/compte/papier", visitor.sent_by(form) | {"number": BRUNO.numbers[0]}, status=422
    )

    assert page.says("Ce numéro de client n'a pas ce choix ici.")
    with town.services.store.read() as transaction:
        assert rows.of_portal(transaction, BOE) == []


def test_chorus_leaves_no_choice(town: Town) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, ALICE.numbers[0], channel="chorus")

    page = opened(town).page

    assert page.says("Ces factures passent par Chorus Pro")
    assert "Recevoir mes factures en ligne" not in page.text


def test_who_wants_bills_on_line_is_told_of_them(town: Town) -> None:
    visitor = logged_in(town)
    visitor.click("Mon compte")
    visitor.press("Ne plus être prévenu")

    visitor.get("/compte/papier")
    visitor.press("Recevoir mes factures en ligne")

    assert town.account(ALICE).announcements


def test_the_end_of_announcements_puts_the_next_bill_on_paper_and_says_so(town: Town) -> None:
    visitor = opened(town)
    visitor.press("Recevoir mes factures en ligne")

    visitor.get("/compte")
    page = visitor.press("Ne plus être prévenu")
    town.send_what_is_due()

    assert page.says("Les prochaines arrivent sur papier, par la poste.")
    mail = town.inbox.last()
    assert mail.subject == "Vos prochaines factures arrivent sur papier"
    paper = visitor.get("/compte/papier")
    assert paper.says(
        "Pour l'instant, elles arrivent sur papier : vous ne voulez plus être prévenu."
    )
    assert "puis «\u00a0Être prévenu par mail\u00a0»" in mail.text


def test_who_closes_the_account_is_told_that_paper_comes(town: Town) -> None:
    visitor = opened(town)
    visitor.press("Recevoir mes factures en ligne")
    visitor.get("/compte/fermer")
    visitor.fill("Mot de passe actuel", "le chat de la voisine").press("Fermer mon compte")
    town.send_what_is_due()

    assert "Vos prochaines factures arrivent sur papier" in town.inbox.last().text


def test_my_data_holds_my_choices(town: Town) -> None:
    from domain import own_data

    opened(town).press("Recevoir mes factures en ligne")

    here = town.services.portals.all()[BOE]
    with town.services.store.read() as transaction:
        known = own_data.known(transaction, here, town.account(ALICE))
    assert [(each["choix"], each["adresse"]) for each in known["choix"]] == [
        ("en ligne", ALICE.address)
    ]
    assert TEXT in known["choix"][0]["texte"]


def test_a_mail_that_came_back_is_said_at_the_next_visit(town: Town) -> None:
    with time_machine.travel("2026-11-12T10:00:00Z", tick=True):
        town.queue_mail(ALICE)
        town.send_what_is_due()
        message_id = town.inbox.last().header("Message-ID") or ""
        with town.services.store.write() as transaction:
            returns.take(transaction, a_return(message_id))

    page = logged_in(town).page
    again = logged_in(town).get("/compte")

    for each in (page, again):
        assert each.says("Notre mail du 12/11/2026 n'a pas pu vous être remis.")
        assert each.says("vos prochaines factures arrivent sur papier")
