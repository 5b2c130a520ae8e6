"""`flask factures show`: one bill, what its customer sees of it, and when it came."""

from collections.abc import Iterator, Sequence
from typing import Any

import services
from commands import console, factures_list
from domain import clock, french
from domain.invoices import access, delivery, lookup, states, wording
from domain.invoices.delivery import Delivery
from domain.portals import Portal
from store.invoice_states import StateSaid
from store.records import Import, Invoice


def run(portal: Portal, number: str, *, as_json: bool) -> None:
    """Show the bill of this number."""
    with services.current().store.read() as transaction:
        invoice = lookup.by_number(transaction, portal, number)
        brought = lookup.import_(transaction, portal, invoice.import_id)
        became = delivery.of(transaction, [invoice])[invoice.id]
        words = states.history_of(transaction, invoice)
    if as_json:
        facts = factures_list.facts(invoice, clock.today(portal.timezone))
        more = {"lot": brought.name, "pages": invoice.document_pages, "pdf": invoice.document}
        console.say_json(facts | more | _facts(became) | {"dite": _words(words)})
    else:
        _say(invoice, brought, portal)
        for line in (*_said(words), *_became(invoice, became)):
            console.say(line)


def _say(invoice: Invoice, brought: Import, portal: Portal) -> None:
    has_day = access.is_said(invoice) and not invoice.payment_number  # whose words have it
    said = f" (au {french.day(invoice.state_on)})" if has_day else ""
    pages = french.count(invoice.document_pages, "page")
    came = console.moment(invoice.created_at)
    for label, text in (
        ("Facture", invoice.number),
        ("Client", " ".join(filter(None, [invoice.customer_number, invoice.customer_name]))),
        ("Objet", invoice.subject),
        ("Date", french.day(invoice.issued_on)),
        ("Échéance", french.day(invoice.due_on)),
        ("Montant", french.euros(invoice.amount_cents)),
        ("État", wording.state(invoice, clock.today(portal.timezone)) + said),
        ("Référence", invoice.reference or invoice.number),
        ("PDF", f"{pages}, {french.weight(invoice.document_size)}"),
        ("Arrivée", f"le {came}, par l'import n° {brought.id} ({brought.name})"),
    ):
        if text:
            console.say(f"{label} : {text}")


def _said(words: Sequence[StateSaid]) -> Iterator[str]:
    for each in words:
        who = wording.source(each)
        yield f"Dite : {wording.said(each)}, le {console.moment(each.said_at)}, par {who}"


def _became(invoice: Invoice, became: Delivery) -> Iterator[str]:
    at = console.moment
    if invoice.available_at:
        yield f"En ligne : depuis le {at(invoice.available_at)}"
    else:
        yield "En attente : personne d'autre que le service ne la voit"
    for notice in became.notices:
        yield f"Annoncée : le {at(notice.handed_over_at)}, à {_whom(notice.address)}"
    for opening in became.openings:
        earlier = "" if opening.document == invoice.document else ", dans le PDF d'avant"
        yield f"Ouverte : le {at(opening.opened_at)}, par {_whom(opening.address)}{earlier}"
    for before in became.replaced:
        yield (
            f"PDF d'avant : en ligne depuis le {at(before.available_at)}, remplacé le "
            f"{at(before.replaced_at)} (SHA-256 {before.document})"
        )


def _whom(address: str | None) -> str:
    return address or "un compte fermé depuis"


def _facts(became: Delivery) -> dict[str, Any]:
    return {
        "annonces": [
            {"le": each.handed_over_at, "compte": each.address} for each in became.notices
        ],
        "ouvertures": [
            {"le": each.opened_at, "compte": each.address, "pdf": each.document}
            for each in became.openings
        ],
        "pdf_d_avant": [
            {
                "pdf": each.document,
                "en_ligne_depuis": each.available_at,
                "jusqu_au": each.replaced_at,
            }
            for each in became.replaced
        ],
    }


def _words(words: Sequence[StateSaid]) -> list[dict[str, Any]]:
    return [
        {
            "par": each.said_by,
            "source": each.source,
            "etat": each.state,
            "reste_centimes": each.remaining_cents,
            "le": each.said_at,
            "import": each.import_id,
        }
        for each in words
    ]
