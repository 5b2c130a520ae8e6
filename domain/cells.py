"""What people write in a list: a number, a name, an address, an amount, a state, as it is meant.

A number is what is written, zeros in front included. « mailto: », signs round an address and one
final full stop are not part of it, and « néant » is nobody's. Each raises `ValueError` with the reason.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from domain import addresses
from sheets import encodings, values
from sheets.columns import fold
from sheets.values import as_typed, printable, shown, text

LONGEST_NUMBER = 40
LONGEST_NAME = 200
LARGEST_CENTS = 2_000_000_000  # PostgreSQL's integer; 20 million euros
EARLIEST = date(1950, 1, 1)
STATES = {
    "payer": "due",  # « à » is a small word
    "due": "due",
    "impayee": "due",
    "non payee": "due",
    "payee partiellement": "due",
    "partiellement payee": "due",
    "payee": "paid",
    "paye": "paid",
    "reglee": "paid",
    "regle": "paid",
    "soldee": "paid",
    "acquittee": "paid",
    "prelevee": "debited",
    "preleve": "debited",
    "annulee": "cancelled",
    "annule": "cancelled",
}

CHANNELS = {
    "papier": "paper",
    "courrier": "paper",
    "poste": "paper",
    "postal": "paper",
    "en ligne": "online",
    "ligne": "online",
    "portail": "online",
    "dematerialise": "online",
    "dematerialisee": "online",
    "chorus": "chorus",
    "chorus pro": "chorus",
}

_PAGES = re.compile(r"(\d{1,6})(?:\s*(?:[-\u2010-\u2015]|à|a)\s*(\d{1,6}))?", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="(.*)"')  # how programs keep a spreadsheet from dropping zeros
_MONTH = r"(?:janv?|f[ée]vr?|mars?|avr|mai|juin|juil|ao[ûu]t?|sept?|oct|nov|d[ée]c)"
# What a spreadsheet, or a program that reads one, makes of a number.
_MADE = (
    (
        re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE),
        f"c'est un numéro que le tableur a abrégé : {values.AS_TEXT}",
    ),
    (
        re.compile(
            rf"\d{{1,2}}/\d{{1,2}}/\d{{4}}.*|\d{{4}}-\d\d-\d\d[ T].*|\d{{1,2}}:\d\d(?::\d\d)?"
            rf"|{_MONTH}\.?-\d\d|\d{{1,2}}-{_MONTH}\.?",
            re.IGNORECASE,
        ),
        values.DATE,
    ),
    (re.compile(r"\d+[.,]0+|\d+,\d+"), values.DECIMAL),
    (re.compile(r"[1-9]\d{14}0+"), values.LONG),
    (re.compile(r"=.*"), f"c'est une formule et non un numéro : {values.AS_TEXT}"),
)
# Below or above a list: « Total : 12 clients », « Page 1/3 », « Édité le 23/11/2026 ».
_BESIDE = re.compile(
    r"\b(?:sous )?tota(?:l|ux)\b|\bpages? \d|\bedite\b|\bedition du\b|\bimprime\b|\bgenere\b|\bexport\b"
    r"|\bnombre\b|\barrete\b|\bfin de\b|\benregistrements?\b|\blignes?\b|^\d+ (?:clients?|abonnes?|factures?)\b"
)
_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2} [^\W\d_]{3,9} \d{4}\b")
_BETWEEN = re.compile(r"[^<>@]*<\s*([^<>]+?)\s*>")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)
_ROUND = " '\"`´‘’“”«»()[]<>"
_NOBODY = frozenset(
    (
        *(
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
        ),
        *("absent", "absente", "vide", "null", "none", "x", "xx", "xxx", "0"),
    )
)
_NOBODY_SAYS = re.compile(r"(?:neant|aucune?|pas|sans|non)\b(?:[a-z ]*)")


def number(cell: str, longest: int = LONGEST_NUMBER) -> str:
    """Return a customer's or an invoice's number; raises `ValueError` with the reason."""
    if type(cell) is str and cell.isdecimal() and cell.isascii() and len(cell) < _SUSPECT:
        return cell
    typed = as_typed(cell)
    formula = _TEXT_FORMULA.fullmatch(typed)
    if formula:
        typed = formula[1]
    if not typed:
        raise ValueError("le numéro manque")
    if len(typed) > longest:
        raise ValueError(f"« {shown(typed)} » est trop long ({longest} signes au plus)")
    _refuse_what_is_no_number(typed)
    return typed


def _refuse_what_is_no_number(typed: str) -> None:
    if not any(sign.isdecimal() for sign in typed):
        raise ValueError(f"« {shown(typed)} » n'est pas un numéro : il n'y a aucun chiffre")
    if not typed.isprintable():
        raise ValueError(f"« {shown(typed)} » contient un signe invisible")
    for pattern, reason in _MADE:
        if pattern.fullmatch(typed):
            raise ValueError(f"« {shown(typed)} » : {reason}")
    if _BESIDE.search(fold(typed)) or _DAY.search(typed):
        raise ValueError(f"« {shown(typed)} » n'est pas un numéro : la ligne n'est pas de la liste")


_SUSPECT = 16  # from so many digits on, a spreadsheet has perhaps rounded them


def name(cell: str) -> str:
    """Return a customer's name on one line; raises `ValueError` with the reason."""
    return _text_name(cell) if type(cell) is str else _name(cell)


