"""`flask factures a-imprimer`: which bills of a lot go on paper, and one PDF of them."""

from datetime import timedelta
from pathlib import Path

import time_machine
from pypdf import PdfReader

from domain import clock, returns
from domain.customers import choosing
from domain.history import NO_VISIT
from tests import tables
from tests.bills import a_batch, a_bill, brought_in
from tests.commands.flask import Answer, run
from tests.people import ALICE, BOE, BRUNO, CHLOE, VILLE_DE_BOE
from tests.returned import a_return
from tests.town import COMMUNES, Town

WORDS = ("a-imprimer", "--import", "1", "--lien", BOE)


def to_print(town: Town, *more: str) -> Answer:
    return run(town.app, "factures", *WORDS, *more)


def texts(file: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(file).pages]


def a_lot(town: Town, folder: Path) -> None:
    """Alice is on line and told, the others get paper; in the list's order."""
    with town.services.store.write() as transaction:
        note, number = "coupon", ALICE.numbers[0]
        choosing.set_by_service(transaction, VILLE_DE_BOE, number, note, NO_VISIT, is_online=True)
    bills = [a_bill(CHLOE, "C-1"), a_bill(ALICE, "A-1"), a_bill(BRUNO, "B-1")]
    brought_in(town, a_batch(folder, *bills))
    town.send_what_is_due()


def test_those_on_paper_come_in_one_pdf_in_the_order_of_the_list(
    town: Town, tmp_path: Path
) -> None:
    a_lot(town, tmp_path)
    file = tmp_path / "papier.pdf"

    answer = to_print(town, "--pdf", str(file))

    assert answer.status == 0
    assert ["C-1" in texts(file)[0], "B-1" in texts(file)[1]] == [True, True]
    assert len(texts(file)) == 2
    last = answer.said.replace("\u00a0", " ").splitlines()[-1]
    assert last == "À imprimer 2, lues 0, prévenues 1, à prévenir 0 : 3 factures."


def test_after_eight_days_those_told_and_not_opened_are_added(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)

    early = to_print(town, "--relance")
    with time_machine.travel(clock.now() + timedelta(days=8, minutes=1), tick=True):
        late = to_print(town, "--relance")

    assert "2 factures à imprimer" in early.said.replace("\u00a0", " ")
    assert "3 factures à imprimer" in late.said.replace("\u00a0", " ")
    assert "A-1" in late.said
    assert "il y a 8 jours" in late.said.replace("\u00a0", " ")


def test_a_returned_mail_adds_its_bill(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    mail = town.inbox.to(ALICE.address)[-1]
    with town.services.store.write() as transaction:
        returns.take(transaction, a_return(mail.header("Message-ID") or ""))

    assert "A-1" in to_print(town).said


def test_where_returned_mails_are_not_read_that_is_said_and_a_reminder_advised(
    town: Town, tmp_path: Path
) -> None:
    a_lot(town, tmp_path)

    assert "relancez avec --relance" in to_print(town).told
    assert to_print(town, "--relance").told == ""


def test_nothing_to_print_makes_no_file(town: Town, tmp_path: Path) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, ALICE.numbers[0], channel="online")
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))
    file = tmp_path / "papier.pdf"

    answer = to_print(town, "--pdf", str(file))

    assert (answer.status, file.exists()) == (0, False)
    assert "Rien à imprimer." in answer.said


def test_a_file_that_is_there_is_not_overwritten(town: Town, tmp_path: Path) -> None:
    a_lot(town, tmp_path)
    file = tmp_path / "papier.pdf"
    file.write_bytes(b"mine")

    assert to_print(town, "--pdf", str(file)).status == 2
    assert file.read_bytes() == b"mine"


def test_an_unknown_lot_is_a_sentence(town: Town) -> None:
    answer = to_print(town)

    assert answer.status == 2
    assert "import" in answer.told


def test_a_commune_that_asks_for_it_gets_the_postal_address_before_each_bill(
    town: Town, tmp_path: Path
) -> None:
    a_lot(town, tmp_path)
    with town.services.store.write() as transaction:
        address = "12 rue (haute) de l'Été\n47310 Boé"
        tables.change_customer(transaction, BOE, BRUNO.numbers[0], postal_address=address)
    asked = COMMUNES.replace('telephone = "05', 'papier_adresse = true\ntelephone = "05')
    (town.data_dir / "portails.toml").write_text(asked, "utf-8")
    file = tmp_path / "papier.pdf"

    to_print(town, "--pdf", str(file))

    pages = texts(file)
    assert len(pages) == 3
    assert "BÉRARD Bruno 12 rue (haute) de l'Été 47310 Boé" in pages[1]
    assert "B-1" in pages[2]


def test_a_bill_whose_pdf_is_gone_is_named_and_nothing_is_written(
    town: Town, tmp_path: Path
) -> None:
    a_lot(town, tmp_path)
    for path in (town.data_dir / "documents").rglob("*"):
        if path.is_file():
            path.write_bytes(b"%PDF-1.4 damaged")
    file = tmp_path / "papier.pdf"

    answer = to_print(town, "--pdf", str(file))

    assert answer.status == 2
    assert "facture C-1" in answer.told.replace("\u00a0", " ")
    assert not file.exists()


def test_chorus_is_printed_with_a_word_of_where_it_should_go(town: Town, tmp_path: Path) -> None:
    with town.services.store.write() as transaction:
        tables.change_customer(transaction, BOE, BRUNO.numbers[0], channel="chorus")
    a_lot(town, tmp_path)

    assert "Dont 1 à déposer plutôt sur Chorus Pro." in to_print(town).said.replace("\u00a0", " ")
