"""What people write in a list of customers: a number, a name, an address as it is meant.

A number is what is written, zeros in front included. « mailto: », a name with < > and one final full
stop are not part of an address, and « néant » is nobody's. Each raises `ValueError` with the reason.
"""

import re

from domain import addresses
from sheets.columns import fold
from sheets.values import shown, text

LONGEST_NUMBER = 40
LONGEST_NAME = 200

_BETWEEN = re.compile(r"[^<>@]*<\s*([^<>]+?)\s*>")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="(.*)"')  # how programs keep a spreadsheet from eating zeros
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_NOBODY = frozenset(
    [
        "neant",
        "aucun",
        "aucune",
        "non",
        "sans",
        "rien",
        "na",
        "nc",
        "nr",
        "inconnu",
        "inconnue",
        "absent",
        "absente",
        "vide",
        "null",
        "none",
        "x",
        "xx",
        "xxx",
        "0",
    ]
)
_NOBODY_SAYS = re.compile(r"(?:neant|aucune?|pas|sans|non)\b(?:[a-z ]*)")


def number(cell: str, longest: int = LONGEST_NUMBER) -> str:
    """Return a customer's or an invoice's number; raises `ValueError` with the reason."""
    if cell.isdecimal() and cell.isascii() and len(cell) <= longest:
        return cell
    typed = text(cell)
    formula = _TEXT_FORMULA.fullmatch(typed)
    if formula:
        typed = formula[1]
    if not typed:
        raise ValueError("le numéro manque")
    if not any(sign.isdecimal() for sign in typed):
        raise ValueError(f"« {shown(typed)} » n'est pas un numéro : il n'y a aucun chiffre")
    if len(typed) > longest:
        raise ValueError(f"« {shown(typed)} » est trop long ({longest} signes au plus)")
    if not typed.isprintable():
        raise ValueError(f"« {shown(printable(typed))} » contient un signe invisible")
    if _SHORTENED.fullmatch(typed):
        raise ValueError(
            f"« {typed} » est un numéro que le tableur a abrégé : donnez à cette colonne le format "
            "« Texte », puis retapez-le"
        )
    return typed


def name(cell: str) -> str:
    """Return a customer's name on one line; raises `ValueError` with the reason."""
    typed = text(cell)
    if not typed.isprintable():
        typed = text(printable(typed))
    if len(typed) > LONGEST_NAME:
        raise ValueError(f"« {shown(typed)} » est trop long ({LONGEST_NAME} signes au plus)")
    return typed


def address(cell: str) -> str | None:
    """Return the folded address that is meant, None for nobody's; raises `ValueError`."""
    if not cell:
        return None
    try:
        return addresses.fold(cell)
    except addresses.NotAnAddress as problem:
        typed = printable(text(cell))  # a reason is read on a terminal
        meant = _meant(typed)
        if meant is None:
            return None
        if meant == typed:
            raise ValueError(f"« {shown(typed)} » : {problem}") from None
    try:
        return addresses.fold(meant)
    except addresses.NotAnAddress as problem:
        raise ValueError(f"« {shown(typed)} » : {problem}") from None


def printable(typed: str) -> str:
    """Drop control signs, which would move a terminal's cursor or turn the text around."""
    return "".join(sign for sign in typed if sign.isprintable())


def _meant(typed: str) -> str | None:
    said = fold(typed)
    if "@" not in typed and (said in _NOBODY or not said or _NOBODY_SAYS.fullmatch(said)):
        return None
    meant = typed[:-1].rstrip() if typed.endswith((".", ";", ",")) else typed
    between = _BETWEEN.fullmatch(meant)
    if between:
        meant = between[1]
    link = _MAILTO.fullmatch(meant)
    return link[1] if link else meant
