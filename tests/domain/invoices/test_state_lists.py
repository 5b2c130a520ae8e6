"""A list of states without PDFs changes just those, of bills that are here."""

from pathlib import Path
from typing import Any

import pytest

from domain.faults import Fault
from domain.history import Visit
from domain.imports import Outcome, Report
from domain.invoices import lookup, states
from domain.invoices.access import State
from store.records import Invoice
from tests.bills import a_batch, a_bill, brought_in
from tests.people import ALICE, BRUNO, VILLE_DE_BOE
from tests.town import Town

HEAD = "numéro;statut;reste;référence\n"


@pytest.fixture
def billed(town: Town, tmp_path: Path) -> Town:
    bills = [a_bill(ALICE, "FA-1"), a_bill(ALICE, "FA-2"), a_bill(BRUNO, "FA-3", statut="payée")]
    brought_in(town, a_batch(tmp_path, *bills))
    return town


def bring(town: Town, folder: Path, text: str, *, name: str = "statuts.csv", **how: Any) -> Report:
    path = folder / name
    path.write_text(text, "utf-8")
    return brought_in(town, path, **how)


def bill(town: Town, number: str) -> Invoice:
    with town.services.store.read() as transaction:
        return lookup.by_number(transaction, VILLE_DE_BOE, number)


def test_known_numbers_change_their_state_and_nothing_else(billed: Town, tmp_path: Path) -> None:
    before = bill(billed, "FA-1")

    report = bring(billed, tmp_path, f"{HEAD}FA-1;payée;;\nFA-2;;12,00;BOE 2\nFA-3;payée;;\n")

    assert (report.subject, report.outcome, report.number) == ("statuts", Outcome.DONE, 2)
    assert report.counts == {"added": 0, "changed": 2, "unchanged": 1, "rejected": 0}
    after = bill(billed, "FA-1")
    assert after == before._replace(state="paid")
    assert (bill(billed, "FA-2").remaining_cents, bill(billed, "FA-2").reference) == (1200, "BOE 2")
    assert report.mails == 0


def test_unknown_numbers_and_two_that_differ_are_refused_by_line(
    billed: Town, tmp_path: Path
) -> None:
    report = bring(
        billed, tmp_path, f"{HEAD}FA-9;payée;;\nFA-1;payée;;\nFA-1;à payer;;\nFA-2;payée;80,00;\n"
    )

    said = {each.line: each.reason for each in report.rejects}
    assert report.outcome is Outcome.PARTLY
    assert "la facture FA-9 n'est pas ici" in said[2]
    assert "est aussi à la ligne 4" in said[3]
    assert "est aussi à la ligne 3" in said[4]
    assert "est dite réglée et il reste à payer" in said[5]
    assert bill(billed, "FA-1").state is None
    assert (tmp_path / "statuts-rejets.xlsx").is_file()


def test_more_left_than_the_bill_is_refused(billed: Town, tmp_path: Path) -> None:
    [reject] = bring(billed, tmp_path, "numéro;reste\nFA-1;80,00\n").rejects

    assert "il reste plus à payer que le montant" in reject.reason


def test_what_is_left_after_it_was_paid_makes_it_due_again(billed: Town, tmp_path: Path) -> None:
    bring(billed, tmp_path, "numéro;reste\nFA-3;10,00\n")

    assert (bill(billed, "FA-3").state, bill(billed, "FA-3").remaining_cents) == ("due", 1000)


def test_again_or_tried_it_changes_nothing(billed: Town, tmp_path: Path) -> None:
    text = f"{HEAD}FA-1;payée;;\n"
    assert bring(billed, tmp_path, text, is_dry_run=True).counts["changed"] == 1
    assert bill(billed, "FA-1").state is None

    bring(billed, tmp_path, text)
    again = bring(billed, tmp_path, text)

    assert (again.number, again.counts["unchanged"]) == (None, 1)


def test_an_agents_word_is_kept_beside_and_named(billed: Town, tmp_path: Path) -> None:
    with billed.services.store.write() as transaction:
        states.set_by_agent(
            transaction, VILLE_DE_BOE, "FA-1", State.PAID, Visit(by="nadia@ville-boe.fr")
        )

    report = bring(billed, tmp_path, f"{HEAD}FA-1;à payer;;\n")

    [line] = report.notes["contradicted"]
    assert line.startswith("FA-1 : nadia@ville-boe.fr l'avait dite payée le ")
    assert bill(billed, "FA-1").state == "paid"


def test_a_list_taken_back_leaves_the_states_of_before(billed: Town, tmp_path: Path) -> None:
    bring(billed, tmp_path, f"{HEAD}FA-1;payée;;\nFA-3;annulée;;\n")

    with billed.services.store.write() as transaction:
        assert states.take_back(transaction, VILLE_DE_BOE, 2, Visit()) == 2

    assert (bill(billed, "FA-1").state, bill(billed, "FA-3").state) == (None, "paid")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("numéro;objet\nFA-1;Eau\n", "une colonne « statut », « reste » ou « référence »"),
        ("numéro;statut;fichier\nFA-1;payée;FA-1.pdf\n", "est la liste d'un lot"),
        (HEAD, "il n'y a aucune facture"),
    ],
)
def test_another_kind_of_list_is_one_sentence(
    billed: Town, tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(Fault, match=why):
        bring(billed, tmp_path, text)


def test_another_communes_bill_is_not_reached(billed: Town, tmp_path: Path) -> None:
    path = tmp_path / "statuts.csv"
    path.write_text("numéro;statut\nFA-1;payée\n", "utf-8")

    report = brought_in(billed, path, portal="M470010001")

    assert [each.line for each in report.rejects] == [2]
    assert bill(billed, "FA-1").state is None
