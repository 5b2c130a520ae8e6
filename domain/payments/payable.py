"""Which bill may be paid on line now, how much, and what PayFiP is told of it."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from domain.invoices import access
from domain.invoices.access import Invoice
from domain.portals import Portal
from domain.town_services import Nature, TownService

# PayFiP's bounds of an amount, in cents: codes M3 and M5.
MIN_CENTS, MAX_CENTS = 100, 9_999_999
LONGEST_REFERENCE, LONGEST_SUBJECT = 30, 100
_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O
_OWN_SIGNS = 8  # of 34: that two are the same is refused by the table, and never happens


@dataclass(frozen=True, slots=True)
class Offer:
    """What a bill asks for on line."""

    service: TownService
    cents: int
    until: date | None  # the last day


def offer(portal: Portal, invoice: Invoice, today: date) -> Offer | None:
    """Return how a bill can be paid on line now, None where it can't."""
    service = portal.services.get((invoice.service or "").casefold())
    cents = access.payable_cents(invoice, today)
    if service is None or not MIN_CENTS <= cents <= MAX_CENTS:
        return None
    if service.nature == Nature.TITRE and not invoice.reference:
        return None  # the commune's list gives it; it is never computed

    until = last_day(invoice.due_on, service.days)
    return None if until and until < today else Offer(service, cents, until)


def last_day(due_on: date | None, days: int | None) -> date | None:
    """Return until when a bill can be paid on line, None for without end."""
    return None if due_on is None or days is None else due_on + timedelta(days=days)


def is_from_here(offered: Offer) -> bool:
    """Whether the portal itself leads to the payment: a régie's bill."""
    return offered.service.nature == Nature.REGIE


@dataclass(frozen=True, slots=True)
class Order:
    """The fields of `creerPaiementSecurise`, in its schema's order."""

    exer: str
    mel: str
    montant: str
    numcli: str
    objet: str
    refdet: str
    saisie: str
    urlnotif: str
    urlredirect: str


def order(portal: Portal, invoice: Invoice, offered: Offer, *, mail: str, reference: str) -> Order:
    """Return what PayFiP is asked for; the amount in cents."""
    return Order(
        exer=f"{invoice.issued_on.year:04}",
        mel=mail,
        montant=str(offered.cents),
        numcli=offered.service.numcli,
        objet=plain(f"{invoice.subject} {invoice.number}")[:LONGEST_SUBJECT].strip(),
        refdet=reference,
        saisie=offered.service.mode,
        urlnotif=f"{portal.origin}/payfip/notification",
        urlredirect=f"{portal.origin}/payfip/retour",
    )


def new_reference(number: str) -> str:
    """Return a `refdet` that no other payment has: the bill's own signs, and eight by chance.

    The bill's signs alone would not do: « F-1-23 » and « F-12-3 » have the same.
    """
    own = "".join(secrets.choice(_SIGNS) for _ in range(_OWN_SIGNS))
    return plain(number).replace(" ", "")[: LONGEST_REFERENCE - len(own)] + own


def plain(text: str) -> str:
    """Return a text with ASCII letters, digits and single blanks only, accents folded."""
    apart = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^A-Za-z0-9]+", " ", bare).split())
