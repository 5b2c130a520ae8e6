"""What each line of a list of invoices says, or why it can't be taken."""

from datetime import date

import pytest

from domain.columns import INVOICE_LIST
from domain.invoices import lists
from domain.invoices.access import State
from domain.invoices.lists import Draft
from domain.listings import Listing
from sheets.reading import read

TITLES = "numero;client;objet;date;echeance;montant;fichier;statut;reste;reference"
LINE = "FA-1;0047;Eau;23/11/2026;23/12/2026;57,20;FA-1.pdf;à payer;;R1"


def listing(*lines: str, titles: str = TITLES) -> Listing[Draft]:
    return lists.read(read("\n".join([titles, *lines]).encode(), INVOICE_LIST))


def reasons(*lines: str, titles: str = TITLES) -> list[str]:
    return [reject.reason for reject in listing(*lines, titles=titles).rejects]


def test_a_line_says_all_of_a_bill() -> None:
    draft = listing(LINE).entries["FA-1"]

    assert (draft.customer, draft.subject, draft.amount_cents) == ("0047", "Eau", 5_720)
    assert (draft.issued_on, draft.due_on) == (date(2026, 11, 23), date(2026, 12, 23))
    assert (draft.state, draft.remaining_cents, draft.reference) == (State.DUE, None, "R1")


def test_what_the_list_has_no_column_for_is_unsaid() -> None:
    short = "numero;client;date;montant;fichier"

    draft = listing("FA-1;0047;23/11/2026;57,20;FA-1.pdf", titles=short).entries["FA-1"]

    assert {"state", "remaining_cents", "reference", "due_on", "subject"} <= draft.unsaid
    assert "state" not in listing(LINE).entries["FA-1"].unsaid


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE.replace("à payer;", "à payer;60,00"), "il reste plus à payer que le montant"),
        (LINE.replace("à payer;", "payée;10,00"), "la facture est dite réglée et il reste à payer"),
        (LINE.replace("à payer", "perdue"), "n'est pas un état"),
        (LINE.replace("57,20", ""), "la case est vide"),
        ("FA-1;0047;Eau;23/11/2026", "la ligne s'arrête avant cette colonne"),
    ],
)
def test_a_line_that_contradicts_itself_or_ends_early_is_refused(line: str, reason: str) -> None:
    (found,) = reasons(line)

    assert reason in found


def test_the_same_line_twice_counts_once_and_two_that_differ_are_both_refused() -> None:
    assert len(listing(LINE, LINE).entries) == 1
    assert len(reasons(LINE, LINE.replace("57,20", "57,21"))) == 2
