"""What a cell means: texts, French dates and amounts, and how a spreadsheet's own values read.

Each reader returns the value or raises `ValueError`, whose text is the reason that people read.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_FRENCH_DATE = re.compile(
    r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:[ T]+0{1,2}:00(?::00)?)?", re.ASCII
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_AMOUNT = re.compile(r"(\d+)(?:[.,](\d{1,2}))?", re.ASCII)
# Thousands: 1 234 and 1'234; 1.234,56 and 1,234.56. « 1.234 » and « 1,234 » alone may mean either.
_GROUPED = re.compile(
    r"(\d{1,3}(?:[ ']\d{3})+)([.,]\d{1,2})?"
    r"|(\d{1,3}(?:\.\d{3})+)(,\d{1,2})|(\d{1,3}(?:,\d{3})+)(\.\d{1,2})",
    re.ASCII,
)
_MINUS = {"−": "-", "–": "-", "‐": "-", "‑": "-"}
_LARGEST_CENTS = 10**11
_EXACT = 1e15  # above, a spreadsheet's number no longer holds every digit


def text(cell: str) -> str:
    """Return a cell's text: line breaks and runs of blanks (no-break ones too) are one space."""
    return " ".join(cell.split())


def day(cell: str) -> date:
    """Read 23/11/2026 or 2026-11-23."""
    typed = text(cell)
    french, iso = _FRENCH_DATE.fullmatch(typed), _ISO_DATE.fullmatch(typed)
    if french:
        parts = (french[3], french[2], french[1])
    elif iso:
        parts = (iso[1], iso[2], iso[3])
    else:
        raise ValueError(f"« {shown(typed)} » n'est pas une date (il faut par exemple 23/11/2026)")
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise ValueError(f"la date « {typed} » n'existe pas") from None


def cents(cell: str) -> int:
    """Read « 1 234,56 € », 1234.56 or -233,47 as cents; never rounds."""
    typed = text(cell)
    plain = "".join(_MINUS.get(sign, sign) for sign in typed.upper())
    plain = plain.replace("EUROS", "").replace("EUR", "").replace("€", "").strip()
    sign = -1 if plain.startswith("-") or plain.endswith("-") else 1
    plain = plain.strip("+-").strip()
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        whole, decimals, *_ = *(part for part in grouped.groups() if part), ""
        plain = re.sub(r"[.,' ]", "", whole) + decimals
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise ValueError(
            f"« {shown(typed)} » n'est pas un montant (il faut par exemple 1 234,56 ou -12,30)"
        )
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if amount >= _LARGEST_CENTS:
        raise ValueError(f"le montant « {shown(typed)} » est trop grand")
    return sign * amount


def shown(typed: str, longest: int = 60) -> str:
    """Return a text short enough to stand in a sentence."""
    return typed if len(typed) <= longest else f"{typed[: longest - 1]}…"


def seen(value: Any) -> str:
    """Return a workbook's value as people see it in the cell: 47031001, 23/11/2026, 1234,5."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, (int, float)):
        return _number(value)
    return _moment(value)


def _number(value: float) -> str:
    if isinstance(value, float) and not value.is_integer():
        # Two thirds of a cent too much is how binary fractions look: 671.1500000000001.
        return format(Decimal(f"{value:.12g}"), "f").replace(".", ",")
    return str(int(value)) if abs(value) < _EXACT else f"{value:.0f}"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return f"{value:%d/%m/%Y}" if at_midnight else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        hours, seconds = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02}:{seconds // 60:02}"
    return ""
