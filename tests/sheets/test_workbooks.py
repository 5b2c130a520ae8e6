"""What a workbook's cells, rows and sheets hold beside their values is read, passed over, or said."""

import io
import re
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as Written

from sheets import Unreadable, values
from sheets.values import Cell
from tests.sheets.made import (
    HEAD,
    SAMPLES,
    cells_of,
    ods_number,
    ods_rows,
    ods_text,
    of,
    parts,
    raw_xlsx,
    rows,
    with_parts,
    xlsx,
)

NOTE = (
    '<office:annotation xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    "<dc:creator>Marie</dc:creator><text:p>vu le 5</text:p></office:annotation>"
)
DRAWING = "<draw:frame><draw:text-box><text:p>12</text:p></draw:text-box></draw:frame>"


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_error_is_no_blank_cell(error: str) -> None:
    cell = f'<c t="e"><f>1/0</f><v>{error}</v></c>'

    ((*_, found),) = rows(raw_xlsx(HEAD + cells_of("1", "A", cell)))

    assert found == error
    with pytest.raises(ValueError, match=re.escape(f"une erreur du tableur ({error})")):
        values.text(found)


@pytest.mark.parametrize("shown", ["#N/D", "Err:502", "#VALEUR !", ""])
def test_an_error_of_an_ods_is_no_blank_cell(shown: str) -> None:
    cell = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        f'calcext:value-type="error"><text:p>{shown}</text:p></table:table-cell>'
    )

    ((*_, found),) = rows(ods_rows(ods_text("1") + ods_text("A") + cell))

    with pytest.raises(ValueError, match="une erreur du tableur"):
        values.text(found)


def as_openpyxl() -> bytes:
    return xlsx([["Numéro", "Nom", "Mail"], ["1", "A", '="a"&"@exemple.fr"']])


def as_xlsxwriter() -> bytes:
    buffer = io.BytesIO()
    with Written(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Numéro", "Nom", "Mail"])
        sheet.write_row("A2", ["1", "A"])
        sheet.write_formula("C2", '="a"&"@exemple.fr"')
    return buffer.getvalue()


def as_odfpy() -> bytes:
    formula = '<table:table-cell table:formula="of:=[.A2]&amp;&quot;@exemple.fr&quot;"/>'
    return ods_rows(ods_text("1") + ods_text("A") + formula)


def of_several() -> bytes:
    shared = '<c><f t="shared" si="0"/></c>'
    return raw_xlsx(HEAD + cells_of("1", "A", shared))


@pytest.mark.parametrize("made", [as_openpyxl, as_xlsxwriter, as_odfpy, of_several])
def test_a_formula_that_nobody_has_calculated_is_no_blank_cell(made: Callable[[], bytes]) -> None:
    ((*_, found),) = rows(made())

    assert found.startswith("=")
    with pytest.raises(ValueError, match="ouvrez et enregistrez le classeur"):
        values.text(found)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="str"><f>A1&amp;"@b.fr"</f><v>a@b.fr</v></c>', "a@b.fr"),
        ('<c t="str"><f>IF(1,"")</f><v></v></c>', ""),
        ("<c><f>VLOOKUP(1,A1:A2,1)</f><v>0</v></c>", "0"),
    ],
)
def test_the_result_of_a_formula_is_read(cell: str, text: str) -> None:
    assert rows(raw_xlsx(HEAD + cells_of("1", "A", cell) + cells_of("2", "B", "b"))) == [
        ["1", "A", text],
        ["2", "B", "b"],
    ]


@pytest.mark.parametrize("inside", [NOTE, DRAWING, NOTE + DRAWING])
def test_comments_and_drawings_in_a_cell_are_no_text_of_it(inside: str) -> None:
    cells = (
        ods_number("47", "0047", inside) + ods_text("DUPUY", inside) + ods_text("a@b.fr", inside)
    )

    assert rows(ods_rows(cells)) == [["0047", "DUPUY", "a@b.fr"]]


def test_paragraphs_blanks_and_breaks_of_an_ods_cell_are_read() -> None:
    text = '<text:span>DA</text:span><text:s text:c="2"/>SILVA</text:p><text:p>João'

    ((_, name, _),) = rows(ods_rows(ods_text("1") + ods_text(text)))

    assert name == "DA  SILVA\nJoão"


def test_rows_and_cells_that_are_alike_read_alike() -> None:
    twice = (
        '<table:table-row table:number-rows-repeated="2">'
        f"{ods_number('47', '0047', number_columns_repeated='3')}</table:table-row>"
    )
    blank = '<table:table-row table:number-rows-repeated="5"><table:table-cell/></table:table-row>'

    found = list(of(ods_rows(twice, blank, ods_number("48", "0048"))).rows)

    assert [(row.line, row.cells) for row in found] == [
        (2, ["0047"] * 3),
        (3, ["0047"] * 3),
        (9, ["0048", "", ""]),
    ]


def test_a_table_within_a_cell_is_no_sheet_of_its_own() -> None:
    inner = '<draw:frame><table:table table:name="x"><table:table-row><table:table-cell office:value-type="string"><text:p>9</text:p></table:table-cell></table:table-row></table:table></draw:frame>'

    assert rows(ods_rows(ods_text("1", inner) + ods_text("A"))) == [["1", "A", ""]]


