"""Workbooks and lists as people make them, for the tests of reading."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from sheets.columns import Column, Wanted

SAMPLES = Path(__file__).parents[1] / "samples"

WANTED = Wanted(
    {
        "number": Column("Numéro", exact=("N° client", "N° abonné"), bare=("Numéro",)),
        "name": Column("Nom", exact=("Nom et prénom",), usual=("Nom",)),
        "address": Column("Adresse mail", exact=("Adresse mail", "Mail")),
    },
    needed=("number", "address"),
    key="number",
)


def xlsx(rows: Iterable[Iterable[Any]], **others: Iterable[Iterable[Any]]) -> bytes:
    """Return a workbook; keyword arguments are further sheets, before the list."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Liste"
    for row in rows:
        sheet.append(list(row))
    for place, (title, cells) in enumerate(others.items()):
        other = book.create_sheet(title, place)
        for row in cells:
            other.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_of(workbook: Path | bytes) -> list[list[str]]:
    """Return all cells of a workbook's first sheet, as a spreadsheet shows them."""
    source = io.BytesIO(workbook) if isinstance(workbook, bytes) else workbook
    sheet = load_workbook(source).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]


def corrected(workbook: Path | bytes, **cells: str) -> bytes:
    """Return a workbook in which somebody typed other texts into some cells (D2="…")."""
    book = load_workbook(io.BytesIO(workbook) if isinstance(workbook, bytes) else workbook)
    for place, text in cells.items():
        book.worksheets[0][place].value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: Iterable[Iterable[str]]) -> bytes:
    """Return the sample ODS with other rows of texts."""
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return with_ods_rows(body)


def _cell(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def with_ods_rows(body: str, style: str = "") -> bytes:
    """Return the sample ODS, its rows replaced by this XML, with one more style."""
    content = parts(SAMPLES / "clients-40.ods")["content.xml"]
    start = content.index(b"<table:table-row")
    end = content.rindex(b"</table:table-row>") + len(b"</table:table-row>")
    content = content[:start] + body.encode() + content[end:]
    content = content.replace(
        b"</office:automatic-styles>", f"{style}</office:automatic-styles>".encode()
    )
    return with_parts(SAMPLES / "clients-40.ods", {"content.xml": content})


def parts(source: Path) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(source: Path, changed: Mapping[str, bytes]) -> bytes:
    """Return the workbook with some of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {**parts(source), **changed}.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, packing)
    return buffer.getvalue()
