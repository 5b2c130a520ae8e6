"""The procedure's seven steps, and every answer on the way."""

import time_machine

from domain.accounts.states import State, state
from tests.inbox import Inbox, Mood
from tests.pages import ask_to_activate
from tests.people import ALICE, BOE, BRUNO, CHLOE, DENIS, ZOE
from tests.town import ORIGIN, SENDER, Town
from tests.visitor import Visitor

NEW_PASSWORD = "une girafe à lunettes"


def test_step_1_the_typed_address_opens_the_log_in(visitor: Visitor) -> None:
    page = visitor.get("/?LIEN=M470310001")

    assert page.says("LE PORTAIL DES FACTURES")
    assert page.field("Adresse mail").get("type") == "email"
    assert page.field("Mot de passe").get("type") == "password"
    assert page.link("Oublié ?")
    assert page.button("Se connecter")
    assert page.title.endswith("– Le portail des factures – Ville de Boé")


def test_step_2_the_link_leads_to_the_activation(visitor: Visitor) -> None:
    visitor.get("/?LIEN=M470310001")

    page = visitor.click("J'active mon compte")

    assert page.h1 == "Veuillez saisir votre adresse de messagerie"
    assert page.link("J'active mon compte")
    assert page.button("Activation")


def test_steps_3_and_4_a_known_address_is_told_that_the_mail_was_sent(
    visitor: Visitor, inbox: Inbox
) -> None:
    page = ask_to_activate(visitor, BRUNO)

    assert page.says("Un message d'activation du compte vous a été envoyé avec succès")
    assert page.says(SENDER)
    assert page.says(BRUNO.address)
    assert page.says("indésirables")
    assert [mail.to for mail in inbox.mails] == [BRUNO.address]


def test_step_5_the_mail_reads_as_the_procedure_says(visitor: Visitor, inbox: Inbox) -> None:
    ask_to_activate(visitor, BRUNO)

    mail = inbox.last()
    assert mail.subject == "Accès au portail des factures"
    assert mail.text.strip().splitlines() == [
        "Bonjour,",
        "",
        "Vous avez demandé l'activation de votre espace sur le portail des factures.",
        "",
        "Cliquez sur le lien suivant ou copiez le dans votre navigateur",
        "",
        mail.link(),
        "",
        "pour définir votre mot de passe et finaliser la procédure d'activation.",
        "",
        "Salutations distinguées,",
        "",
        "Merci de ne pas répondre à ce message.",
    ]
    assert mail.link().startswith(f"{ORIGIN}/?LIEN=X")
    assert mail.link() in mail.html
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert str(mail.header("Message-ID")).endswith("@ville-boe.fr>")
    assert mail.header("Date")
    assert str(mail.header("From")) == f"Ville de Boé <{SENDER}>"


def test_step_6_the_link_leads_to_the_choice_of_a_password(visitor: Visitor, inbox: Inbox) -> None:
    ask_to_activate(visitor, BRUNO)

    page = visitor.get(inbox.last().link())

    assert page.h1 == "Saisissez votre nouveau mot de passe"
    assert page.says(BRUNO.address) or BRUNO.address in page.body
    assert page.says("5 caractères minimum")
    assert page.link("Oublié ?")
    assert page.link("J'active mon compte")
    assert page.button("Enregistrer")


