"""Workbooks and lists as people make them, for the tests of reading."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from sheets.columns import Column, Wanted
from sheets.reading import Sheet, read

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


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def raw_xlsx(
    rows: str,
    *,
    behind: str = "",
    texts: str = "",
    book: str = "",
    part: str = "xl/worksheets/sheet1.xml",
) -> bytes:
    """Return a workbook of one sheet from the XML of its rows, and of what stands behind them.

    `texts`: the shared ones; `book`: more of the workbook's own part.
    """
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}'
            '<sheets><sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="/{part}"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="texts.xml"/>'
            "</Relationships>",
        )
        archive.writestr("xl/texts.xml", f'<sst xmlns="{_MAIN}">{texts}</sst>')
        archive.writestr(part, sheet)
    return buffer.getvalue()


def cells_of(*cells: str) -> str:
    """Return the XML of one row: each cell as its XML, or as a text."""
    return f"<row>{''.join(cell if cell.startswith('<') else inline(cell) for cell in cells)}</row>"


def inline(text: str) -> str:
    """Return the XML of a cell that holds a text."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = cells_of("Numéro", "Nom", "Mail")


def ods_rows(*rows: str) -> bytes:
    """Return the sample ODS with these rows below its titles: XML of cells, or whole rows."""
    head = "".join(map(_cell, ("Numéro", "Nom", "Mail")))
    whole = [row if row.startswith("<table:table-row") else _row(row) for row in (head, *rows)]
    return with_ods_rows("".join(whole))


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def ods_text(text: str, inside: str = "") -> str:
    """Return the XML of an ODS cell that holds a text, with what stands in it beside."""
    return f'<table:table-cell office:value-type="string">{inside}<text:p>{text}</text:p></table:table-cell>'


def ods_number(value: str, shown: str, inside: str = "", **attributes: str) -> str:
    """Return the XML of an ODS cell that holds a number and shows a text."""
    more = "".join(f' table:{name.replace("_", "-")}="{said}"' for name, said in attributes.items())
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{more}>'
        f"{inside}<text:p>{shown}</text:p></table:table-cell>"
    )


def of(content: bytes) -> Sheet:
    """What is read of a file that holds `WANTED`."""
    return read(content, WANTED)


def rows(content: bytes) -> list[list[str]]:
    return [row.cells for row in of(content).rows]
