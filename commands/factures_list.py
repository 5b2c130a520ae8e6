"""`flask factures list`: what was imported, what is left of it, its announcements; or some bills."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import services
from commands import console
from domain import clock, french
from domain.invoices import access, lookup, wording
from domain.portals import Portal
from store import Transaction, announcements, imports
from store.records import Invoice, MessageState

COLUMNS = {
    "numero": "N",
    "date": "Quand",
    "lot": "Lot",
    "nouvelles": "Nouvelles",
    "remplacees": "Remplacées",
    "refusees": "Refusées",
    "encore_la": "Encore là",
    "annonces": "Annonces",
}


def imported(portal: Portal, *, as_json: bool) -> None:
    """List the imports, each with its number, what is left of it and its announcements."""
    with services.current().store.read() as transaction:
        found = imports.listed(transaction, portal.code, imports.FACTURES)
        mails = announcements.progress(transaction)
    rows = [
        (
            row.id,
            row.at,
            row.name,
            row.counts.get("added", 0),
            row.counts.get("changed", 0),
            row.counts.get("rejected", 0),
            left,
            _mails(mails.get(row.id, {})),
        )
        for row, left in found
    ]
    if as_json:
        console.say_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        console.table(tuple(COLUMNS.values()), rows, right=(0, 3, 4, 5, 6))
    else:
        console.say("Aucune facture n'a encore été importée.")


def _mails(states: Mapping[str, int]) -> str:
    """« 12 sur 40 parties, 1 refusée », empty where nothing was announced."""
    sent, refused, cancelled = (
        states.get(state, 0)
        for state in (MessageState.SENT, MessageState.REFUSED, MessageState.CANCELLED)
    )
    total = sum(states.values()) - cancelled
    parts = [f"{sent} sur {console.count(total, 'partie')}"] if total else []
    parts += [console.count(refused, "refusée")] if refused else []
    parts += [console.count(cancelled, "annulée")] if cancelled else []
    return ", ".join(parts)


def bills(
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
    today = clock.today(portal.timezone)
    if as_json:
        console.say_json([facts(each, today) for each in found])
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