def test_step_7_the_password_is_kept_and_opens_the_account(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    ask_to_activate(visitor, BRUNO)
    visitor.get(inbox.last().link())

    page = visitor.fill("Mot de passe", NEW_PASSWORD).press("Enregistrer")

    assert page.says("Le nouveau mot de passe a été enregistré avec succès.")
    assert page.field("Adresse mail").get("value") == BRUNO.address
    assert visitor.fill("Mot de passe", NEW_PASSWORD).press("Se connecter").h1 == "Mes factures"
    assert town.kinds_of_events(BRUNO) == [
        "activation_asked",
        "mail_sent",
        "activated",
        "logged_in",
    ]


def test_after_the_log_out_the_private_page_asks_for_the_password_again(
    visitor: Visitor, town: Town
) -> None:
    visitor.log_in(BOE, ALICE.address, "le chat de la voisine")

    page = visitor.press("Me déconnecter")

    assert page.says("Déconnexion effectuée.")
    assert visitor.get("/factures").button("Se connecter")


def test_nobody_is_logged_in_by_a_link(visitor: Visitor, inbox: Inbox) -> None:
    ask_to_activate(visitor, BRUNO)
    visitor.get(inbox.last().link())
    visitor.fill("Mot de passe", NEW_PASSWORD).press("Enregistrer")

    assert visitor.get("/factures").button("Se connecter")


def test_an_unknown_address_is_told_whom_to_write_to(visitor: Visitor, inbox: Inbox) -> None:
    page = ask_to_activate(visitor, ZOE)

    assert page.says("Activation impossible, adresse inconnue")
    assert page.title.startswith("Erreur : ")
    assert page.link("service-facturation@ville-boe.fr").startswith(
        "mailto:service-facturation@ville-boe.fr"
    )
    assert inbox.mails == []


def test_an_active_account_is_told_to_use_the_forgotten_password(
    visitor: Visitor, inbox: Inbox
) -> None:
    page = ask_to_activate(visitor, ALICE)

    assert page.says(
        "Activation impossible, il existe déjà un compte actif avec cette adresse mail"
    )
    assert any("mot-de-passe-oublie" in str(link.get("href")) for link in page.all("a"))
    assert inbox.mails == []


def test_a_customer_of_another_commune_is_unknown_in_this_one(visitor: Visitor) -> None:
    visitor.get(f"/activation?LIEN={BOE}")

    page = visitor.fill("Adresse mail", DENIS.address).press("Activation")

    assert page.says("Activation impossible, adresse inconnue")


def test_two_customers_at_one_address_have_one_account(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    ask_to_activate(visitor, CHLOE)
    ask_to_activate(visitor, CHLOE)

    assert {mail.to for mail in inbox.mails} == {CHLOE.address}
    assert state(town.account(CHLOE)) is State.PENDING


def test_the_mail_goes_to_the_address_on_record(visitor: Visitor, inbox: Inbox) -> None:
    visitor.get(f"/activation?LIEN={BOE}")

    visitor.fill("Adresse mail", "  BRUNO.Berard@Exemple.FR ").press("Activation")

    assert inbox.last().to == BRUNO.address


def test_an_empty_or_impossible_address_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.get(f"/activation?LIEN={BOE}")

    page = visitor.fill("Adresse mail", "jean.dupuy@exemple,fr").press("Activation", status=422)

    assert page.says("virgule")
    assert page.field("Adresse mail").get("value") == "jean.dupuy@exemple,fr"
    assert page.field("Adresse mail").get("aria-invalid") == "true"
    assert page.title.startswith("Erreur : ")


def test_absurd_addresses_get_an_answer_and_never_a_mail(visitor: Visitor, inbox: Inbox) -> None:
    absurd = (
        "bruno.berard@exemple.fr\r\nBcc: zoe@exemple.fr",
        "<script>alert(1)</script>",
        "a" * 300 + "@exemple.fr",
        "bruno\x00.berard@exemple.fr",
        "bruno.berard@exemple.fr,zoe@exemple.fr",
        "' OR 1=1 --",
        "аlice@exemple.fr",
    )
    for typed in absurd:
        visitor.get(f"/activation?LIEN={BOE}")
        page = visitor.fill("Adresse mail", typed).press("Activation", status=422)
        assert "<script>alert" not in page.body

    assert inbox.mails == []


def test_a_request_without_its_token_keeps_the_address_and_asks_again(visitor: Visitor) -> None:
    visitor.get(f"/activation?LIEN={BOE}")
    visitor.forget_cookies()

    page = visitor.fill("Adresse mail", BRUNO.address).press("Activation", status=422)

    assert page.says("Recommencez")
    assert page.field("Adresse mail").get("value") == BRUNO.address
    assert visitor.press("Activation").says("envoyé avec succès")


def test_a_slip_in_a_common_domain_is_asked_about(visitor: Visitor) -> None:
    visitor.get(f"/activation?LIEN={BOE}")
    unknown = visitor.fill("Adresse mail", "bruno@gmial.com").press("Activation")
    visitor.get(f"/activation?LIEN={BOE}")
    misspelt = visitor.fill("Adresse mail", "bruno@gmail,com").press("Activation", status=422)
    visitor.get(f"/mot-de-passe-oublie?LIEN={BOE}")
    forgotten = visitor.fill("Adresse mail", "bruno@gmial.com").press("Recevoir le message")

    assert unknown.says("Vouliez-vous écrire bruno@gmail.com ?")
    assert misspelt.says("Vouliez-vous écrire bruno@gmail.com ?")
    assert forgotten.says("Vouliez-vous écrire bruno@gmail.com ?")


def test_the_code_is_read_as_people_type_it(visitor: Visitor) -> None:
    for typed in ("m470310001", "%20M470310001%20", "M47O31OOO1", "M47%20031%200001"):
        assert visitor.get(f"/?LIEN={typed}").title.endswith("Ville de Boé")
    assert visitor.get("/?lien=M470310001").title.endswith("Ville de Boé")


def test_an_unknown_code_says_what_to_do(visitor: Visitor) -> None:
    for typed in ("M999990001", "bonjour", "%00", "M47031000199999", "<script>"):
        page = visitor.get(f"/?LIEN={typed}", status=404)
        assert page.says("LIEN") or page.says("code")


def test_without_a_code_the_portals_of_the_host_are_to_choose_from(visitor: Visitor) -> None:
    page = visitor.get("/", status=404)

    assert page.link("Ville de Boé").endswith("LIEN=M470310001")


def test_a_mail_sent_late_holds_a_link_of_full_age(
    visitor: Visitor, inbox: Inbox, town: Town
) -> None:
    with time_machine.travel("2026-11-23 12:00:00+00:00", tick=True) as clock:
        inbox.mood = Mood.HANGS
        ask_to_activate(visitor, BRUNO)
        inbox.mood = Mood.ACCEPTS
        clock.shift(60 * 3600)
        town.send_what_is_due()
        clock.shift(71 * 3600)

        assert visitor.get(inbox.last().link()).button("Enregistrer")
