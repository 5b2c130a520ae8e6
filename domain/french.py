"""How amounts and dates are written for people: « 1 234,56 € », 15/02/2026, 15 février 2026."""

from datetime import date

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


def euros(cents: int) -> str:
    """Return an amount as French people write it, never with a break inside."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", _SPACE)
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02}{_SPACE}€"


def day(when: date | None) -> str:
    """Return 15/02/2026, empty for None."""
    return f"{when.day:02}/{when.month:02}/{when.year}" if when else ""


def long_day(when: date | None) -> str:
    """Return « 15 février 2026 », as a sentence has it, never broken; empty for None."""
    if when is None:
        return ""
    number = "1er" if when.day == 1 else str(when.day)
    return _SPACE.join((number, _MONTHS[when.month - 1], str(when.year)))


def duration(seconds: int) -> str:
    """Return « 3 jours », « 1 heure », « 90 minutes »: in the largest unit that says it exactly."""
    units = ("jour", 86_400), ("heure", 3_600), ("minute", 60), ("seconde", 1)
    name, length = next(unit for unit in units if seconds % unit[1] == 0)
    count = seconds // length
    return f"{count}{_SPACE}{name}{'s' if count > 1 else ''}"
