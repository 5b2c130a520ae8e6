"""`flask factures remove`: bills, or all that an import added, taken back."""

from contextlib import closing
from pathlib import Path

import pytest

from domain import clock
from store import deliveries
from store.models import INVOICES, MESSAGES
from store.records import MessageState
from tests import tables
from tests.bills import a_batch, a_bill
from tests.commands.bills import a_register, activate_many, asked, bring_in, numbers
from tests.commands.flask import flask
from tests.databases import EmptyDatabase, store_of
from tests.people import ALICE


@pytest.fixture
def folder(tmp_path: Path, empty_database: EmptyDatabase) -> Path:
    return a_register(tmp_path, empty_database)


def test_a_wrong_batch_is_taken_back_whole(folder: Path, tmp_path: Path) -> None:
    activate_many(folder, 2)
    bring_in(folder, a_batch(tmp_path, a_bill("1", "FA-1")), "--oui")
    bring_in(folder, a_batch(tmp_path, a_bill("1", "FA-2"), a_bill("2", "FA-3")), "--oui")

    answer = flask("factures", "remove", "--import", "2", folder=folder, typed="o\n")

    assert answer.status == 0
    assert answer.said == "2 factures retirées.\n2 annonces annulées.\n"
    assert numbers(folder) == ["FA-1"]
    states = asked(folder, "SELECT state, count(*) FROM messages GROUP BY state")
    assert sorted(states) == [("cancelled", 2), ("waiting", 1)]


def test_who_was_told_of_what_goes_is_counted_and_may_be_written_to(
    folder: Path, tmp_path: Path
) -> None:
    activate_many(folder, 1)
    bring_in(folder, a_batch(tmp_path, a_bill("1", "FA-2")))
    with closing(store_of(folder)) as store, store.write() as transaction:
        (mail,) = tables.rows(transaction, MESSAGES)
        tables.change(transaction, MESSAGES, mail.id, state=MessageState.SENT)
        ids, whose = [bill.id for bill in tables.rows(transaction, INVOICES)], mail.account_id
        deliveries.note_handed_over(
            transaction, ids, account_id=whose, mail_id=mail.id, at=clock.now()
        )

    declined = flask("factures", "remove", "FA-2", folder=folder, typed="n\n")
    answer = flask("factures", "remove", "FA-2", "--prevenir", folder=folder, typed="o\n")

    assert "Déjà prévenus par un courriel : 1 client ; « --prevenir » leur écrit." in declined.told
    assert "Déjà prévenus par un courriel : 1 client." in answer.told
    assert answer.said == "1 facture retirée.\nUn courriel de plus les en prévient : 1 client.\n"
    kinds = asked(folder, "SELECT kind, state FROM messages ORDER BY id")
    assert kinds == [("new_invoices", "sent"), ("bills_withdrawn", "waiting")]


def test_single_invoices_are_taken_back_by_their_numbers(folder: Path, tmp_path: Path) -> None:
    bring_in(folder, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))

    answer = flask("factures", "remove", "FA-1", "FA-9", folder=folder, typed="o\n")

    assert answer.status == 1
    assert answer.said == "1 facture retirée.\nNuméros inconnus : FA-9.\n"
    assert numbers(folder) == ["FA-2"]


def test_removing_asks_first_and_names_what_it_does_not_know(folder: Path, tmp_path: Path) -> None:
    bring_in(folder, a_batch(tmp_path, a_bill(ALICE, "FA-1")))

    assert flask("factures", "remove", "FA-1", folder=folder, typed="n\n").status == 2
    assert flask("factures", "remove", "FA-9", folder=folder).status == 2
    unknown = flask("factures", "remove", "--import", "7", folder=folder)
    assert (unknown.status, "n° 7 n'existe pas" in unknown.told) == (2, True)
    assert flask("factures", "remove", folder=folder).status == 2
    assert numbers(folder) == ["FA-1"]


def test_what_an_import_had_replaced_is_named_when_it_is_taken_back(
    folder: Path, tmp_path: Path
) -> None:
    bring_in(folder, a_batch(tmp_path, a_bill(ALICE, "FA-1")))
    bring_in(
        folder, a_batch(tmp_path, a_bill(ALICE, "FA-1", montant="1,00"), a_bill(ALICE, "FA-2"))
    )

    answer = flask("factures", "remove", "--import", "2", folder=folder, typed="o\n")

    assert answer.status == 1
    assert "remplacé des factures plus anciennes : FA-1" in answer.said


def test_who_brought_a_batch_in_and_took_bills_back_is_kept(folder: Path, tmp_path: Path) -> None:
    bring_in(folder, a_batch(tmp_path, a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2")))

    flask("factures", "remove", "FA-2", "--oui", folder=folder, SUDO_USER="jeanne")

    kept = asked(folder, "SELECT kind, details, done_by FROM events ORDER BY id DESC")
    [removed, imported] = [tuple(row) for row in kept]
    assert removed == ("invoices_removed", "FA-2", "jeanne, flask factures remove")
    assert imported[0] == "list_imported"
    assert imported[2].endswith(", flask factures import")
