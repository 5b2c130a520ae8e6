"""How a workbook's number reads: as people see it where that is what it means, else as it is.

47 with the format « 0000 » reads 0047, with « "C"0000 » C0047; 57.2 with « # ##0,00 € » reads 57,2.
Where a format shows something that the number does not say, the cell tells it (`values.Cell`).
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sheets.values import DATE, DECIMAL, FORMAT, LONG, Cell

Reader = Callable[[str], str]  # the number as the file has it → the text of the cell

_DIGITS = 15  # a spreadsheet's number holds no more
_EXACT = 10**_DIGITS
_YEAR_10000 = 2_958_466  # in days
# ECMA-376, part 1, § 18.8.30. A workbook names these by their number alone.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    12: "# ?/?",
    13: "# ??/??",
}
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*](?P<space>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<exponent>E[+-])|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_SCALED = re.compile(r",(?![#0?])")  # shows thousands of it
_CURRENCY = re.compile(r"\[\$([^-\]]*)(?:-[^\]]*)?\]")
_MONEY = re.compile(r"€|EUROS?|EUR|[$£¥]", re.IGNORECASE)
_GROUPING = re.compile(r"[\s.,'’]")
_SCIENTIFIC = re.compile(r"-?\d[.,]?\d*E[+-]?\d+", re.IGNORECASE)


def plain(value: float) -> str:
    """Return a number as it is typed: 47031001, 671,15."""
    if isinstance(value, float) and not value.is_integer():
        # Two thirds of a cent too much is how binary fractions look: 671.1500000000001.
        return format(Decimal(f"{value:.12g}"), "f").replace(".", ",")
    return str(int(value)) if abs(value) < _EXACT else f"{value:.0f}"


def number(raw: str) -> str:
    """Return the text of a number without a format of its own; raises `ValueError` where it is none."""
    if raw.isascii() and raw.isdigit() and len(raw) <= _DIGITS:
        return str(int(raw))
    value = float(raw)
    if value.is_integer():
        return plain(value) if abs(value) < _EXACT else Cell(plain(value), LONG)
    return Cell(plain(value), DECIMAL)


def moment(raw: str, *, since_1904: bool = False) -> str:
    """Return a day counted from the year 1900 (or 1904): 23/11/2026, with its time where it has one."""
    value = float(raw)
    if not 0 <= value < _YEAR_10000:
        return Cell(plain(value), DATE)
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a day of no zone
    when = start + timedelta(seconds=round(value * 86400))
    if value < 1:
        return Cell(f"{when:%H:%M}", DATE)
    return Cell(said(when), DATE)


def said(when: datetime) -> str:
    """Return a day, and its time but for midnight."""
    return f"{when:%d/%m/%Y}" if (when.hour, when.minute) == (0, 0) else f"{when:%d/%m/%Y %H:%M}"


def seen(raw: str, shown: str) -> str:
    """Return the text of a number that is shown so: what is seen where it holds all its digits."""
    text = number(raw)
    shown = " ".join(shown.split())
    if type(text) is Cell or not shown or _GROUPING.sub("", shown) == text:
        return text
    digits = "".join(filter(str.isdecimal, shown))
    if digits and int(digits) == int(text) >= 0:
        return shown
    if any(map(str.isalpha, _MONEY.sub("", shown))) and not _SCIENTIFIC.fullmatch(shown):
        return Cell(text, FORMAT.format(f"« {shown} »"))
    return text


def built_in(number_of_format: int) -> str | None:
    """Return the code of a format that has only a number; "" for days, None for none in particular."""
    return "" if number_of_format in _BUILT_IN_DATES else _BUILT_IN.get(number_of_format)


def reader(code: str | None, *, since_1904: bool) -> Reader:
    """Return how numbers of an Excel format read; "" is a day's, None that of no format."""
    if code is None:
        return number
    sections = [_section(part) for part in _sections(code)]
    if not code or sections[0].is_day:
        return lambda raw: moment(raw, since_1904=since_1904)
    if len(sections) > 1 and any(section.is_odd for section in sections):
        sections[0] = sections[0]._replace(is_odd=True)

    def read(raw: str) -> str:
        text = number(raw)
        if type(text) is Cell or text.startswith("-"):
            return text
        return _shown(int(text), text, sections, code)

    return read


class _Section(NamedTuple):
    """One part of a format: what stands between the digits, and what else it does to them."""

    parts: tuple[str, ...]  # "0", "#" or "?" for a digit; others as they are shown, behind a "'"
    is_day: bool = False
    is_grouped: bool = False  # by thousands, or with decimals, or with an exponent
    is_odd: bool = False  # a share, a fraction, a condition


def _sections(code: str) -> list[str]:
    """Part a format at each « ; » outside quotes."""
    parts = re.split(r'("[^"]*"?|\\.)|;', code)
    sections = [""]
    for at in range(0, len(parts), 2):
        sections[-1] += parts[at]
        if at + 1 < len(parts):
            if parts[at + 1] is None:
                sections.append("")
            else:
                sections[-1] += parts[at + 1]
    return sections


def _section(code: str) -> _Section:
    parts: list[str] = []
    flags = {"is_day": False, "is_grouped": False, "is_odd": bool(_SCALED.search(code))}
    for found in _TOKEN.finditer(_CURRENCY.sub(r'"\1"', code)):
        kind, text = found.lastgroup, found[found.lastgroup or 0]
        if kind in ("quoted", "escaped"):
            parts.append(f"'{text}")
        elif kind == "bracket":
            flags["is_day"] |= text.lower().strip("hms") == "" and text != ""
            flags["is_odd"] |= text[:1] in ("<", ">", "=")
        elif kind == "general" or text == "@":
            parts.append("#")
        elif kind == "exponent" or text in (".", ","):
            flags["is_grouped"] = True
        elif kind == "sign":
            flags["is_day"] |= text.lower() in ("d", "m", "y", "h", "s", "j", "a")
            flags["is_odd"] |= text in ("%", "/")
            parts.append(text if text in ("0", "#", "?") else f"'{text}")
    return _Section(tuple(parts), **flags)


def _shown(value: int, text: str, sections: list[_Section], code: str) -> str:
    section = sections[2] if value == 0 and len(sections) > 2 else sections[0]  # noqa: PLR2004 - the third is zero's
    literals = "".join(part[1:] for part in section.parts if part[:1] == "'")
    holds_digits = any(part in ("0", "#", "?") for part in section.parts)
    says_more = any(map(str.isalnum, _MONEY.sub("", literals)))
    if section.is_odd or not holds_digits or (section.is_grouped and says_more):
        return Cell(text, FORMAT.format(f"« {code} »"))
    if section.is_grouped or ("#" in section.parts and not literals.strip()):
        return text
    return _filled(text, section.parts).strip()


def _filled(digits: str, parts: tuple[str, ...]) -> str:
    """Put digits in their places, from the last on; those that are too many stand at the first."""
    shown: list[str] = []
    left = sum(part in ("0", "#", "?") for part in parts)
    for part in reversed(parts):
        if part[:1] == "'":
            shown.append(part[1:])
            continue
        left -= 1
        digit = digits if left == 0 else digits[-1:]
        digits = digits[: -len(digit)] if digit else ""
        shown.append(digit or ("0" if part == "0" else ""))
    return "".join(reversed(shown))
