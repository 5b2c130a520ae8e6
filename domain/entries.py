"""What one line of the billing service's list says: number, name, address; or why it can't be taken.

A number is what people write, zeros in front included. An address is taken as it is meant: « mailto: »,
a name with < >, one final full stop are not part of it, and « néant » is nobody's address.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from domain import addresses
from sheets.columns import Header, Wanted, fold
from sheets.reading import Row, Sheet
from sheets.values import shown, text

COLUMNS = Wanted(
    {
        "number": (
            *("N° client", "N° du client", "Client n°", "N° abonné", "Abonné n°", "N° usager"),
            *("N° redevable", "N° famille", "N° foyer", "N° compte", "N° contrat", "N° dossier"),
            *("Code client", "Code abonné", "Code usager", "Réf. client", "Référence client"),
            *("Référence abonné", "Id client", "Identifiant client", "N°", "Matricule"),
            *("Identifiant", "Référence", "Réf.", "Code", "Id", "Client", "Abonné"),
        ),
        "name": (
            *("Nom et prénom", "Nom, prénoms", "Prénom et nom", "Nom complet", "Nom du client"),
            *("Nom de l'abonné", "Nom de l'usager", "Nom du redevable", "Nom de famille", "Nom"),
            *("Noms", "Dénomination", "Raison sociale", "Nom ou raison sociale", "Titulaire"),
            *("Redevable", "Usager", "Client", "Abonné", "Destinataire", "Intitulé"),
        ),
        "first_name": ("Prénom", "Prénoms", "Prénom(s)"),
        "address": (
            *("Adresse mail", "Mail", "Adresse mail du client", "Mail client", "Mail du client"),
            *("Mail de l'abonné", "Mail abonné", "Mail usager", "Mail contact", "Contact mail"),
            *("Adresse mail principale", "Mail principal", "Mail 1", "Adresse mail 1"),
            *("Adresse électronique", "Adresse de messagerie", "Messagerie", "Adresse internet"),
        ),
    },
    needed=("number", "address"),
)
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


class Entry(NamedTuple):
    """One customer as the list has it; `name` is None where the list has no names."""

    line: int
    number: str
    name: str | None
    address: str | None


class Reject(NamedTuple):
    """A line that can't be taken, in words for who must correct it."""

    line: int
    column: str
    reason: str
    cells: list[str]


@dataclass(slots=True)
class Listing:
    """A list read through: what can be taken, by number, and what can't."""

    entries: dict[str, Entry] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


class _Refused(Exception):  # noqa: N818 - one line's, caught where it is read
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def read(sheet: Sheet, each: Callable[[], None] = lambda: None) -> Listing:
    """Read a list through; `each` is called at every line.

    The same line twice counts once; two lines that give one number differently are both refused.
    """
    listing = Listing()
    twice: dict[str, set[int]] = {}
    refused: dict[str, int] = {}
    understand = _reader(sheet.header)
    for row in sheet.rows:
        each()
        try:
            entry = understand(row)
        except _Refused as why:
            listing.rejects.append(_reject(sheet.header, row, why))
            refused.setdefault(_number_cell(sheet.header, row), row.line)
            continue
        first = listing.entries.setdefault(entry.number, entry)
        if first is not entry and first[1:] != entry[1:]:
            twice.setdefault(entry.number, {first.line}).add(entry.line)
    for number in refused.keys() & listing.entries.keys():
        twice.setdefault(number, {listing.entries[number].line, refused[number]})
    _refuse_twice(listing, twice, sheet)
    return listing


def number(cell: str) -> str:
    """Return a customer's number; raises `ValueError` with the reason."""
    if cell.isdecimal() and cell.isascii() and len(cell) <= LONGEST_NUMBER:
        return cell
    typed = text(cell)
    formula = _TEXT_FORMULA.fullmatch(typed)
    if formula:
        typed = formula[1]
    if not typed:
        raise ValueError("le numéro manque")
    if not any(sign.isdecimal() for sign in typed):
        raise ValueError(f"« {shown(typed)} » n'est pas un numéro : il n'y a aucun chiffre")
    if len(typed) > LONGEST_NUMBER:
        raise ValueError(f"« {shown(typed)} » est trop long ({LONGEST_NUMBER} signes au plus)")
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
        typed = text(cell)
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


def _reader(header: Header) -> Callable[[Row], Entry]:
    number_at, address_at = header.places["number"], header.places["address"]
    name_at, first_name_at = header.places.get("name"), header.places.get("first_name")
    if name_at is not None and "prenom" in fold(header.titles[name_at]):
        first_name_at = None

    def understand(row: Row) -> Entry:
        cells = row.cells
        field = "number"
        try:
            read_number = number(cells[number_at])
            _refuse_surplus(cells, len(header.titles))
            field = "name"
            read_name = None if name_at is None else name(cells[name_at])
            if first_name_at is not None:
                read_name = f"{read_name or ''} {name(cells[first_name_at])}".strip()
            field = "address"
            return Entry(row.line, read_number, read_name, address(cells[address_at]))
        except ValueError as why:
            raise _Refused(field, str(why)) from None

    return understand


def _refuse_surplus(cells: list[str], columns: int) -> None:
    if len(cells) > columns and any(cells[columns:]):
        raise ValueError(
            "la ligne a plus de cellules que de titres : un signe qui sépare les colonnes est de trop"
        )


def _number_cell(header: Header, row: Row) -> str:
    return text(row.cells[header.places["number"]])


def _reject(header: Header, row: Row, why: _Refused) -> Reject:
    return Reject(row.line, header.title(why.field), str(why), row.cells)


def _refuse_twice(listing: Listing, twice: dict[str, set[int]], sheet: Sheet) -> None:
    """Refuse every line of these numbers; the list is read again for their cells."""
    if not twice:
        return
    known_lines = {reject.line for reject in listing.rejects}
    numbers = {line: number for number, lines in twice.items() for line in lines}
    for number in twice:
        del listing.entries[number]
    column = sheet.header.title("number")
    for row in _rows(sheet, numbers):
        if row.line in known_lines:
            continue
        number = numbers[row.line]
        others = ", ".join(str(line) for line in sorted(twice[number] - {row.line}))
        reason = (
            f"le numéro {number} est aussi à la ligne {others}, où le nom ou l'adresse diffère : "
            "gardez la bonne ligne"
        )
        listing.rejects.append(Reject(row.line, column, reason, row.cells))
    listing.rejects.sort(key=lambda reject: reject.line)


def _rows(sheet: Sheet, lines: dict[int, str]) -> Iterator[Row]:
    return (row for row in sheet.rows if row.line in lines)
