"""« Relevé de mise à disposition »: what the portal has noted of one bill, facts only, by their time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import clock, french
from domain.customers import choosing
from domain.invoices import delivery
from domain.invoices.delivery import Delivery
from domain.portals import Portal
from store import Transaction
from store.choices import Choice
from store.records import Invoice

TITLE = "Relevé de mise à disposition"
END = "Ce relevé dit ce que le portail a noté, et rien d'autre."
_GONE = "un compte fermé depuis"


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands on the page: what the bill is, what happened to it, and when that was looked up."""

    facts: Sequence[tuple[str, str]]  # « Facture », « FA-1 »
    events: Sequence[str]  # what happened and when, the earliest first
    made_at: str


def of(transaction: Transaction, portal: Portal, invoice: Invoice) -> Statement:
    """Return the statement of a bill."""
    zone = ZoneInfo(portal.timezone)
    became = delivery.of(transaction, [invoice])[invoice.id]
    _, _, made = choosing.of_number(transaction, portal, invoice.customer_number)
    told = sorted([*_events(invoice, became), *_choices(made)], key=lambda each: each[0])
    return Statement(
        _facts(portal, invoice),
        [french.typeset(f"{words}le {french.moment(at, zone)}{more}") for at, words, more in told],
        f"{french.moment(clock.now(), zone)} ({portal.timezone})",
    )


def _facts(portal: Portal, invoice: Invoice) -> list[tuple[str, str]]:
    who = " ".join(filter(None, (invoice.customer_number, invoice.customer_name)))
    day, amount = french.day(invoice.issued_on), french.euros(invoice.amount_cents)
    return [
        ("Commune", f"{portal.name} ({portal.code})"),
        ("Facture", f"{invoice.number}, du {day}, {amount}"),
        ("Client", who),
        ("PDF", f"SHA-256 {invoice.document}"),
    ]


def _events(invoice: Invoice, became: Delivery) -> Iterator[tuple[datetime, str, str]]:
    """Yield what happened, each with its time and what stands before and behind that."""
    for before in became.replaced:
        which = f" (SHA-256 {before.document})"
        yield before.available_at, "PDF d'avant mis à disposition ", which
        yield before.replaced_at, "ce PDF est remplacé ", ""
    if invoice.available_at:
        yield invoice.available_at, "mise à disposition ", ", dans l'espace du client"
    for notice in became.notices:
        way = "choisie en ligne" if notice.is_online else "aussi envoyée sur papier"
        whom = notice.address or _GONE
        left = "mail d'annonce remis à notre serveur d'envoi "
        yield notice.handed_over_at, left, f", pour {whom} ({way})"
        if notice.returned_at:
            yield notice.returned_at, "ce mail est revenu ", f" : il n'a pas été remis à {whom}"
    for opening in became.openings:
        which = "" if opening.document == invoice.document else " (le PDF d'avant)"
        who = f" pour la première fois, par {opening.address or _GONE}{which}"
        yield opening.opened_at, "ouverte ", who


def _choices(made: Sequence[Choice]) -> Iterator[tuple[datetime, str, str]]:
    for each in made:
        way = "en ligne" if each.is_online else "sur papier"
        why = f"texte SHA-256 {each.text_hash}" if each.text_hash else f"preuve : {each.note}"
        who = f" par {choosing.who(each)} ({why})"
        yield each.at, f"choix de recevoir les factures {way}, fait ", who
