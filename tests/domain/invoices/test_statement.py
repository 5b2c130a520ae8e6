"""The statements of eight lives of a bill, word for word."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine

from domain import returns
from domain.accounts import closing
from domain.customers import choosing
from domain.history import NO_VISIT, Visit
from domain.invoices import lookup, statement
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import run
from tests.pages import logged_in
from tests.pdfs import a_pdf
from tests.people import ALICE, BOE, VILLE_DE_BOE
from tests.returned import a_return
from tests.town import Town

CONSENT = "Oui."
HASH = choosing.digest(CONSENT)
ARRIVED = "mise à disposition le 20/11/2026 à 9 h 00, dans l'espace du client"
TOLD = (
    "mail d'annonce remis à notre serveur d'envoi le 20/11/2026 à 9 h 01, "
    "pour alice.abadie@exemple.fr "
)
ON_LINE = TOLD + "(choisie en ligne)"
ON_PAPER = TOLD + "(aussi envoyée sur papier)"
CHOSEN = (
    "choix de recevoir les factures en ligne, fait le 19/11/2026 à 9 h 00 par "
    f"alice.abadie@exemple.fr (texte SHA-256 {HASH})"
)
OPENED = "ouverte le 21/11/2026 à 9 h 00 pour la première fois, par alice.abadie@exemple.fr"


@contextmanager
def on(day: int, minute: int = 0) -> Iterator[None]:
    """What happens in the block happens on that day of November at nine, in Boé."""
    with time_machine.travel(f"2026-11-{day}T08:{minute:02}:00Z", tick=False):
        yield


def choose(town: Town, *, is_online: bool = True) -> None:
    with town.services.store.write() as transaction:
        account, number = town.account(ALICE), ALICE.numbers[0]
        choosing.choose(
            transaction, VILLE_DE_BOE, account, number, CONSENT, NO_VISIT, is_online=is_online
        )


def arrive(town: Town, folder: Path, *, with_mail: bool = True) -> None:
    with on(20):
        brought_in(town, a_batch(folder, a_bill(ALICE)), with_mail=with_mail)
    with on(20, 1):
        town.send_what_is_due()


def open_it(town: Town) -> None:
    visitor = logged_in(town)
    visitor.raw("GET", visitor.get("/factures").link("Ouvrir le PDF de la facture FA-1")).close()


def nobody_opens(town: Town, folder: Path) -> list[str]:
    arrive(town, folder)
    return [ARRIVED, ON_PAPER]


def without_mail(town: Town, folder: Path) -> list[str]:
    arrive(town, folder, with_mail=False)
    return [ARRIVED]


def on_line_and_read(town: Town, folder: Path) -> list[str]:
    with on(19):
        choose(town)
    arrive(town, folder)
    with on(21):
        open_it(town)
    return [CHOSEN, ARRIVED, ON_LINE, OPENED]


def on_line_and_returned(town: Town, folder: Path) -> list[str]:
    with on(19):
        choose(town)
    arrive(town, folder)
    mail = town.inbox.to(ALICE.address)[-1]
    with on(22), town.services.store.write() as transaction:
        returns.take(transaction, a_return(mail.header("Message-ID") or ""))
    back = (
        "ce mail est revenu le 22/11/2026 à 9 h 00 : il n'a pas été remis à alice.abadie@exemple.fr"
    )
    return [CHOSEN, ARRIVED, ON_LINE, back]


def back_to_paper(town: Town, folder: Path) -> list[str]:
    with on(19):
        choose(town)
    with on(19, 30):
        choose(town, is_online=False)
    arrive(town, folder)
    paper = CHOSEN.replace("9 h 00", "9 h 30").replace("en ligne", "sur papier")
    return [CHOSEN, paper, ARRIVED, ON_PAPER]


def noted_by_the_service(town: Town, folder: Path) -> list[str]:
    with on(19), town.services.store.write() as transaction:
        visit = Visit(by="nadia@ville-boe.fr")
        number = ALICE.numbers[0]
        choosing.set_by_service(
            transaction, VILLE_DE_BOE, number, "coupon signé", visit, is_online=True
        )
    arrive(town, folder)
    noted = (
        "choix de recevoir les factures en ligne, fait le 19/11/2026 à 9 h 00 par "
        "nadia@ville-boe.fr (preuve : coupon signé)"
    )
    return [noted, ARRIVED, ON_LINE]


def replaced_after_it_was_read(town: Town, folder: Path) -> list[str]:
    arrive(town, folder)
    with on(21):
        open_it(town)
    with town.services.store.read() as transaction:
        before = lookup.by_number(transaction, VILLE_DE_BOE, "FA-1").document
    with on(23):
        other = {"FA-1.pdf": a_pdf("FA-1 corrigée, ABADIE Alice")}
        brought_in(town, a_batch(folder, a_bill(ALICE), name="corrigé", pdfs=other))
    with on(24):
        open_it(town)
    return [
        f"PDF d'avant mis à disposition le 20/11/2026 à 9 h 00 (SHA-256 {before})",
        ON_PAPER,
        OPENED + " (le PDF d'avant)",
        "ce PDF est remplacé le 23/11/2026 à 9 h 00",
        ARRIVED.replace("20/11", "23/11"),
        OPENED.replace("21/11", "24/11"),
    ]


def closed_afterwards(town: Town, folder: Path) -> list[str]:
    arrive(town, folder)
    with on(21):
        open_it(town)
    with on(22), town.services.store.write() as transaction:
        account = town.account(ALICE)
        closing.close(transaction, VILLE_DE_BOE, account, visit=NO_VISIT, reason="x")
    gone = "un compte fermé depuis"
    return [ARRIVED, ON_PAPER.replace(ALICE.address, gone), OPENED.replace(ALICE.address, gone)]


LIVES: tuple[Callable[[Town, Path], list[str]], ...] = (
    nobody_opens,
    without_mail,
    on_line_and_read,
    on_line_and_returned,
    back_to_paper,
    noted_by_the_service,
    replaced_after_it_was_read,
    closed_afterwards,
)


@pytest.mark.parametrize("live", LIVES, ids=lambda life: life.__name__)
def test_the_statement_of_a_life(
    town: Town, tmp_path: Path, live: Callable[[Town, Path], list[str]]
) -> None:
    expected = live(town, tmp_path)

    with on(30), town.services.store.read() as transaction:
        bill = lookup.by_number(transaction, VILLE_DE_BOE, "FA-1")
        made = statement.of(transaction, VILLE_DE_BOE, bill)

    said = [each.replace("\u00a0", " ") for each in made.events]
    assert said == expected
    assert [f"{label} : {text}".replace("\u00a0", " ") for label, text in made.facts] == [
        "Commune : Ville de Boé (M470310001)",
        "Facture : FA-1, du 23/11/2026, 57,20 €",
        "Client : 47031001 ABADIE Alice",
        f"PDF : SHA-256 {bill.document}",
    ]
    assert made.made_at.replace("\u00a0", " ") == "30/11/2026 à 9 h 00 (Europe/Paris)"


def test_the_command_prints_it_and_knows_no_other(town: Town, tmp_path: Path) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

    answer = run(town.app, "factures", "releve", "FA-1", "--lien", BOE)
    unknown = run(town.app, "factures", "releve", "FA-9", "--lien", BOE)

    assert answer.status == 0
    assert answer.said.splitlines()[0] == "Relevé de mise à disposition"
    assert "- mise à disposition le " in answer.said
    assert unknown.status == 2
