"""Texts that are no list, or are written as old systems do: said, by line."""

import io
import zipfile

import pytest

from sheets import Unreadable
from tests.sheets.made import (
    of,
    rows,
    xlsx,
)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_whole_lines_in_one_cell_are_explained(separator: str) -> None:
    lines = [separator.join(row) for row in (("Numéro", "Nom", "Mail"), ("1", "A", "a@b.fr"))]
    quoted = "".join(f'"{line}"\r\n' for line in lines).encode()

    for content in (quoted, xlsx([[line] for line in lines])):
        with pytest.raises(Unreadable, match="tous les titres tiennent dans une seule case"):
            of(content)


def test_a_bar_parts_columns_too() -> None:
    assert rows("Numéro|Nom|Mail\n1|A|a@b.fr\n".encode()) == [["1", "A", "a@b.fr"]]


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><th>Num</th></tr></table></body></html>",
        b"\xef\xbb\xbf\r\n<TABLE border=1><TR><TD>Num</TD></TR></TABLE>",
        b"MIME-Version: 1.0\nContent-Type: text/html\n\n<table></table>",
        "<html><table></table></html>".encode("utf-16"),
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
)
def test_a_page_that_a_spreadsheet_opens_says_how_to_save_it(content: bytes) -> None:
    with pytest.raises(
        Unreadable, match=r"Ouvrez-le dans votre tableur et enregistrez-le au format \.xlsx"
    ):
        of(content)


def test_other_xml_and_a_binary_workbook_are_named() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")

    with pytest.raises(Unreadable, match="un fichier XML"):
        of(b'<?xml version="1.0"?><PES_Aller/>')
    with pytest.raises(Unreadable, match=r"xlsb.+ enregistrez-le au format \.xlsx"):
        of(buffer.getvalue())


def test_a_nul_is_named_by_line_and_column() -> None:
    content = b"Num\xc3\xa9ro;Nom;Mail\n1;A;a@b.fr\n2;B\0;b@b.fr\n"

    with pytest.raises(Unreadable, match="Ligne 3, colonne 2"):
        of(content)


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_texts_of_old_systems_are_refused_by_line(encoding: str) -> None:
    content = "Numero;Nom;Mail\n1;LEFEVRE;a@b.fr\n2;BÉGUÉ Jérôme;b@b.fr\n".encode(encoding)

    with pytest.raises(Unreadable, match=r"Ligne 3, « .+ » : des lettres|signe de la ligne 3"):
        of(content)


def test_latin_9_is_told_from_windows() -> None:
    with pytest.raises(Unreadable, match="Ligne 2, « C½ur »"):
        of("Numero;Nom;Mail\n1;Cœur;a@b.fr\n".encode("iso8859-15"))
