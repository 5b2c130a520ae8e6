"""`flask comptes inviter`: who gets the activation's link without having asked."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from domain import clock
from mail.messages import AT_LEISURE, AWAITED
from store import events, messages
from tests import bills
from tests.commands.flask import Answer, run
from tests.inbox import Mail
from tests.people import AGEN, ALICE, BOE, BRUNO, CHLOE, DENIS, PASSWORD, ZOE
from tests.town import Town

A_MONTH = 30 * 24 * 60  # minutes


def invite(town: Town, *words: str, lien: str = BOE) -> Answer:
    return run(town.app, "comptes", "inviter", *words, "--lien", lien)


def mailed(town: Town) -> list[str]:
    town.send_what_is_due()
    return [mail.to for mail in town.inbox.mails]


def the_mail(town: Town) -> Mail:
    town.send_what_is_due()
    (mail,) = town.inbox.mails
    return mail


def test_everybody_with_an_address_and_no_account_is_invited_once(town: Town) -> None:
    first = invite(town, "--tous")
    again = invite(town, "--tous")

    assert (first.status, again.status) == (0, 0)
    assert "Envoyées 2" in " ".join(first.said.split())
    assert "Invités il y a moins de 30 jours 2" in " ".join(again.said.split())
    assert mailed(town) == [BRUNO.address, CHLOE.address]


def test_the_mail_says_from_whom_and_what_for_and_its_link_activates(town: Town) -> None:
    invite(town, BRUNO.address)
    mail = the_mail(town)
    visitor = town.visitor()

    assert mail.subject == "Ville de Boé\u00a0: lisez vos factures en ligne"
    assert "Vos factures de la commune (Ville de Boé) se lisent maintenant en ligne" in mail.text
    assert "Ce lien fonctionne pendant 3 jours." in mail.text.replace("\u00a0", " ")
    parts = urlsplit(mail.link())
    visitor.get(f"{parts.path}?{parts.query}")
    visitor.fill("Mot de passe", PASSWORD).press("Enregistrer")
    assert visitor.log_in(BOE, BRUNO.address, PASSWORD).h1 == "Mes factures"


def test_who_is_no_customer_can_say_so_to_the_service(town: Town) -> None:
    invite(town, BRUNO.address)
    mail = the_mail(town)

    link = next(line for line in mail.text.splitlines() if line.startswith("mailto:"))
    assert link.startswith("mailto:service-facturation@ville-boe.fr?subject=")
    assert BRUNO.address in unquote(link)
    assert f'href="{link.replace("&", "&amp;")}"' in mail.html


def test_a_dry_run_says_as_much_and_sends_nothing(town: Town) -> None:
    answer = invite(town, "--tous", "--dry-run")

    assert "À envoyer 2" in " ".join(answer.said.split())
    assert mailed(town) == []
    assert not town.has_account(BRUNO)


def test_after_a_month_they_may_be_invited_again(town: Town) -> None:
    invite(town, BRUNO.address)
    with town.later(minutes=A_MONTH - 1):
        too_soon = invite(town, BRUNO.address)
    with town.later(minutes=A_MONTH + 1):
        again = invite(town, BRUNO.address)

    assert too_soon.status == 2
    assert f"{BRUNO.address} a déjà été invitée il y a moins de 30 jours." in too_soon.said
    assert again.status == 0


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (ALICE.address, "a déjà un compte"),
        (ZOE.address, "n'est l'adresse d'aucun client"),
        (DENIS.address, "n'est l'adresse d'aucun client"),
    ],
)
def test_who_can_not_be_invited_is_named_with_the_reason(
    town: Town, address: str, sentence: str
) -> None:
    alone = invite(town, address)
    beside = invite(town, address, BRUNO.address)

    assert (alone.status, beside.status) == (2, 1)
    assert f"{address} {sentence}." in alone.said
    assert mailed(town) == [BRUNO.address]


def test_a_suspended_account_is_not_invited(town: Town) -> None:
    run(town.app, "comptes", "suspend", ALICE.address, "--lien", BOE)

    assert invite(town, ALICE.address).status == 2


def test_an_address_that_its_server_refused_is_left_alone(town: Town) -> None:
    with town.services.store.write() as transaction:
        messages.mark_refused(transaction, BOE, BRUNO.address, clock.now(), "550 5.1.1 unknown")

    answer = invite(town, "--tous")

    assert "Adresse refusée 1" in " ".join(answer.said.split())
    assert mailed(town) == [CHLOE.address]


def test_of_an_import_of_bills_those_are_invited_whom_it_brought_one(
    town: Town, tmp_path: Path
) -> None:
    bills.brought_in(
        town, bills.a_batch(tmp_path, bills.a_bill(CHLOE), bills.a_bill(ALICE, "FA-2"))
    )

    assert invite(town, "--import", "1").status == 0
    assert sorted(mailed(town)) == [ALICE.address, CHLOE.address]


def test_of_an_import_of_customers_those_are_invited_whom_it_named(
    town: Town, tmp_path: Path
) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(f"Numéro;Nom;Adresse mail\n9001;ZIDI Zoé;{ZOE.address}\n", "utf-8")
    run(town.app, "clients", "import", str(path), "--lien", BOE)

    invite(town, "--import", "1")

    assert mailed(town) == [ZOE.address]


def test_an_import_that_does_not_exist_here_is_named(town: Town) -> None:
    answer = invite(town, "--import", "7", lien=AGEN)

    assert answer.status == 2
    assert "L'import n° 7 n'existe pas ici" in answer.told


def test_one_way_of_saying_who_is_enough(town: Town) -> None:
    neither, both = invite(town), invite(town, BRUNO.address, "--tous")

    assert (neither.status, both.status) == (2, 2)
    assert "Donnez des adresses, ou --tous, ou --import N." in neither.told


def test_invitations_leave_at_the_pace_of_announcements(town: Town) -> None:
    invite(town, "--tous")

    awaited = town.services.sender.send_due(kinds=AWAITED)
    at_leisure = town.services.sender.send_due(kinds=AT_LEISURE)

    assert (len(awaited), len(at_leisure)) == (0, 2)


def test_an_invitation_that_has_lost_its_reason_does_not_leave(town: Town) -> None:
    invite(town, "--tous")
    town.activate(BRUNO)
    run(town.app, "clients", "remove", *CHLOE.numbers, "--lien", BOE)

    assert mailed(town) == []


def test_the_history_says_who_was_invited_and_by_whom(town: Town) -> None:
    invite(town, "--tous")
    mailed(town)

    shown = run(town.app, "comptes", "show", BRUNO.address, "--lien", BOE).said
    assert "courriel « invitation » envoyé" in shown
    with town.services.store.read() as transaction:
        ((line, _),) = events.of_staff(transaction, BOE, limit=10)
    assert (line.kind, line.details) == ("invited", "2\u00a0adresses")
    assert line.done_by.endswith("flask comptes inviter")


def test_who_was_invited_has_not_asked(town: Town) -> None:
    invite(town, "--tous")

    figures = json.loads(run(town.app, "comptes", "list", "--json", "--lien", BOE).said)["chiffres"]

    assert (figures["demandes"], figures["actives"]) == (1, 1)  # Alice's
