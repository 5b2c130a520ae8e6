"""Invoices as the service looks for them, whoever may read them: no customer's page asks here."""

from collections.abc import Sequence

from domain.faults import Fault
from domain.portals import Portal
from store import Transaction, customers, imports, invoices
from store.records import Import, Invoice


def of_customer(transaction: Transaction, portal: Portal, number: str) -> Sequence[Invoice]:
    """Return a customer's invoices, newest first; raises `Fault` where there is no such customer."""
    if not customers.among(transaction, portal.code, [number]):
        raise Fault(
            f"Le client {number} n'est pas dans le registre : « flask clients list --search » le cherche."
        )
    return invoices.of_service(transaction, portal.code, customer_number=number)


def of_import(transaction: Transaction, portal: Portal, import_id: int) -> Sequence[Invoice]:
    """Return what an import brought and is still there; raises `Fault` where it does not exist."""
    brought = import_(transaction, portal, import_id)
    return invoices.of_service(transaction, portal.code, import_id=brought.id)


def search(transaction: Transaction, portal: Portal, text: str) -> Sequence[Invoice]:
    """Return what a text may mean: the beginning of a bill's number, or whom `register.search` finds."""
    return invoices.searched(transaction, portal.code, text)


def by_number(transaction: Transaction, portal: Portal, number: str) -> Invoice:
    """Return one invoice; raises `Fault` where there is none of this number."""
    found = invoices.of_service(transaction, portal.code, number=number)
    if not found:
        raise Fault(
            f"La facture {number} n'est pas ici : « flask factures list --search » cherche par le "
            "début d'un numéro."
        )
    return found[0]


def by_key(transaction: Transaction, portal: Portal, key: str) -> Invoice | None:
    """Return the invoice whose page address holds this key, None for another commune's."""
    return next(iter(invoices.of_service(transaction, portal.code, key=key)), None)


def import_(transaction: Transaction, portal: Portal, import_id: int) -> Import:
    """Return an import of invoices; raises `Fault` where it does not exist."""
    row = imports.by_id(transaction, portal.code, import_id, imports.FACTURES)
    if row is None:
        raise Fault(
            f"L'import n° {import_id} n'existe pas ici : « flask factures list » les énumère."
        )
    return row
