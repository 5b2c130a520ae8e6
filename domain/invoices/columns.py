"""What the columns of a list of invoices may be called, and how people name a state."""

from domain.invoices.access import State
from sheets.columns import Wanted

WANTED = Wanted(
    names={
        "number": (
            "numero",
            "numéro de facture",
            "facture",
            "référence facture",
            "numéro de pièce",
            "pièce",
            "numéro de titre",
            "titre",
        ),
        "customer": (
            "client",
            "numéro client",
            "numéro abonné",
            "référence abonné",
            "abonné",
            "code client",
            "référence client",
            "compte client",
            "numéro usager",
            "usager",
        ),
        "subject": (
            "objet",
            "libellé",
            "désignation",
            "intitulé",
            "nature",
            "description",
            "prestation",
        ),
        "issued_on": (
            "date",
            "date facture",
            "date émission",
            "date facturation",
            "émise le",
        ),
        "due_on": (
            "echeance",
            "date échéance",
            "date limite",
            "date limite paiement",
            "limite paiement",
            "à payer avant le",
        ),
        "amount_cents": (
            "montant",
            "montant TTC",
            "net à payer",
            "total TTC",
            "montant facture",
            "montant total",
            "montant net",
            "total",
        ),
        "file": ("fichier", "fichier PDF", "PDF", "nom fichier", "document", "pièce jointe"),
        "state": ("statut", "état", "situation"),
        "remaining_cents": (
            "reste",
            "reste à payer",
            "reste dû",
            "restant dû",
            "reste à recouvrer",
            "solde",
        ),
        "reference": (
            "reference",
            "référence de paiement",
            "référence à rappeler",
            "réf paiement",
            "réf",
        ),
    },
    needed=("number", "customer", "issued_on", "amount_cents", "file"),
)

STATES = {
    "payer": State.DUE,  # « à » is a small word
    "due": State.DUE,
    "impayee": State.DUE,
    "non payee": State.DUE,
    "payee partiellement": State.DUE,
    "partiellement payee": State.DUE,
    "payee": State.PAID,
    "paye": State.PAID,
    "reglee": State.PAID,
    "regle": State.PAID,
    "soldee": State.PAID,
    "acquittee": State.PAID,
    "prelevee": State.DEBITED,
    "preleve": State.DEBITED,
    "annulee": State.CANCELLED,
    "annule": State.CANCELLED,
}
