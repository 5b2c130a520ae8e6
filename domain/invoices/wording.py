"""The state of an invoice in words: the same on the customer's page, at the town hall, in a terminal."""

from datetime import date

from domain import french
from domain.invoices import access, states
from domain.invoices.access import Invoice, State
from store.invoice_states import StateSaid

UNSAID = "état non précisé"


def state(invoice: Invoice, today: date) -> str:
    """Return « à payer », « payée », « sera prélevée le 05/12/2026 »… in the words of the service."""
    if invoice.state == State.CANCELLED:
        return "annulée"
    if access.is_credit(invoice):
        return "à votre crédit"
    left = access.left_cents(invoice)
    if left is None:
        return UNSAID
    if left == 0:
        return _settled(invoice, today)
    if left == invoice.amount_cents:
        return "à payer"
    return f"à payer\u00a0: reste {french.euros(left)}"


def _settled(invoice: Invoice, today: date) -> str:
    if invoice.payment_number:
        return f"payée en ligne le {french.day(invoice.state_on)}, n°\u00a0{invoice.payment_number}"
    if invoice.state != State.DEBITED:
        return "payée"
    is_ahead = invoice.due_on is not None and invoice.due_on > today
    return f"sera prélevée le {french.day(invoice.due_on)}" if is_ahead else "prélevée"


def said(word: StateSaid) -> str:
    """Return what was said of a bill: « à payer, reste 20,00 € »."""
    state = states.WORDS[State(word.state)] if word.state else UNSAID
    return f"{state}, reste {french.euros(word.remaining_cents)}" if word.remaining_cents else state


def source(word: StateSaid) -> str:
    """Return who said it: « la liste de l'import n° 12 », « PayFiP, n° 123456 », an agent."""
    if word.source == states.Source.LIST:
        return f"la liste de l'import n° {word.import_id}"
    return f"PayFiP, n° {word.said_by}" if word.source == states.Source.ONLINE else word.said_by
