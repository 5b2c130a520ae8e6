"""What can't be taken is named by its line and column, in a list of customers and of bills alike."""

import io

import pytest
from openpyxl import Workbook

from domain.columns import CUSTOMER_LIST, INVOICE_LIST
from domain.customers import lists as customers
from domain.invoices import lists as invoices
from domain.listings import Listing
from sheets.reading import read
from tests.sheets.made import cells_of, ods_rows, ods_text, raw_xlsx, xlsx

CUSTOMERS = ["N° client", "Nom", "Adresse mail"]
BILLS = ["numero", "client", "date", "montant", "fichier", "echeance", "statut", "reste"]
ERROR = '<c t="e"><v>#N/A</v></c>'
FORMULA = "<c><f>A1</f></c>"
BILL = ["FA-1", "0047", "03/11/2026", "57,20", "1.pdf", "03/12/2026", "payée", "0"]


def of_customers(content: bytes) -> Listing[customers.Entry]:
    return customers.read(read(content, CUSTOMER_LIST))


def of_bills(content: bytes) -> Listing[invoices.Draft]:
    return invoices.read(read(content, INVOICE_LIST))


@pytest.mark.parametrize(("cell", "reason"), [(ERROR, "#N/A"), (FORMULA, "pas été calculée")])
@pytest.mark.parametrize("place", range(len(CUSTOMERS)))
def test_a_customer_with_a_cell_that_has_no_value_is_refused(
    cell: str, reason: str, place: int
) -> None:
    row = ["0047", "DUPUY", "a@exemple.fr"]
    row[place] = cell

    found = of_customers(raw_xlsx(cells_of(*CUSTOMERS) + cells_of(*row)))

    (reject,) = found.rejects
    assert not found.entries
    assert (reject.line, reject.column) == (2, CUSTOMERS[place])
    assert reason in reject.reason


@pytest.mark.parametrize(("cell", "reason"), [(ERROR, "#N/A"), (FORMULA, "pas été calculée")])
@pytest.mark.parametrize("place", range(len(BILLS)))
def test_a_bill_with_a_cell_that_has_no_value_is_refused(
    cell: str, reason: str, place: int
) -> None:
    row = list(BILL)
    row[place] = cell

    found = of_bills(raw_xlsx(cells_of(*BILLS) + cells_of(*row)))

    (reject,) = found.rejects
    assert (reject.line, reject.column) == (2, BILLS[place])
    assert reason in reject.reason


def test_an_error_in_a_column_that_is_left_aside_refuses_nothing() -> None:
    rows = cells_of(*CUSTOMERS, "Total dû") + cells_of("0047", "DUPUY", "a@exemple.fr", ERROR)

    assert list(of_customers(raw_xlsx(rows)).entries) == ["0047"]


def test_an_address_that_two_lines_share_in_one_merged_cell_is_nobodys_silently() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (CUSTOMERS, ["0047", "A", "a@exemple.fr"], ["0048", "B", None], ["0049", "C", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    buffer = io.BytesIO()
    book.save(buffer)

    found = of_customers(buffer.getvalue())

    assert list(found.entries) == ["0047", "0049"]
    assert [(one.line, one.column) for one in found.rejects] == [(3, "Adresse mail")]
    assert "fusionnée" in found.rejects[0].reason


def test_merged_cells_of_an_ods_are_refused_alike() -> None:
    spanned = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2">'
        "<text:p>a@exemple.fr</text:p></table:table-cell>"
    )
    covered = ods_text("2") + ods_text("B") + "<table:covered-table-cell/>"

    found = of_customers(ods_rows(ods_text("1") + ods_text("A") + spanned, covered))

    assert list(found.entries) == ["1"]
    assert "fusionnée" in found.rejects[0].reason


def test_one_control_sign_in_three_thousand_lines_is_named_by_line_and_column() -> None:
    lines = [f"{n:04};Nom;a{n}@exemple.fr" for n in range(3000)]
    lines[1234] = "1234;DUPUY\x0b\x02 Jean;a1234@exemple.fr"

    found = of_customers("\n".join([";".join(CUSTOMERS), *lines]).encode())

    (reject,) = found.rejects
    assert (reject.line, reject.column) == (1236, "Nom")
    assert "signe invisible" in reject.reason
    assert len(found.entries) == 2999


def test_a_date_or_a_decimal_is_no_number_of_a_bill_either() -> None:
    book = xlsx([BILLS, [12.5, *BILL[1:]], ["FA-2", 47.5, *BILL[2:]], BILL])

    found = of_bills(book)

    assert list(found.entries) == ["FA-1"]
    assert [(one.line, one.column) for one in found.rejects] == [(2, "numero"), (3, "client")]


def test_a_bill_whose_row_ends_early_says_nothing_of_what_is_behind() -> None:
    found = of_bills(f"{';'.join(BILLS)}\n{';'.join(BILL[:5])}\n{';'.join(BILL[:4])}\n".encode())

    draft = found.entries["FA-1"] if found.entries else None
    assert draft is None
    assert [(one.line, one.column) for one in found.rejects] == [(2, "numero"), (3, "fichier")]

    found = of_bills(f"{';'.join(BILLS)}\n{';'.join(BILL[:5])}\n".encode())
    assert {"due_on", "state", "remaining_cents"} <= found.entries["FA-1"].unsaid
