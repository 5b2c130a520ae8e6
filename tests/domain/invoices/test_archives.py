"""Several PDFs in one ZIP."""

import io
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from domain.invoices import archives
from store.documents import Documents
from tests.domain.invoices.ground import an_invoice


def test_each_pdf_is_there_named_and_dated_as_its_bill(tmp_path: Path) -> None:
    digest = Documents(tmp_path).keep(b"%PDF-1.7 a bill")
    bills = [
        an_invoice(document=digest),
        an_invoice(document=digest, number="FA-2", issued_on=date(1979, 1, 2)),
    ]
    file = io.BytesIO()

    with ZipFile(file, "w") as archive:
        archives.add(archive, bills, "Boé", tmp_path, "factures/")

    with ZipFile(file) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == [
            "factures/Facture FA-1 du 2026-11-23 - Boé.pdf",
            "factures/Facture FA-2 du 1979-01-02 - Boé.pdf",
        ]
        assert archive.read(entries[0]) == b"%PDF-1.7 a bill"
        assert {entry.compress_type for entry in entries} == {ZIP_STORED}
        assert [entry.date_time[:3] for entry in entries] == [(2026, 11, 23), (1980, 1, 2)]


def test_one_whose_pdf_the_disk_has_lost_is_left_out(tmp_path: Path) -> None:
    digest = Documents(tmp_path).keep(b"%PDF-1.7 a bill")
    there, lost = an_invoice(document=digest), an_invoice(document="f" * 64)

    assert archives.there([there, lost], tmp_path) == [there]