def test_moments_of_a_workbook_read_as_people_write_them() -> None:
    book = xlsx([["Numéro", "Nom", "Mail"], [date(2026, 3, 1), datetime(2026, 3, 1, 9, 36), True]])  # noqa: DTZ001

    (found,) = rows(book)

    assert found == ["01/03/2026", "01/03/2026 09:36", "VRAI"]
    assert all(isinstance(cell, Cell) for cell in found)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('office:value-type="date" office:date-value="2026-03-01"', "01/03/2026"),
        ('office:value-type="date" office:date-value="2026-03-01T09:36:00"', "01/03/2026 09:36"),
        ('office:value-type="time" office:time-value="PT12H30M00S"', "12:30"),
        ('office:value-type="boolean" office:boolean-value="true"', "VRAI"),
        ('office:value-type="percentage" office:value="0.47"', "0,47"),
        ('office:value-type="currency" office:value="57.2"', "57,2"),
    ],
)
def test_values_of_an_ods_that_are_no_text_say_so(cell: str, text: str) -> None:
    (found,) = rows(ods_rows(f"<table:table-cell {cell}><text:p>x</text:p></table:table-cell>"))

    assert found[0] == text
    assert isinstance(found[0], Cell)


def test_texts_are_read_without_how_they_are_pronounced() -> None:
    shared = (
        "<si><r><t>DU</t></r><r><t>PUY</t></r><rPh><t>ignored</t></rPh></si>"
        "<si><t>a_x000D_b</t></si>"
    )
    row = cells_of("1", '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>')

    assert rows(raw_xlsx(HEAD + row, texts=shared)) == [["1", "DUPUY", "a\rb"]]


@pytest.mark.parametrize("part", ["feuille.xml", "xl/liste.xml", "custom/a/sheet1.xml"])
def test_a_sheet_may_lie_anywhere_in_the_workbook(part: str) -> None:
    assert rows(raw_xlsx(HEAD + cells_of("1", "A", "a"), part=part)) == [["1", "A", "a"]]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "elsewhere.xml"])
def test_a_far_value_costs_no_memory_wherever_the_sheet_lies(part: str) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = raw_xlsx(HEAD + far, part=part)

    tracemalloc.start()
    with pytest.raises(Unreadable, match="au-delà d'une liste"):
        rows(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000


def test_cells_that_are_far_and_empty_do_not_count() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Numéro", "Nom", "Mail"], ["0047", "A", "a@b.fr"]):
        sheet.append(row)
    sheet["XFD1048576"].number_format = "0000"
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'

    assert rows(saved(book)) == [["0047", "A", "a@b.fr"]]
    assert rows(ods_rows(ods_text("1") + ods_text("A"), blank)) == [["1", "A", ""]]


def test_a_part_that_writes_a_prefix_is_read() -> None:
    name = "xl/worksheets/sheet1.xml"
    sheet = parts(SAMPLES / "clients-40.xlsx")[name]
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")

    again = rows(with_parts(SAMPLES / "clients-40.xlsx", {name: prefixed}))

    assert again == rows((SAMPLES / "clients-40.xlsx").read_bytes())


def test_other_sheets_with_these_titles_are_named() -> None:
    titles = ["Numéro", "Nom", "Mail"]
    book = xlsx([titles, ["1", "A", "a"]], Eau=[titles, ["2", "B", "b"]], Notes=[["à faire"]])

    sheet = of(book)

    assert (sheet.name, [row.cells for row in sheet.rows]) == ("Eau", [["2", "B", "b"]])
    assert sheet.remarks == ["Autres feuilles qui ont ces titres, non lues : Liste."]


def test_a_hidden_sheet_is_read_where_it_alone_has_the_list_and_said_so() -> None:
    book = Workbook()
    listed = book.active
    assert listed is not None
    listed.title, listed.sheet_state = "Cachée", "hidden"
    listed.append(["Numéro", "Nom", "Mail"])
    book.create_sheet("Vue")
    book.active = 1

    assert of(saved(book)).remarks == ["La feuille « Cachée » est masquée ; elle a été lue."]


def test_hidden_and_filtered_rows_are_read_and_said() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Numéro", "Nom", "Mail"], ["1", "A", "a"], ["2", "B", "b"], ["3", "C", "c"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    found = of(saved(book))

    assert [row.cells[0] for row in found.rows] == ["1", "2", "3"]
    assert found.remarks == ["Lignes masquées ou filtrées, lues aussi (1) : 3."]


@pytest.mark.parametrize("visibility", ["filter", "collapse"])
def test_hidden_rows_of_an_ods_are_read_and_said(visibility: str) -> None:
    hidden = f'<table:table-row table:visibility="{visibility}">{ods_text("2")}</table:table-row>'
    found = of(ods_rows(ods_text("1"), hidden))

    assert [row.cells[0] for row in found.rows] == ["1", "2"]
    assert found.remarks == ["Lignes masquées ou filtrées, lues aussi (1) : 3."]


def test_cells_made_one_are_told() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Numéro", "Nom", "Mail"], ["1", "A", "a"], ["2", "B", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    spanned = ods_number("1", "1", number_rows_spanned="2")
    covered = "<table:covered-table-cell/>" + ods_text("B")

    for content, merged in (
        (saved(book), (2, 3, 3, 3)),
        (ods_rows(spanned + ods_text("A"), covered), (2, 1, 3, 1)),
    ):
        found = of(content)
        list(found.rows)
        assert list(found.merged) == [merged]
