"""A list reads the same whatever saved it."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from sheets import Unreadable
from sheets.reading import Row, Sheet, Source, read
from tests.sheets.made import SAMPLES, WANTED, ods, with_ods_rows, xlsx

TITLES = ["N° client", "Nom", "Mail"]
ALICE = ["0047", "LEFÈVRE Alice", "alice@exemple.fr"]
BRUNO = ["0048", "NOËL Bruno", "bruno@exemple.fr"]


def of(source: Source) -> Sheet:
    return read(source, WANTED)


def cells(source: Source) -> list[list[str]]:
    return [row.cells for row in of(source).rows]


def text(*rows: list[str], separator: str = ";", end: str = "\r\n") -> str:
    return "".join(separator.join(row) + end for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_csv_reads_the_same_in_every_encoding_and_with_every_separator(
    encoding: str, separator: str, end: str
) -> None:
    content = text(TITLES, ALICE, BRUNO, separator=separator, end=end).encode(encoding)

    assert cells(content) == [ALICE, BRUNO]


@pytest.mark.parametrize("name", ["clients-40.xlsx", "clients-40.ods", "clients-40-windows.csv"])
def test_the_three_formats_hold_the_same_list(name: str) -> None:
    rows = list(of(SAMPLES / name).rows)

    assert rows == list(of(SAMPLES / "clients-40-windows.csv").rows)
    assert rows[0].cells[:2] == ["47031001", "GIRAUD Alphonse"]
    assert len(rows) == 40


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    misnamed = tmp_path / "clients.csv"
    misnamed.write_bytes((SAMPLES / "clients-40.xlsx").read_bytes())

    assert len(cells(misnamed)) == 40
    assert len(cells(io.BytesIO(misnamed.read_bytes()))) == 40


def test_lines_are_numbered_as_a_spreadsheet_does() -> None:
    content = (
        'Abonnés au 15/11;;\r\n;;\r\nN° client;Nom;Mail\r\n1;"DA\r\nSILVA";a@b.fr\r\n\r\n2;X;c@d.fr'
    )

    assert list(of(content.encode()).rows) == [
        Row(4, ["1", "DA\r\nSILVA", "a@b.fr"]),
        Row(6, ["2", "X", "c@d.fr"]),
    ]


def test_cells_of_a_workbook_read_as_people_see_them() -> None:
    row = [47031001, datetime(2026, 11, 23, 10, 5), date(2026, 11, 23), 671.15, True, None, "0047"]  # noqa: DTZ001 - a spreadsheet's own time
    book = xlsx([["Numéro", "a", "b", "c", "d", "e", "Mail"], row])

    assert cells(book) == [
        ["47031001", "23/11/2026 10:05", "23/11/2026", "671,15", "VRAI", "", "0047"]
    ]


def test_zeros_that_an_xlsx_only_shows_are_read_as_they_are_seen() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["", *TITLES], ["", 47, "LEFÈVRE Alice", "alice@exemple.fr"], ["", 12345, "X", ""]):
        sheet.append(row)
    for line in (2, 3):
        sheet.cell(line, 2).number_format = "0000"
    sheet["B4"], sheet["B4"].number_format = 1234.5, "0.00"
    book.create_sheet("Autre", 0)["A1"] = "rien"
    buffer = io.BytesIO()
    book.save(buffer)

    found = cells(buffer.getvalue())

    assert found == [["", "0047", *ALICE[1:]], ["", "12345", "X", ""], ["", "1234,5", "", ""]]


def test_zeros_that_an_ods_only_shows_are_read_as_they_are_seen() -> None:
    style = '<number:number-style style:name="N9"><number:number number:min-integer-digits="4"/></number:number-style>'
    cell = '<table:table-cell office:value-type="float" office:value="47"><text:p>0047</text:p></table:table-cell>'
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    titles = "".join(text.format(title) for title in TITLES)
    book = with_ods_rows(
        f'<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f"<table:table-row>{titles}</table:table-row>"
        f"<table:table-row>{cell}{text.format('A')}{cell}</table:table-row>",
        style,
    )

    assert list(of(book).rows) == [Row(5, ["0047", "A", "0047"])]


def test_the_sheet_with_the_list_is_found_among_others() -> None:
    book = xlsx([["Titre"], [], TITLES, ALICE], Notes=[["À faire"], ["Nom", "Rue"]])
    sheet = of(book)

    assert sheet.name == "Liste"
    assert list(sheet.rows) == [Row(4, ALICE)]


def test_the_lower_of_two_title_rows_is_taken_where_it_says_more() -> None:
    book = xlsx([["Numéro", "Mail", None], ["N° client", "Nom", "Adresse mail"], ALICE])

    assert cells(book) == [ALICE]


def test_titles_repeated_on_every_page_are_no_customers() -> None:
    assert cells(text(TITLES, ALICE, TITLES, BRUNO).encode()) == [ALICE, BRUNO]


def test_unknown_columns_are_named() -> None:
    sheet = of(text([*TITLES, "Ville", "motif"], [*ALICE, "Boé", "?"]).encode())

    assert sheet.header.unknown == ("Ville",)
    assert sheet.header.title("number") == "N° client"


def test_short_rows_are_filled_up() -> None:
    assert cells(b"N client;Nom;Mail\n0047\n") == [["0047", "", ""]]


def test_a_quote_in_the_middle_of_a_cell_is_a_sign_like_any_other() -> None:
    assert cells(b'N client;Nom;Mail\n1;GIL "Le Petit" Ana;a@b.fr\n') == [
        ["1", 'GIL "Le Petit" Ana', "a@b.fr"]
    ]


def test_the_lines_of_a_postal_address_are_no_forgotten_quote() -> None:
    content = 'N client,Nom,Mail\n1,"12, rue Haute\nBât. A, esc. 2, porte 3\n47550 Boé",a@b.fr\n2,X,c@d.fr'

    assert [row[0] for row in cells(content.encode())] == ["1", "2"]


def test_an_apostrophe_that_guards_a_formula_is_taken_off() -> None:
    assert cells(b"N client;Nom;Mail\n1;'=A1;a@b.fr\n2;D'ARC;'x'\n") == [
        ["1", "=A1", "a@b.fr"],
        ["2", "D'ARC", "'x'"],
    ]


def test_an_ods_of_texts_keeps_its_zeros() -> None:
    assert cells(ods([TITLES, ALICE])) == [ALICE]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"N client;Nom\n1;x\n", "Il manque la colonne « Adresse mail »"),
        (b"bonjour\n", "pas de ligne de titres"),
        (b"Mail;Num\xc3\xa9ro;Mail\na@b.fr;1;c@d.fr\n", "Deux colonnes s'appellent « Mail »"),
        (";".join(["Numéro", "Mail", *(f"c{n}" for n in range(2000))]).encode(), "colonnes"),
    ],
)
def test_titles_that_can_not_serve_are_explained(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        of(content)
