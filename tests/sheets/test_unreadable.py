"""What can't be taken as a whole gets one sentence, and costs next to nothing."""

import io
import os
import re
import resource
import threading
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook

from sheets import Unreadable
from sheets.reading import Source, read
from tests.sheets.made import (
    SAMPLES,
    WANTED,
    cells_of,
    parts,
    raw_xlsx,
    with_ods_rows,
    with_parts,
    xlsx,
)

HEAD = b"Num\xc3\xa9ro;Nom;Mail\n"
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def refusal(source: Source) -> str:
    with pytest.raises(Unreadable) as refused:
        list(read(source, WANTED).rows)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "est vide"),
        (b"\xef\xbb\xbf \r\n", "est vide"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "Excel d'avant 2007"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protégé par un mot de passe",
        ),
        (b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "page web"),
        (HEAD + b"1;a\0b;c@d.fr\n", "octets nuls"),
        (os.urandom(2000).replace(b"PK", b"xx"), "pas un tableau|ne peut pas être lu"),
        (b"PK\x03\x04 cut short", "abîmé"),
        (HEAD + b"1;\xc3\x89ve;\xe9\n", "ligne 2 ne peut pas être lu"),
        (HEAD + b'1;"GIL;a@b.fr\n2;X;c@d.fr\n', "Ligne 2 : un guillemet"),
        (HEAD + b'1;"GIL;a@b.fr\n2;X;c@d.fr\n3;"Y;e@f.fr\n4;Z;g@h.fr\n', "Ligne 2 : un guillemet"),
        (HEAD + b'1;X;"a@b.fr', "Ligne 2 : un guillemet"),
        (HEAD + b'1;"A;a@b.fr\n2;"B";c@d.fr\n3;C;e@f.fr\n', "Ligne 2 : un guillemet"),
        (HEAD + b'1;"A;a@b.fr\n2;B;c@d.fr\n3;C";e@f.fr\n', "Ligne 2 : un guillemet"),
        (HEAD + b"1;" + b"x" * 1_000_000 + b";a@b.fr\n", "Ligne 2"),
        (b"x" * (21 << 20), "dépasse 20 Mo"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    assert re.search(sentence, refusal(content))


def test_files_that_can_not_be_opened_are_named(tmp_path: Path) -> None:
    assert "n'existe pas" in refusal(tmp_path / "absent.csv")
    assert "un dossier" in refusal(tmp_path)


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for part in range(11):
            archive.writestr(f"xl/worksheets/sheet{part}.xml", b" " * (10 << 20))

    assert "dépasse 100 Mo" in refusal(buffer.getvalue())


def test_a_workbook_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(with_parts(SAMPLES / "clients-40.xlsx", {}))
    real = len(parts(SAMPLES / "clients-40.xlsx")["xl/worksheets/sheet1.xml"])
    lie = content.replace(real.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert lie != content
    assert "abîmé" in refusal(bytes(lie))


def test_a_workbook_with_a_cell_far_away_does_not_fill_the_memory() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "Numéro", "perdu"
    buffer = io.BytesIO()
    book.save(buffer)

    assert "au-delà d'une liste" in refusal(buffer.getvalue())


REPEATED = CELL.format(' table:number-columns-repeated="16384"')
FILLED = (
    f'<table:table-row table:number-rows-repeated="1000000">{CELL.format("") * 5}</table:table-row>'
)
WIDE = f"<table:table-row>{REPEATED}</table:table-row>"
FAR = (
    '<table:table-row table:number-rows-repeated="900000"><table:table-cell/></table:table-row>'
    f"<table:table-row>{CELL.format('') * 9}</table:table-row>"
)


@pytest.mark.parametrize("place", [b"C99999999921", b"C1048577999", b"AAAAAAA21", b"xfd900000"])
def test_a_cell_with_an_absurd_place_does_not_fill_the_memory(place: bytes) -> None:
    name = "xl/worksheets/sheet1.xml"
    sheet = parts(SAMPLES / "clients-40.xlsx")[name].replace(b'"C21"', b'"' + place + b'"')

    sentence = refusal(with_parts(SAMPLES / "clients-40.xlsx", {name: sheet}))

    assert "au-delà d'une liste" in sentence


@pytest.mark.parametrize(
    "rows",
    [
        "<a>" * 1_000_000,
        "<row " + " ".join(f"a{n}='1'" for n in range(300_000)) + "/>",
        cells_of("x" * 3_000_000),
    ],
)
def test_xml_that_no_spreadsheet_writes_does_not_fill_the_memory(rows: str) -> None:
    content = raw_xlsx(rows)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sentence = refusal(content)

    assert "abîmé" in sentence
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # kB


@pytest.mark.parametrize("row", [FILLED, WIDE * 1000, FAR])
def test_an_ods_that_repeats_itself_does_not_fill_the_memory(row: str) -> None:
    assert "au-delà d'une liste" in refusal(with_ods_rows(row))


@pytest.mark.parametrize("name", ["clients-40.xlsx", "clients-40.ods"])
def test_a_workbook_with_entities_is_not_read(name: str) -> None:
    part = "content.xml" if name.endswith("ods") else "xl/worksheets/sheet1.xml"
    content = parts(SAMPLES / name)[part]
    end = content.index(b"?>") + 2
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    sentence = refusal(with_parts(SAMPLES / name, {part: content[:end] + bomb + content[end:]}))

    assert "entités XML" in sentence


@pytest.mark.parametrize("name", ["clients-40.xlsx", "clients-40.ods"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_half_a_workbook_is_damaged(name: str, share: float) -> None:
    content = (SAMPLES / name).read_bytes()

    assert "abîmé" in refusal(content[: int(len(content) * share)])


def test_a_workbook_in_an_unknown_encoding_is_damaged() -> None:
    name = "xl/worksheets/sheet1.xml"
    sheet = parts(SAMPLES / "clients-40.xlsx")[name].replace(b"UTF-8", b"UTF-9", 1)

    assert "abîmé" in refusal(with_parts(SAMPLES / "clients-40.xlsx", {name: sheet}))


def test_every_altered_byte_of_a_workbook_is_survived() -> None:
    content = xlsx([["Numéro", "Nom", "Mail"], ["1", "x", "a@b.fr"]])

    for place in range(0, len(content), 97):
        altered = bytearray(content)
        altered[place] ^= 0xFF
        with suppress(Unreadable):
            list(read(bytes(altered), WANTED).rows)


def test_a_protected_ods_says_how_to_save_it() -> None:
    manifest = b"<manifest><encryption-data/></manifest>"
    content = with_parts(SAMPLES / "clients-40.ods", {"META-INF/manifest.xml": manifest})

    assert "mot de passe" in refusal(content)


def test_a_file_that_changes_while_it_is_read_is_left_for_later(tmp_path: Path) -> None:
    growing = tmp_path / "clients.csv"
    growing.write_bytes(HEAD + b"x" * (3 << 20))
    has_begun, is_over = threading.Event(), threading.Event()

    def grow() -> None:
        with growing.open("ab", buffering=0) as file:
            while not is_over.is_set():
                file.write(b"\n")
                has_begun.set()

    writer = threading.Thread(target=grow)
    writer.start()
    has_begun.wait()
    try:
        # The writer may be held up for the few milliseconds of one reading, not for all of fifty.
        sentences = [refusal(growing) for _ in range(50)]
    finally:
        is_over.set()
        writer.join()

    assert any("a changé pendant sa lecture" in sentence for sentence in sentences)
