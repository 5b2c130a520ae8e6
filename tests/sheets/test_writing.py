"""What is written opens in a spreadsheet, calculates nothing, and comes back unchanged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda row: "".join(row).strip()), min_size=1)
)
def test_rows_come_back_as_they_were_written(rows: list[tuple[str, str, str]]) -> None:
    text = "".join(writing.lines([("Numéro", "Nom", "Mail"), *rows]))

    again = [tuple(row.cells) for row in read(text.encode(), WANTED).rows]

    assert again == [row for row in rows if row != ("Numéro", "Nom", "Mail")]


def test_rejects_keep_their_columns_and_say_why() -> None:
    header = Header(1, ("Numéro", "motif", "Mail"), {"number": 0, "address": 2})
    refused = [(["1", "le motif d'avant", "x"], "pourquoi"), (["2", "", "y", "de trop"], "autre")]

    text = "".join(writing.rejects(header, refused))

    assert text.splitlines() == [
        "\ufeffNuméro;Mail;;motif",
        "1;x;;pourquoi",
        "2;y;de trop;autre",
    ]


def test_rejects_never_overwrite_a_file(tmp_path: Path) -> None:
    places = [writing.write_beside(tmp_path / "clients.xlsx", ["é"]) for _ in range(3)]

    assert [place.name for place in places] == [
        "clients-rejets.csv",
        "clients-rejets-2.csv",
        "clients-rejets-3.csv",
    ]
    assert places[2].read_text("utf-8") == "é"
