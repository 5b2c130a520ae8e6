"""What each line of the billing service's list says, or why it can't be taken.

One number given to two different people is refused at both lines: nobody can tell which is right.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from domain.customers import cells
from domain.listings import Listing, Why
from sheets.columns import Header, Wanted, fold
from sheets.reading import Row, Sheet
from sheets.values import text

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


class Entry(NamedTuple):
    """One customer as the list has it; `name` is None where the list has no names."""

    line: int
    number: str
    name: str | None
    address: str | None


class _Refused(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def read(sheet: Sheet, each: Callable[[], None] = lambda: None) -> Listing[Entry]:
    """Read a list through; `each` is called at every line.

    The same line twice counts once; two lines that give one number differently are both refused.
    """
    listing: Listing[Entry] = Listing(sheet)
    twice: dict[str, set[int]] = {}
    refused: dict[str, int] = {}
    understand = _reader(sheet.header)
    for row in sheet.rows:
        each()
        try:
            entry = understand(row)
        except _Refused as why:
            listing.rejects.append(listing.reject(row.line, row.cells, why.field, str(why)))
            refused.setdefault(_number_cell(sheet.header, row), row.line)
            continue
        first = listing.entries.setdefault(entry.number, entry)
        if first is not entry and first[1:] != entry[1:]:
            twice.setdefault(entry.number, {first.line}).add(entry.line)
    for number in refused.keys() & listing.entries.keys():
        twice.setdefault(number, {listing.entries[number].line, refused[number]})
    _refuse_twice(listing, twice)
    return listing


def _reader(header: Header) -> Callable[[Row], Entry]:
    number_at, address_at = header.places["number"], header.places["address"]
    name_at, first_name_at = header.places.get("name"), header.places.get("first_name")
    if name_at is not None and "prenom" in fold(header.titles[name_at]):
        first_name_at = None

    def understand(row: Row) -> Entry:
        line = row.cells
        field = "number"
        try:
            read_number = cells.number(line[number_at])
            refuse_surplus(line, len(header.titles))
            field = "name"
            read_name = None if name_at is None else cells.name(line[name_at])
            if first_name_at is not None:
                read_name = f"{read_name or ''} {cells.name(line[first_name_at])}".strip()
            field = "address"
            return Entry(row.line, read_number, read_name, cells.address(line[address_at]))
        except ValueError as why:
            raise _Refused(field, str(why)) from None

    return understand


def refuse_surplus(cells: Sequence[str], columns: int) -> None:
    """Raise `ValueError` where a line is wider than its titles: its cells have moved."""
    if len(cells) > columns and any(cells[columns:]):
        raise ValueError(
            "la ligne a plus de cellules que de titres : un signe qui sépare les colonnes est de trop"
        )


def _number_cell(header: Header, row: Row) -> str:
    return text(row.cells[header.places["number"]])


def _refuse_twice(listing: Listing[Entry], twice: Mapping[str, set[int]]) -> None:
    """Refuse every line of these numbers: nobody can tell which is right."""
    reasons: dict[int, Why] = {}
    for number, lines in twice.items():
        del listing.entries[number]
        for line in lines:
            others = ", ".join(str(other) for other in sorted(lines - {line}))
            reason = (
                f"le numéro {number} est aussi à la ligne {others}, où le nom ou l'adresse "
                "diffère : gardez la bonne ligne"
            )
            reasons[line] = "number", reason
    for reject in listing.rejects:
        reasons.pop(reject.line, None)  # its own reason says more
    listing.rejects += listing.refused(reasons)
    listing.rejects.sort(key=lambda reject: reject.line)
