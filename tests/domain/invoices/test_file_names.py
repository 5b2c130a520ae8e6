"""Under which name a bill's PDF is kept at home."""

from domain.invoices import file_names
from tests.domain.invoices.ground import an_invoice


def test_it_says_what_which_when_and_whose() -> None:
    assert file_names.of(an_invoice(), "Boé") == "Facture FA-1 du 2026-11-23 - Boé.pdf"
    credit = an_invoice(amount_cents=-1, number="AV-1")
    assert file_names.of(credit, "Boé") == "Avoir AV-1 du 2026-11-23 - Boé.pdf"


def test_no_sign_that_a_disk_refuses_stands_in_it() -> None:
    name = file_names.of(an_invoice(number='../A\\B:*?"<>|\x00'), "Boé")

    assert not set(name) & set('\\/:*?"<>|\x00')
    assert name.startswith("Facture ..-A-B-")


def test_it_fits_on_a_disk() -> None:
    name = file_names.of(an_invoice(number="N" * 60), "Commune " * 40)

    assert len(name) <= file_names.LONGEST + len(".pdf")
    assert name.endswith(".pdf")


def test_of_several_no_two_are_alike_whatever_the_case() -> None:
    bills = [an_invoice(number=number) for number in ("fa-1", "FA-1", "FA/1")]

    assert file_names.each_once(bills, "Boé") == [
        "Facture fa-1 du 2026-11-23 - Boé.pdf",
        "Facture FA-1 du 2026-11-23 - Boé (2).pdf",
        "Facture FA-1 du 2026-11-23 - Boé (3).pdf",
    ]
