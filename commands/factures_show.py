"""`flask factures show`: one bill, what its customer sees of it, and when it came."""

import services
from commands import console, factures_list
from domain import clock, french
from domain.invoices import access, lookup, wording
from domain.portals import Portal
from store.records import Import, Invoice


def run(portal: Portal, number: str, *, as_json: bool) -> None:
    """Show the bill of this number."""
    with services.current().store.read() as transaction:
        invoice = lookup.by_number(transaction, portal, number)
        brought = lookup.import_(transaction, portal, invoice.import_id)
    if as_json:
        facts = factures_list.facts(invoice, clock.today(portal.timezone))
        console.say_json(facts | {"lot": brought.name, "pages": invoice.document_pages})
    else:
        _say(invoice, brought, portal)


def _say(invoice: Invoice, brought: Import, portal: Portal) -> None:
    said = f" (au {french.day(invoice.state_on)})" if access.is_said(invoice) else ""
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
