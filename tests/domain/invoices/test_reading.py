"""What a batch says: its list, and each PDF that the list names, read once."""

from pathlib import Path

import pytest
import time_machine

from domain.faults import Fault
from domain.invoices import batches, reading
from domain.invoices.reading import Contents
from store.documents import Documents
from tests.bills import a_batch, a_bill
from tests.domain.invoices.ground import NOON
from tests.pdfs import a_pdf


def contents(batch: Path, documents: Documents | None = None) -> Contents:
    return reading.read(batches.open_batch(batch), documents)


def test_each_pdf_is_checked_and_kept_under_its_sum(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "data")

    found = contents(a_batch(tmp_path, a_bill("47", "FA-1"), a_bill("48", "FA-2")), documents)

    assert [draft.number for draft, _ in found.lines] == ["FA-1", "FA-2"]
    for _, document in found.lines:
        assert documents.path(document.digest).stat().st_size == document.size
        assert document.pages == 1


def test_nothing_is_kept_where_nothing_may_be_written(tmp_path: Path) -> None:
    found = contents(a_batch(tmp_path, a_bill("47")))

    assert len(found.lines) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lot.zip"]


def test_a_file_that_is_no_pdf_or_is_not_there_is_a_reject(tmp_path: Path) -> None:
    bills = a_bill("47", "FA-1"), a_bill("48", "FA-2", fichier="ailleurs.pdf")

    found = contents(a_batch(tmp_path, *bills, pdfs={"FA-1.pdf": b"<html>"}))

    assert found.lines == []
    assert [reject.line for reject in found.rejects] == [2, 3]
    assert "ailleurs.pdf" in found.rejects[1].reason


def test_one_pdf_for_two_customers_is_refused_at_both_lines_and_for_one_it_is_not(
    tmp_path: Path,
) -> None:
    same = a_pdf("FA-1")
    two = a_batch(
        tmp_path,
        *(a_bill("47", "FA-1"), a_bill("48", "FA-2"), a_bill("49", "FA-3"), a_bill("49", "FA-4")),
        pdfs={"FA-1.pdf": same, "FA-2.pdf": same, "FA-3.pdf": a_pdf("x"), "FA-4.pdf": a_pdf("x")},
    )

    found = contents(two)

    assert [reject.line for reject in found.rejects] == [2, 3]
    assert all("(47, 48)" in reject.reason for reject in found.rejects)
    assert {draft.number for draft, _ in found.lines} == {"FA-3", "FA-4"}


def test_what_is_worth_a_look_is_remarked(tmp_path: Path) -> None:
    bills = (
        a_bill("47", "FA-1", echeance="01/11/2026"),
        a_bill("48", "FA-2", date="01/01/2028", echeance=""),
    )
    with time_machine.travel(NOON):
        found = contents(a_batch(tmp_path, *bills, pdfs={"de trop.pdf": a_pdf("de trop")}))

    assert found.remarks == [
        "Ligne 2 : l'échéance est avant la date de la facture.",
        "Ligne 3 : la date est dans plus d'un an.",
        "PDF qu'aucune ligne ne nomme (1) : de trop.pdf",
    ]


def test_a_list_without_a_bill_is_no_batch(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="aucune facture sous la ligne de titres"):
        contents(a_batch(tmp_path))
