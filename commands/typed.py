"""What was typed, looked up: an address, the customer whose it is, the account that has it; and by whom."""

import os
import pwd
from collections.abc import Sequence

import click

from domain import addresses
from domain.customers import register
from domain.faults import Fault
from domain.history import Visit
from domain.portals import Portal
from store import Transaction, accounts, readers
from store.records import Account, Customer, Reader

SHOWN = 10


def visit() -> Visit:
    """Return who types what, for the history: « jeanne, flask comptes suspend »."""
    # Under sudo people stay themselves.
    user = os.environ.get("SUDO_USER") or _owner_of_this_process()
    context = click.get_current_context(silent=True)
    words: list[str] = []
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name or "")
        context = context.parent
    return Visit(by=" ".join([f"{user}, flask", *words]))


def _owner_of_this_process() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container's number without a name
        return str(os.geteuid())


def address(text: str) -> str:
    """Return the address as the register has it; raises `Fault` where nobody could have it."""
    try:
        return addresses.fold(text)
    except addresses.NotAnAddress as problem:
        raise Fault(f"« {text} » : {problem}.") from None


def address_of(transaction: Transaction, portal: Portal, text: str) -> str:
    """Return the address that is meant: itself, or that of the customer of this number or name.

    Raises `Fault` where it is nobody's, or could be several people's.
    """
    if "@" in text:
        return address(text)
    found = register.search(transaction, portal, text.strip())
    found = [each for each in found if each.number == text.strip()] or found
    known = {each.address for each in found}
    if not found:
        raise Fault(f"Aucun client de {portal.name} n'a « {text} » dans son numéro ou son nom.")
    if len(known) > 1:
        more = ", …" if len(found) > SHOWN else ""
        raise Fault(f"Lequel ? Donnez le numéro : {names(found[:SHOWN])}{more}.")
    only = known.pop()
    if only is None:
        raise Fault(f"{names(found)} : sans adresse mail, l'activation ne lui est pas ouverte.")
    return only


def account(transaction: Transaction, portal: Portal, text: str) -> Account:
    """Return the account of this address; raises `Fault` with what the register knows of it."""
    to = address(text)
    found = accounts.by_address(transaction, portal.code, to)
    if found is None:
        raise Fault(without_account(portal, to, readers.of_address(transaction, portal.code, to)))
    return found


def without_account(portal: Portal, to: str, theirs: Sequence[Reader]) -> str:
    """Say of an address without account what the register knows; raises `Fault` where nothing."""
    if not theirs:
        raise Fault(f"{to} n'a pas de compte, et n'est l'adresse d'aucun client de {portal.name}.")
    return (
        f"{to} n'a pas encore demandé de compte. C'est l'adresse de : {names(theirs)}. "
        "L'activation lui est ouverte."
    )


def names(of: Sequence[Customer | Reader]) -> str:
    """« 0047 BÉRARD Bruno, 0048 … »."""
    return ", ".join(f"{each.number} {each.name}".strip() for each in of)
