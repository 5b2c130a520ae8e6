"""`flask adresses accept` and `refuse`: the service's answer; both addresses are mailed."""

import services
from commands import console, typed
from domain.customers import decisions
from domain.portals import Portal


def accept(portal: Portal, number: int, *, beside: bool) -> None:
    """Let a proposed address read; raises `Fault`."""
    with services.current().store.write() as transaction:
        done = decisions.accept(transaction, portal, number, typed.visit(), beside=beside)
    console.say(
        f"{done.address} lit maintenant les factures du client {done.number}. Un mail prévient les "
        "deux adresses."
    )


def refuse(portal: Portal, number: int) -> None:
    """Change nothing; raises `Fault`."""
    with services.current().store.write() as transaction:
        done = decisions.refuse(transaction, portal, number, typed.visit())
    console.say(
        f"La demande de {done.address} est refusée : rien ne change pour le client {done.number}. "
        "Un mail prévient les deux adresses."
    )
