"""The lines of a batch that were not taken, as a batch like any other."""

import io
import zipfile
from pathlib import Path

from domain.columns import INVOICE_LIST
from domain.invoices import batches, rejects
from domain.invoices.reading import read
from sheets.reading import read as read_list
from tests.bills import a_batch, a_bill
from tests.pdfs import a_pdf


def refused(batch: Path, *, as_csv: bool) -> zipfile.ZipFile:
    opened = batches.open_batch(batch)
    contents = read(opened)
    file = io.BytesIO()
    rejects.of_batch(opened, contents, contents.rejects, as_csv=as_csv).fill(file)
    return zipfile.ZipFile(file)


def test_it_holds_the_refused_lines_with_their_reason_and_their_pdfs(tmp_path: Path) -> None:
    bills = a_bill("47", "FA-1"), a_bill("48", "FA-2", montant="cher")

    archive = refused(a_batch(tmp_path, *bills), as_csv=True)

    assert archive.namelist() == ["factures.csv", "FA-2.pdf"]
    assert archive.read("FA-2.pdf") == a_pdf("FA-2")
    text = archive.read("factures.csv").decode("utf-8-sig")
    assert "FA-1" not in text
    assert "motif" in text.splitlines()[0]


def test_its_list_is_a_workbook_unless_text_is_wanted(tmp_path: Path) -> None:
    archive = refused(a_batch(tmp_path, a_bill("48", "FA-2", montant="cher")), as_csv=False)

    sheet = read_list(archive.read("factures.xlsx"), INVOICE_LIST)
    assert [row.cells[0] for row in sheet.rows] == ["FA-2"]


def test_no_name_in_it_leads_out_of_it(tmp_path: Path) -> None:
    bill = a_bill("48", "FA-2", montant="cher", fichier=r"C:\lots\..\FA-2.pdf")

    archive = refused(a_batch(tmp_path, bill), as_csv=True)

    assert all(".." not in name and ":" not in name for name in archive.namelist())
