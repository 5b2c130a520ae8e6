"""A lot of 200 bills for customers of every kind: numbers that add up, and the right ones on paper."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import time_machine
from pypdf import PdfReader

from domain import clock, returns
from domain.accounts import states
from domain.customers import choosing
from domain.history import NO_VISIT
from domain.invoices import announcements
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import run
from tests.databases import EmptyDatabase
from tests.inbox import Inbox
from tests.people import BOE, PASSWORD, VILLE_DE_BOE, Person
from tests.returned import a_return
from tests.town import Town, running

OF_EACH = 5


def cast() -> list[Person]:
    """Two hundred customers; the first 35 have an account."""
    return [
        Person(
            f"NOM{place:03d}",
            f"a{place}@exemple.fr",
            numbers=(f"1{place:03d}",),
            is_active=place < 35,
        )
        for place in range(200)
    ]


def a_kind(people: list[Person], place: int) -> list[Person]:
    return people[place * OF_EACH : (place + 1) * OF_EACH]


def choose(town: Town, people: Iterable[Person]) -> None:
    with town.services.store.write() as transaction:
        for who in people:
            account, number = town.account(who), who.numbers[0]
            choosing.choose(
                transaction, VILLE_DE_BOE, account, number, "Oui.", NO_VISIT, is_online=True
            )


def on_paper(town: Town, folder: Path, *more: str) -> tuple[list[str], str]:
    """The bills of the PDF in their order, and the last line of what the command says."""
    file = Path(mkdtemp(dir=folder)) / "papier.pdf"
    words = ("factures", "a-imprimer", "--import", "1", "--pdf", str(file), "--lien", BOE)
    answer = run(town.app, *words, *more)
    assert answer.status == 0, answer
    pages = (" ".join(page.extract_text().split()) for page in PdfReader(file).pages)
    numbers = [next(word for word in text.split() if word.startswith("L-")) for text in pages]
    return numbers, answer.said.replace("\u00a0", " ").splitlines()[-1]


def test_the_lot_adds_up_and_the_pdf_has_the_right_ones(
    tmp_path: Path, inbox: Inbox, empty_database: EmptyDatabase
) -> None:
    people = cast()
    paper, reads, silent, suspended, left, dead, full = (a_kind(people, at) for at in range(7))
    data = tmp_path / "data"
    with running(data, inbox, empty_database=empty_database, cast=tuple(people)) as town:
        choose(town, [*reads, *silent, *suspended, *left, *dead, *full])
        with town.services.store.write() as transaction:
            for who in suspended:
                states.suspend(transaction, VILLE_DE_BOE, town.account(who), NO_VISIT)
            for who in left:
                announcements.turn_off(transaction, VILLE_DE_BOE, town.account(who))
            tables.change_customer(transaction, BOE, people[100].numbers[0], channel="chorus")
        lot = [a_bill(who, f"L-{place:03d}") for place, who in enumerate(people)]
        report = brought_in(town, a_batch(tmp_path, *lot, people=people))
        town.services.sender.send_due(limit=200)
        for who in reads:
            visitor = town.visitor()
            visitor.log_in(BOE, who.address, PASSWORD)
            visitor.raw(
                "GET", visitor.page.link("Ouvrir le PDF de la facture " + number(people, who))
            ).close()

        before, line = on_paper(town, tmp_path)
        for who, text in ((dead[0], "550 5.1.1 unknown"), (full[0], "552 5.2.2 mailbox full")):
            sent = inbox.to(who.address)[-1].header("Message-ID") or ""
            with town.services.store.write() as transaction:
                returns.take(transaction, a_return(sent, who.address, text))
        after, line_after = on_paper(town, tmp_path)
        with time_machine.travel(clock.now() + timedelta(days=8, hours=1), tick=True):
            reminded, _ = on_paper(town, tmp_path, "--relance")

    online = {number(people, who) for who in (*reads, *silent, *dead, *full)}
    everybody = [number(people, who) for who in people]
    assert report.lives == {"to_print": 180, "read": 0, "told": 0, "to_tell": 20}
    assert line == "À imprimer 180, lues 5, prévenues 15, à prévenir 0 : 200 factures."
    assert before == [each for each in everybody if each not in online]
    assert line_after == "À imprimer 182, lues 5, prévenues 13, à prévenir 0 : 200 factures."
    came_back = {number(people, dead[0]), number(people, full[0])}
    assert after == [each for each in everybody if each not in online - came_back]
    assert reminded == [
        each for each in everybody if each not in {number(people, who) for who in reads}
    ]
    assert paper


def number(people: list[Person], who: Person) -> str:
    return f"L-{people.index(who):03d}"
