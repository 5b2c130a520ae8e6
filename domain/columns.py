"""The one table of what a column of a list may be called, and how its cells are read.

A new column is a line here, and its field in the list that may have it: `CUSTOMER_LIST`, `INVOICE_LIST`.
Titles that say whole what a column is come before those that say it in fewer words, or loosely.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from domain import cells
from sheets.columns import Column, Wanted, fold

_WHO = (
    *("client", "compte client", "abonné", "usager", "redevable", "tiers", "famille", "adhérent"),
    *("débiteur", "payeur"),
)
_WHAT = ("abonnement", "police", "contrat", "compte", "dossier", "foyer")
_NUMBERS = ("numéro", "code", "référence", "identifiant", "matricule")


def _numbers(of: tuple[str, ...]) -> tuple[str, ...]:
    """Return « N° client », « Code tiers », « Redevable n° » and so on."""
    pairs = [(number, one) for number in _NUMBERS for one in of]
    return tuple(f"{first} {second}" for pair in pairs for first, second in (pair, pair[::-1]))


def _of(what: str, whose: tuple[str, ...] = _WHO) -> tuple[str, ...]:
    """Return « Nom du client », « Nom de l'abonné » and so on."""
    return tuple(f"{what} {one}" for one in whose)


COLUMNS = {
    "customer": Column(
        "N° client",
        exact=_numbers(_WHO),
        usual=(*_numbers(_WHAT), "Matricule"),
        bare=("N°", "Identifiant", "Référence", "Code"),
        loose=_WHO,
        read=cells.number,
    ),
    "name": Column(
        "Nom",
        exact=(
            *("Nom et prénom", "Nom, prénoms", "Prénom et nom", "Nom complet", *_of("Nom")),
            "Nom ou raison sociale",
        ),
        usual=("Nom", "Noms", "Nom de famille"),
        loose=("Dénomination", "Raison sociale", "Titulaire", "Destinataire", "Intitulé", *_WHO),
        read=cells.name,
    ),
    "first_name": Column("Prénom", exact=("Prénom", "Prénoms", "Prénom(s)"), read=cells.name),
    "address": Column(
        "Adresse mail",
        exact=(
            *("Adresse mail", "Adresse mail principale", "Adresse mail 1", *_of("Adresse mail")),
            *("Mail", "Mail principal", "Mail 1", "Mail contact", "Contact mail", *_of("Mail")),
        ),
        usual=("Adresse électronique", "Adresse de messagerie"),
        loose=("Messagerie", "Adresse internet"),
        read=cells.address,
    ),
    "second_address": Column(
        "Adresse mail 2",
        exact=(
            *("Adresse mail 2", "Seconde adresse mail", "Deuxième adresse mail", "Mail 2"),
            *("Adresse mail secondaire", "Mail secondaire"),
        ),
        read=cells.address,
    ),
    "street": Column(
        "Adresse",
        exact=("Adresse postale", "Adresse de facturation"),
        usual=("Adresse", "Adresse 1"),
        loose=("Rue", "Voie"),
        read=cells.name,
    ),
    "postcode": Column("Code postal", exact=("Code postal",), usual=("CP",), read=cells.name),
    "town": Column(
        "Ville",
        exact=("Ville",),
        usual=("Commune", "Localité"),
        loose=("Code postal et ville", "CP Ville"),
        read=cells.name,
    ),
    "channel": Column(
        "Envoi",
        exact=("Envoi", "Mode d'envoi", "Envoi facture", "Mode d'envoi facture"),
        usual=("Canal", "Canal d'envoi", "Distribution", "Mode de distribution"),
        read=cells.channel,
    ),
    "number": Column(
        "N° facture",
        exact=_numbers(("facture",)),
        usual=("N° de pièce", "N° de titre"),
        bare=("N°", "Identifiant"),
        loose=("Facture", "Pièce", "Titre"),
        read=partial(cells.number, longest=60),
    ),
    "subject": Column(
        "Objet",
        exact=("Objet", "Objet facture", "Libellé facture"),
        usual=("Libellé", "Désignation", "Intitulé", "Nature", "Description", "Prestation"),
        read=cells.label(300, is_exact=False),
    ),
    "issued_on": Column(
        "Date facture",
        exact=("Date facture", "Date d'émission", "Date facturation", "Émise le"),
        usual=("Date",),
        read=cells.issued,
    ),
    "due_on": Column(
        "Échéance",
        exact=(
            *("Échéance", "Date échéance", "Date limite paiement", "Date limite"),
            *("Limite paiement", "À payer avant le"),
        ),
        read=cells.due,
    ),
    "amount_cents": Column(
        "Montant TTC",
        exact=("Montant TTC", "Total TTC", "Net à payer"),
        usual=("Montant facture", "Montant total", "Montant net"),
        loose=("Montant", "Total"),
        read=cells.amount,
    ),
    "file": Column(
        "Fichier",
        exact=("Fichier", "Fichier PDF", "PDF", "Nom fichier"),
        loose=("Document", "Pièce jointe"),
        read=cells.label(255, is_needed=True),
    ),
    "pages": Column(
        "Pages",
        exact=("Pages", "Page", "Pages du PDF", "N° de page"),
        read=cells.pages,
    ),
    "state": Column("Statut", exact=("Statut", "État", "Situation"), read=cells.state),
    "remaining_cents": Column(
        "Reste à payer",
        exact=("Reste à payer", "Reste dû", "Restant dû", "Reste à recouvrer"),
        usual=("Reste",),
        loose=("Solde",),
        read=cells.remaining,
    ),
    "reference": Column(
        "Référence de paiement",
        exact=("Référence de paiement", "Référence à rappeler"),
        loose=("Référence",),
        read=cells.label(60),
    ),
    "service": Column(
        "Service", exact=("Service", "Nom du service", "Code service"), read=cells.label(40)
    ),
}


