"""How a workbook's numbers read: as they are seen, or with what keeps them from being a number."""

import pytest

from sheets import formats, values
from sheets.values import Cell


def read(code: str | None, raw: str) -> str:
    return formats.reader(code, since_1904=False)(raw)


def why(cell: str) -> str:
    return cell.why if isinstance(cell, Cell) else ""


def test_what_a_computer_rounds_reads_as_it_was_typed() -> None:
    assert formats.number("671.1500000000001") == "671,15"
    assert formats.number("1e20") == "100000000000000000000"
    assert formats.number("-0.5") == "-0,5"


@pytest.mark.parametrize(
    ("code", "raw", "seen"),
    [
        ("0000", "47", "0047"),
        ("0000", "12345", "12345"),
        ('"C"0000', "41", "C0041"),
        ("\\C0000", "48", "C0048"),
        ("0000;@", "42", "0042"),
        ("0000;-0000", "43", "0043"),
        ('0000;-0000;"néant"', "43", "0043"),
        ("0000_)", "44", "0044"),
        ("000-000", "45", "000-045"),
        ('00" "00', "46", "00 46"),
        ('"AB-"00000', "47", "AB-00047"),
        ("[$-40C]0000", "49", "0049"),
        ("[Red]0000", "49", "0049"),
        ('0000"*"', "50", "0050*"),
        ('"N°;"000', "5", "N°;005"),
        ('"C"General', "7", "C7"),
        ("# ##0", "47031001", "47031001"),
        ("#,##0", "47031001", "47031001"),
        ("0.00", "47", "47"),
        ("0.00E+00", "47031001", "47031001"),
        ("@", "47", "47"),
        ('0" €"', "57", "57 €"),
        ("_-* #,##0\\ [$€-40C]_-", "57", "57"),
        (None, "47", "47"),
        (None, "4.7031001E7", "47031001"),
    ],
)
def test_a_number_reads_as_it_is_seen_or_meant(code: str | None, raw: str, seen: str) -> None:
    found = read(code, raw)

    assert (found, why(found)) == (seen, "")


@pytest.mark.parametrize(
    "code", ["0%", "# ?/?", "[>100]0;0000", ";;;", '"C"#,##0', "0,", '"client"', '0;0;0%;"x"']
)
def test_a_format_that_shows_something_else_is_named(code: str) -> None:
    found = read(code, "47")

    assert found == "47"
    assert code in why(found)
    assert values.cents(found) == 4700


@pytest.mark.parametrize(
    ("code", "raw", "seen", "reason"),
    [
        ("mmm-yy", "46082", "01/03/2026", "une date"),
        ("dd/mm/yyyy hh:mm", "46082.4", "01/03/2026 09:36", "une date"),
        ("[$-40C]d mmmm yyyy", "46082", "01/03/2026", "une date"),
        ("h:mm", "0.5208333333333334", "12:30", "une date"),
        ("[h]:mm", "0.25", "06:00", "une date"),
        (None, "12.5", "12,5", "un nombre à virgule"),
        ("0000", "12.5", "12,5", "un nombre à virgule"),
        (None, "123456789012345678", "123456789012345680", "15 premiers chiffres"),
        ("0", "1E+17", "100000000000000000", "15 premiers chiffres"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_goes_with_it(
    code: str | None, raw: str, seen: str, reason: str
) -> None:
    found = read(code, raw)

    assert found == seen
    assert reason in why(found)


def test_a_mac_counts_days_from_1904() -> None:
    assert formats.moment("44620", since_1904=True) == "01/03/2026"


@pytest.mark.parametrize("built_in", [14, 17, 22, 45])
def test_days_have_formats_without_a_code(built_in: int) -> None:
    assert "une date" in why(read(formats.built_in(built_in), "46082"))


@pytest.mark.parametrize(
    ("raw", "shown", "seen"),
    [
        ("47", "0047", "0047"),
        ("41", "C0041", "C0041"),
        ("45", "000-045", "000-045"),
        ("47031001", "47\u202f031\u202f001", "47031001"),
        ("1234", "1.234", "1234"),
        ("57", "57,00 €", "57"),
        ("57.2", "57 €", "57,2"),
        ("47", "", "47"),
        ("47031001", "4,70E+07", "47031001"),
        ("47", "client", "47"),
    ],
)
def test_what_an_ods_shows_is_read_where_it_holds_all_digits(
    raw: str, shown: str, seen: str
) -> None:
    assert formats.seen(raw, shown) == seen
