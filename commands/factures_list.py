"""`flask factures list`: the bills of a customer, of an import, or that a text may mean."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import services
from commands import console
from domain import clock, french
from domain.invoices import access, lives, lookup, wording
from domain.invoices.lives import Life
from domain.portals import Portal
from store import Transaction
from store.records import Invoice


def run(
    portal: Portal,
    *,
    client: str | None,
    import_id: int | None,
    search: str | None,
    as_json: bool,
) -> None:
    """List the bills of a customer, of an import, or that a text may mean; the first one given."""
    with services.current().store.read() as transaction:
        found = _found(transaction, portal, client, import_id, search or "")
        became = lives.of(transaction, portal, found) if import_id is not None else {}
    today = clock.today(portal.timezone)
    if as_json:
        console.say_json([facts(each, today) | _life(became.get(each.id)) for each in found])
        return
    if found:
        console.table(
            ("Facture", "Client", "Nom", "Objet", "Date", "Échéance", "Montant", "État"),
            [
                (
                    *(each.number, each.customer_number, each.customer_name, each.subject),
                    *(french.day(each.issued_on), french.day(each.due_on)),
                    *(french.euros(each.amount_cents), wording.state(each, today)),
                )
                for each in found
            ],
            right=(6,),
            keep=(0, 6, 7),
        )
        console.say()
    total = french.euros(sum(each.amount_cents for each in found))
    console.say(f"{console.count(len(found), 'facture')}, {total}.")
    if import_id is not None:
        console.say(f"{lives.in_words(lives.count(became.values()))}.")
        if unseen := len(found) - len(became):
            console.say(f"{console.count(unseen, 'facture attend', 'factures attendent')} encore.")


def _life(where: Life | None) -> dict[str, str]:
    return {"devenue": lives.WORDS[where]} if where else {}


def facts(invoice: Invoice, today: date) -> dict[str, Any]:
    """Return what is to be known of a bill, for JSON."""
    return {
        "numero": invoice.number,
        "client": invoice.customer_number,
        "nom": invoice.customer_name,
        "objet": invoice.subject,
        "date": invoice.issued_on,
        "echeance": invoice.due_on,
        "montant_centimes": invoice.amount_cents,
        "reste_centimes": access.left_cents(invoice),
        "etat": wording.state(invoice, today),
        "reference": invoice.reference,
        "import": invoice.import_id,
        "arrivee_le": invoice.created_at,
        "en_ligne_depuis": invoice.available_at,
    }


def _found(
    transaction: Transaction,
    portal: Portal,
    client: str | None,
    import_id: int | None,
    search: str,
) -> Sequence[Invoice]:
    if client is not None:
        return lookup.of_customer(transaction, portal, client)
    if import_id is not None:
        return lookup.of_import(transaction, portal, import_id)
    return lookup.search(transaction, portal, search)