def _name(cell: str) -> str:
    typed = as_typed(cell)
    if not typed.isprintable():
        typed = text(printable(typed))
    if len(typed) > LONGEST_NAME:
        raise ValueError(f"« {shown(typed)} » est trop long ({LONGEST_NAME} signes au plus)")
    if not typed.isascii() and (garbled := encodings.garbled(typed)):
        raise ValueError(f"« {shown(garbled)} » : {encodings.WRONG}")
    return typed


# Streets, postcodes and towns come again and again. A cell that says what became of it equals its text.
_text_name = lru_cache(10_000)(_name)


def address(cell: str) -> str | None:
    """Return the folded address that is meant, None for nobody's; raises `ValueError`."""
    if not cell:
        return None
    try:
        if cell[0] not in _ROUND:
            return addresses.fold(cell)
    except addresses.NotAnAddress:
        pass
    typed = printable(text(cell))
    meant = _meant(typed)
    if meant is None:
        return None
    try:
        return addresses.fold(meant)
    except addresses.NotAnAddress as problem:
        raise ValueError(f"« {shown(typed)} » : {problem}") from None


def _meant(typed: str) -> str | None:
    said = fold(typed)
    if "@" not in typed and (said in _NOBODY or not said or _NOBODY_SAYS.fullmatch(said)):
        return None
    meant = typed[:-1].rstrip() if typed.endswith((".", ";", ",")) else typed
    between = _BETWEEN.fullmatch(meant)
    if between:
        meant = between[1]
    link = _MAILTO.fullmatch(meant)
    return link[1] if link else meant.strip(_ROUND)


def label(longest: int, *, is_needed: bool = False, is_exact: bool = True) -> Callable[[str], str]:
    """Return the reader of a text; `is_exact`: what a spreadsheet has changed is refused."""

    def read(cell: str) -> str:
        found = as_typed(cell) if is_exact else text(cell)
        if is_needed and not found:
            raise ValueError("la case est vide")
        if len(found) > longest:
            raise ValueError(f"il y a plus de {longest} signes")
        return found

    return read


def pages(cell: str) -> tuple[int, int] | None:
    """Return the first and the last page, from 1, of « 12-13 » or « 12 »; None where none are said."""
    if not cell.strip():
        return None
    found = _PAGES.fullmatch(text(cell).strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise ValueError("ce ne sont pas des pages : écrivez « 12 » ou « 12-13 »")
    return first, last


def issued(cell: str) -> date:
    """Return the day of an invoice."""
    if not cell.strip():
        raise ValueError("la case est vide")
    found = values.day(cell)
    if found < EARLIEST:
        raise ValueError(f"la date « {text(cell)} » est trop ancienne")
    return found


def due(cell: str) -> date | None:
    """Return the day until which an invoice may be paid, None where none is said."""
    return values.day(cell) if cell.strip() else None


def amount(cell: str) -> int:
    """Return an amount in cents."""
    if not cell.strip():
        raise ValueError("la case est vide")
    found = values.cents(cell)
    if abs(found) > LARGEST_CENTS:
        raise ValueError(f"le montant « {shown(text(cell))} » est trop grand")
    return found


def remaining(cell: str) -> int | None:
    """Return what is left to pay in cents, None where nothing is said."""
    return amount(cell) if cell.strip() else None


def state(cell: str) -> str | None:
    """Return the state that a word means, one of `STATES`, None where nothing is said."""
    typed = text(cell)
    if not typed:
        return None
    found = STATES.get(fold(typed))
    if found is None:
        raise ValueError(
            f"« {shown(typed)} » n'est pas un état : il faut « à payer », « payée », « prélevée » "
            "ou « annulée »"
        )
    return found


def channel(cell: str) -> str:
    """Return how bills reach a customer, one of `CHANNELS`, "" where nothing is said."""
    typed = text(cell)
    if not typed:
        return ""
    found = CHANNELS.get(fold(typed))
    if found is None:
        raise ValueError(
            f"« {shown(typed)} » n'est pas une façon d'envoyer : il faut « papier », « en ligne » ou "
            "« chorus »"
        )
    return found