NO_OWN: Mapping[str, str] = MappingProxyType({})  # titles of a commune that has none of its own
ASIDE = "laisser de côté"  # what a commune says of a column that means nothing to us
# How people call each field, and back: what a commune may say of its titles.
MEANINGS = {column.name: field for field, column in COLUMNS.items()} | {ASIDE: ""}
_BY_WORDS = {fold(words): field for words, field in MEANINGS.items()}


def field_of(meaning: str) -> str | None:
    """Return the field that a meaning names (« N° client »), "" for `ASIDE`, None for any other text."""
    return _BY_WORDS.get(fold(meaning))


def meaning_of(field: str) -> str:
    """Return how people call a field; `ASIDE` for the empty one."""
    return COLUMNS[field].name if field else ASIDE


def _list(*fields: str, needed: tuple[str, ...]) -> Wanted:
    return Wanted({field: COLUMNS[field] for field in fields}, needed, key=fields[0])


CUSTOMER_LIST = _list(
    *(
        "customer",
        "name",
        "first_name",
        "address",
        "second_address",
        "street",
        "postcode",
        "town",
        "channel",
    ),
    needed=("customer", "address"),
)
INVOICE_LIST = _list(
    *("number", "customer", "subject", "issued_on", "due_on", "amount_cents", "file"),
    *("pages", "state", "remaining_cents", "reference", "service"),
    needed=("number", "customer", "issued_on", "amount_cents", "file"),
)
# A list without PDFs; the column of files only tells it from the list of a batch.
STATE_LIST = _list(
    *("number", "state", "remaining_cents", "reference", "file"),
    needed=("number",),
)
# Beside one PDF that holds all bills, no line needs to name it.
ONE_PDF_LIST = replace(
    INVOICE_LIST, needed=tuple(name for name in INVOICE_LIST.needed if name != "file")
)

_NUMBER_WORDS = frozenset(fold(word) for word in (*_NUMBERS, *_WHO, *_WHAT))
_OTHER_NUMBERS = frozenset(
    [
        "postal",
        "postale",
        "telephone",
        "tel",
        "portable",
        "mobile",
        "fax",
        "rue",
        "voie",
        "insee",
        "siret",
        "siren",
        "iban",
        "bic",
    ]
)


def is_like_a_number(title: str) -> bool:
    """Whether a column of this title may hold the numbers of customers: « Code tiers », « Police »."""
    words = set(fold(title).split())
    return bool(words & _NUMBER_WORDS) and not words & _OTHER_NUMBERS
