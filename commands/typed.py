"""What was typed, looked up: an address, the account that has it."""

from domain import addresses
from domain.faults import Fault
from domain.portals import Portal
from store import Transaction, accounts, customers
from store.records import Account


def address(text: str) -> str:
    """Return the address as the register has it; raises `Fault` where nobody could have it."""
    try:
        return addresses.fold(text)
    except addresses.NotAnAddress as problem:
        raise Fault(f"« {text} » : {problem}.") from None


def account(transaction: Transaction, portal: Portal, text: str) -> Account:
    """Return the account of this address; raises `Fault` that says what the register knows of the address."""
    to = address(text)
    found = accounts.by_address(transaction, portal.code, to)
    if found is not None:
        return found
    theirs = customers.all_at(transaction, portal.code, to)
    if not theirs:
        raise Fault(f"{to} n'a pas de compte, et n'est l'adresse d'aucun client de {portal.name}.")
    numbers = ", ".join(f"{each.number} {each.name}".strip() for each in theirs)
    raise Fault(
        f"{to} n'a pas encore demandé de compte. C'est l'adresse de : {numbers}. "
        "L'activation lui est ouverte."
    )
