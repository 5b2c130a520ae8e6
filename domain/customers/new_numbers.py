"""Numbers that nobody has yet: what a spreadsheet made of a known one, and what is no number at all.

Spreadsheets eat zeros: 0047 becomes 47, another customer's number. A new number that is a known one
but for zeros in front, blanks or capitals is refused; so is one that is shorter than those of its list
that begin with a zero, where the register has none so short. Where all numbers of a list are too
short, the list is held back.
"""

import re
from collections.abc import Collection, Mapping

from domain.customers.lists import Entry
from domain.listings import Why

AS_TEXT = "donnez à cette colonne le format « Texte »"
# A word apart, or figures with signs round them: « Boé 47550 », « - 2 - », « 1/3 ».
_BESIDE = re.compile(r"(?<!\S)[^\W\d_]{3,}(?!\S)|^\W*\d+\W+(?:\d+\W*)?$")


def refused(
    register: Collection[str], entries: Mapping[str, Entry], *, with_zeros: bool = True
) -> dict[int, Why]:
    """Return the lines of a list whose number can't be a new customer's, each with the reason.

    `with_zeros`: also those whose number a spreadsheet has perhaps changed.
    """
    unknown = [entry for entry in entries.values() if entry.number not in register]
    reasons = {
        entry.line: f"« {entry.number} » n'est pas un numéro : la ligne n'est pas de la liste"
        for entry in unknown
        if not (entry.name or entry.address) and _BESIDE.search(entry.number)
    }
    if unknown and with_zeros:
        reasons |= _changed(register, unknown, _padded(register, entries))
    return {line: ("customer", reason) for line, reason in reasons.items()}


def _changed(register: Collection[str], unknown: Collection[Entry], padded: str) -> dict[int, str]:
    meant = known_as(register)
    reasons = {}
    for entry in unknown:
        number = entry.number
        whole = meant.get(bare(number)) if meant else None
        if whole is not None:
            reasons[entry.line] = _reason(number, whole)
        elif len(number) < len(padded) and number.isdecimal() and number[0] != "0":
            reasons[entry.line] = _too_short(number, padded)
    return reasons


def known_as(register: Collection[str]) -> dict[str, str]:
    """Return the numbers of a register by what is left of them without zeros, blanks and capitals."""
    return {bare(number): number for number in register}


def bare(number: str) -> str:
    """Return what is left of a number that a spreadsheet or somebody has written in another way."""
    return "".join(number.split()).casefold().lstrip("0")


def _padded(register: Collection[str], numbers: Collection[str]) -> str:
    """Return the shortest number of a list that begins with a zero; "" where shorter ones are known."""
    zeros = [number for number in numbers if _has_zero(number) and number.isdecimal()]
    shortest = min(zeros, key=len, default="")
    if any(len(number) < len(shortest) and number.isdecimal() for number in register):
        return ""
    return shortest


def _reason(number: str, whole: str) -> str:
    eaten = whole.lstrip("0") == number
    what = f"un tableur a sans doute enlevé les zéros du début ({AS_TEXT})"
    return (
        f"le numéro {number} n'est pas connu, mais {whole} l'est : "
        f"{what if eaten else 'est-ce le même, écrit autrement ?'}"
    )


def _too_short(number: str, padded: str) -> str:
    return (
        f"le numéro {number} n'est pas connu, et d'autres de la liste commencent par un zéro, comme "
        f"{padded} : un tableur a sans doute enlevé les zéros du début de celui-ci ({AS_TEXT})"
    )


def shorter(register: Collection[str], numbers: Collection[str]) -> str:
    """Say that all these numbers of a list are shorter than all that are known; else ""."""
    if not register or not numbers or any(map(_has_zero, numbers)):
        return ""
    longest, shortest = max(map(len, numbers)), min(map(len, register))
    if longest >= shortest or not all(number.isdecimal() for number in numbers):
        return ""
    return (
        f"tous les numéros de cette liste sont plus courts ({longest} chiffres au plus) que ceux du "
        f"registre ({shortest} au moins). Un tableur a sans doute enlevé les zéros du début"
    )


def _has_zero(number: str) -> bool:
    return number.startswith("0") and len(number) > 1
