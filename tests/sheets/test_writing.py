"""What is written opens in a spreadsheet, calculates nothing, and comes back unchanged."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.listings import Reject
from sheets import writing
from sheets.columns import Header
from sheets.reading import read
from tests.sheets.made import WANTED

CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ue000"), max_size=30
)


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", " =1", "'=1", "＝1"])
def test_no_cell_can_become_a_formula(cell: str) -> None:
    assert writing.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-233,47 €", "+5", "0047", "D'ARC", "a@b.fr", "", "'"])
def test_what_no_spreadsheet_calculates_stays_as_it_is(cell: str) -> None:
    assert writing.safe(cell) == cell


@given(st.text())
def test_a_guarded_cell_comes_back_unchanged(cell: str) -> None:
    assert writing.unsafe(writing.safe(cell)) == cell or not cell.startswith("'")


@settings(max_examples=50, deadline=None)  # a workbook takes its time
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda row: "".join(row).strip()), min_size=1)
)
@pytest.mark.parametrize("as_csv", [True, False])
def test_rows_come_back_as_they_were_written(
    as_csv: bool, rows: list[tuple[str, str, str]]
) -> None:
    file = io.BytesIO()
    writing.save([("Numéro", "Nom", "Mail"), *rows], file, as_csv=as_csv)

    again = [tuple(row.cells) for row in read(file.getvalue(), WANTED).rows]

    assert again == [row for row in rows if row != ("Numéro", "Nom", "Mail")]


def test_rejects_keep_their_columns_and_say_why() -> None:
    header = Header(1, ("Numéro", "motif", "Mail"), {"number": 0, "address": 2})
    refused = [
        Reject(2, "Mail", "pourquoi", ["1", "le motif d'avant", "x"]),
        Reject(3, "", "autre", ["2", "", "y", "de trop"]),
    ]

    assert list(writing.rejects(header, refused)) == [
        ["Numéro", "Mail", "", "motif"],
        ["1", "x", "", "Mail : pourquoi"],
        ["2", "y", "de trop", "autre"],
    ]


def test_every_cell_of_a_workbook_is_text() -> None:
    from openpyxl import load_workbook

    file = io.BytesIO()
    writing.save([("Numéro", "Nom", "Mail"), ("0047", "=1+1", "23/11/2026")], file)

    row = load_workbook(file).active[2]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in row] == [
        ("0047", "s", "@"),
        ("=1+1", "s", "@"),
        ("23/11/2026", "s", "@"),
    ]
