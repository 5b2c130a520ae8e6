"""What a cell means: texts, French dates and amounts, and what a spreadsheet made of what was typed.

Each reader returns the value or raises `ValueError`, whose text is the reason that people read.
"""

import re
from datetime import date
from typing import Self

_DATE = re.compile(
    r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?:(?:lun|mar|mer|jeu|ven|same|diman)\w{1,5}\.?,? )?"
    r"(?P<said_day>\d{1,2})(?:er)? (?P<said_month>[^\W\d_]{3,9})\.? (?P<said_year>\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[ T]+00:00(?::00(?:\.0+)?)?Z$"  # another hour of another zone may be another day
    r"|(?:,? à |[ T]+)\d{1,2}(?::| ?h ?)\d{2}(?::\d{2}(?:[.,]\d+)?)?$",
    re.ASCII,
)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2}", re.ASCII)
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_NO_ACCENTS = str.maketrans("éû", "eu")
# The unit stands before, behind, or as the decimal sign: 57€20 is 57,20, and 5€7€20 is nothing.
_UNIT = "(?:€|EUROS?|EUR)"
_MONEY = re.compile(
    rf"(?P<before>[+-]?) ?(?:{_UNIT} ?(?P<inner>[+-]?) ?)?(?P<number>\d(?:[\d .,']*\d)?)"
    rf"(?: ?{_UNIT})?(?P<after> ?[+-]?)",
    re.ASCII,
)
_CENTS_BEHIND = re.compile(rf"(?<=\d) ?{_UNIT} ?(?=\d\d ?[+-]?$)")
_AMOUNT = re.compile(r"(\d+)(?:[.,](\d{1,2}))?", re.ASCII)
# Thousands: 1 234 and 1'234; 1.234,56 and 1,234.56. « 1.234 » and « 1,234 » alone may mean either.
_GROUPED = re.compile(
    r"(\d{1,3}(?:[ ']\d{3})+)([.,]\d{1,2})?"
    r"|(\d{1,3}(?:\.\d{3})+)(,\d{1,2})|(\d{1,3}(?:,\d{3})+)(\.\d{1,2})",
    re.ASCII,
)
_MINUS = str.maketrans("−–‐‑", "----")
_LARGEST_CENTS = 10**11
_ERROR = re.compile(
    r"#(?:N/[AD]|GETTING_DATA|[A-ZÉ][A-ZÉ_/0-9]* ?[!?])|Err ?: ?\d{3}", re.IGNORECASE
)
# Marks of writing direction, joiners, soft hyphens: they come along when text is copied from a page.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
AS_TEXT = "donnez à cette colonne le format « Texte », puis retapez-le"


FORMULA = (
    "la case contient une formule qui n'a pas été calculée : ouvrez et enregistrez le classeur"
)
DATE = f"le tableur en a fait une date : {AS_TEXT}"
DECIMAL = f"le tableur en a fait un nombre à virgule : {AS_TEXT}"
LONG = f"un tableur ne garde que les 15 premiers chiffres d'un nombre : {AS_TEXT}"
TRUTH = f"le tableur en a fait une valeur logique : {AS_TEXT}"
FORMAT = "le format de la case ({}) montre autre chose que le nombre qu'elle contient : " + AS_TEXT


class Cell(str):
    """The text of a cell that does not hold what people typed there, and the reason."""

    __slots__ = ("why",)
    why: str

    def __new__(cls, text: str, why: str) -> Self:
        """Return the text with what a spreadsheet made of it, in French."""
        cell = super().__new__(cls, text)
        cell.why = why
        return cell


NOTHING = Cell("", "")  # a row that ends before a column says nothing about it


def text(cell: str) -> str:
    """Return a cell's text: line breaks and runs of blanks (no-break ones too) are one space.

    Raises `ValueError` where the spreadsheet itself has no value for it.
    """
    typed = " ".join(cell.split())
    if not typed.isprintable():
        typed = " ".join(_INVISIBLE.sub("", typed).split())
        if _CONTROL.search(typed):
            raise ValueError(f"« {shown(typed)} » contient un signe invisible : retapez cette case")
    if typed[:1] in ("#", "E", "e") and _ERROR.fullmatch(typed):
        raise ValueError(f"la case contient une erreur du tableur ({shown(typed)})")
    if type(cell) is Cell and cell.why == FORMULA:
        raise ValueError(FORMULA)
    return typed


def as_typed(cell: str) -> str:
    """Return a cell's text where it is what people typed; raises `ValueError` with what became of it."""
    typed = text(cell)
    if type(cell) is Cell and cell.why:
        raise ValueError(f"« {shown(typed)} » : {cell.why}")
    return typed


def day(cell: str) -> date:
    """Read 23/11/2026, 2026-11-23 or « 23 novembre 2026 »; a time behind it is passed over."""
    typed = text(cell)
    found = _DATE.fullmatch(_TIME.sub("", typed))
    if found is None:
        hint = ", avec l'année en quatre chiffres" if _SHORT_YEAR.fullmatch(typed) else ""
        raise ValueError(
            f"« {shown(typed)} » n'est pas une date (il faut par exemple 23/11/2026{hint})"
        )
    year, month, of_month = (
        next(part for kind in ("", "iso_", "said_") if (part := found[kind + name]))
        for name in ("year", "month", "day")
    )
    try:
        return date(int(year), _month(month), int(of_month))
    except ValueError:
        raise ValueError(f"la date « {typed} » n'existe pas") from None


def _month(said: str) -> int:
    """Return the number of « 11 », « novembre » or « nov »; raises `ValueError`."""
    if said.isdecimal():
        return int(said)
    plain = said.casefold().translate(_NO_ACCENTS)
    found = [at for at, name in enumerate(_MONTHS, 1) if name.startswith(plain)]
    if len(found) != 1:
        raise ValueError
    return found[0]


def cents(cell: str) -> int:
    """Read « 1 234,56 € », 1234.56, « 57€20 » or -233,47 as cents; never rounds."""
    typed = text(cell)
    plain = _CENTS_BEHIND.sub(",", typed.upper().translate(_MINUS))
    money = _MONEY.fullmatch(plain)
    number = money["number"] if money else ""
    grouped = _GROUPED.fullmatch(number)
    if grouped:
        whole, decimals, *_ = *(part for part in grouped.groups() if part), ""
        number = re.sub(r"[.,' ]", "", whole) + decimals
    found = _AMOUNT.fullmatch(number)
    if money is None or found is None or len(sign := _sign(money)) > 1:
        raise ValueError(
            f"« {shown(typed)} » n'est pas un montant (il faut par exemple 1 234,56 ou -12,30)"
        )
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if amount >= _LARGEST_CENTS:
        raise ValueError(f"le montant « {shown(typed)} » est trop grand")
    return -amount if sign == "-" else amount


def _sign(money: re.Match[str]) -> str:
    return "".join(part.strip() for part in money.group("before", "inner", "after") if part)


def shown(typed: str, longest: int = 60) -> str:
    """Return a text fit to stand in a sentence: short, and nothing that moves a terminal's cursor."""
    typed = printable(typed)
    return typed if len(typed) <= longest else f"{typed[: longest - 1]}…"


def printable(typed: str) -> str:
    """Drop control signs, and those that turn a text around."""
    return typed if typed.isprintable() else "".join(filter(str.isprintable, typed))
