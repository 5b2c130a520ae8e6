"""How numbers, amounts, dates and sentences are written: « 1 234,56 € », 15/02/2026, 15 février 2026."""

import re
from datetime import date, datetime, tzinfo

_SPACE = "\u00a0"
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def number(value: int) -> str:
    """« 3 000 », whose space never breaks."""
    return f"{value:,}".replace(",", _SPACE)


def percent(part: int, whole: int) -> str:
    """« 12,5 % », or « – » of nothing."""
    return f"{100 * part / whole:.1f}".replace(".", ",") + f"{_SPACE}%" if whole else "–"


def month(name: str) -> str:
    """« 11/2026 » for 2026-11."""
    year, _, number_ = name.partition("-")
    return f"{number_}/{year}"


def count(value: int, one: str, many: str = "") -> str:
    """« 1 client », « 3 000 clients »; in French, zero is singular."""
    return f"{number(value)}{_SPACE}{one if abs(value) < 2 else many or one + 's'}"  # noqa: PLR2004 - the grammar's number


def euros(cents: int) -> str:
    """Return an amount as French people write it, never with a break inside."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{number(whole)},{rest:02}{_SPACE}€"


def day(when: date | None) -> str:
    """Return 15/02/2026, empty for None."""
    return f"{when.day:02}/{when.month:02}/{when.year}" if when else ""


def long_day(when: date | None) -> str:
    """Return « 15 février 2026 », as a sentence has it, never broken; empty for None."""
    if when is None:
        return ""
    number = "1er" if when.day == 1 else str(when.day)
    return _SPACE.join((number, _MONTHS[when.month - 1], str(when.year)))


def hour(when: datetime, zone: tzinfo) -> str:
    """Return « 8 h 05 » there, never broken."""
    there = when.astimezone(zone)
    return f"{there.hour}{_SPACE}h{_SPACE}{there.minute:02}"


def moment(when: datetime, zone: tzinfo) -> str:
    """Return « 15/02/2026 à 8 h 05 » there, the time never broken."""
    return f"{day(when.astimezone(zone))} à {hour(when, zone)}"


def duration(seconds: int) -> str:
    """Return « 3 jours », « 1 heure », « 90 minutes »: in the largest unit that says it exactly."""
    units = ("jour", 86_400), ("heure", 3_600), ("minute", 60), ("seconde", 1)
    name, length = next(unit for unit in units if seconds % unit[1] == 0)
    count = seconds // length
    return f"{count}{_SPACE}{name}{'s' if count > 1 else ''}"


def weight(size: int) -> str:
    """Return how heavy a file is, rounded up."""
    kilobytes = -(-size // 1000)
    if kilobytes < 1000:  # noqa: PLR2004 - a megabyte
        return f"{kilobytes}{_SPACE}Ko"
    return f"{kilobytes / 1000:.1f}{_SPACE}Mo".replace(".", ",")


def typeset(text: str) -> str:
    """Make the spaces before : ; ? ! » and after « unbreakable."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)
