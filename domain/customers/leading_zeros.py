"""Zeros in front of a number, which spreadsheets eat: 0047 becomes 47, another customer's number.

A list in which no number begins with a zero has perhaps lost them all. Where putting them back
gives a customer we know, the line is refused; where all are too short, the list is held back.
"""

from collections.abc import Collection, Mapping

from domain.customers.lists import Entry


def eaten(register: Collection[str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the numbers of a list that lost their zeros, each with the known one it stands for."""
    unknown = [number for number in entries if number not in register]
    if not unknown or _has_zeros(entries):
        return {}
    whole = {number.lstrip("0"): number for number in register if number.startswith("0")}
    return {number: whole[number] for number in unknown if number in whole}


def reason(short: str, whole: str) -> str:
    """Say why a line was refused."""
    return (
        f"le numéro {short} n'est pas connu, mais {whole} l'est : un tableur a sans doute enlevé les "
        "zéros du début (donnez à cette colonne le format « Texte »)"
    )


def shorter(register: Collection[str], numbers: Collection[str]) -> str:
    """Say that all these numbers of a list are shorter than all that are known; else ""."""
    if not register or not numbers or _has_zeros(numbers):
        return ""
    longest, shortest = max(map(len, numbers)), min(map(len, register))
    if longest >= shortest or not all(number.isdecimal() for number in numbers):
        return ""
    return (
        f"tous les numéros de cette liste sont plus courts ({longest} chiffres au plus) que ceux du "
        f"registre ({shortest} au moins). Un tableur a sans doute enlevé les zéros du début"
    )


def _has_zeros(numbers: Collection[str]) -> bool:
    return any(number.startswith("0") and len(number) > 1 for number in numbers)
