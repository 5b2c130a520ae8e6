"""`flask comptes suspend` and `resume`: log-in stopped, and allowed again."""

import services
from commands import console, typed
from domain.accounts import states
from domain.portals import Portal


def suspend(portal: Portal, address: str) -> None:
    """Stop an account's log-in; sessions and links end at once."""
    with services.current().store.write() as transaction:
        account = typed.account(transaction, portal, address)
        done = states.suspend(transaction, portal, account, typed.visit())
    how = "est suspendu" if done else "était déjà suspendu"
    console.say(
        f"Le compte de {account.address} {how} : personne ne peut s'y connecter, et ses liens "
        "ne fonctionnent plus."
    )


def resume(portal: Portal, address: str) -> None:
    """Allow it again; links of before stay dead."""
    with services.current().store.write() as transaction:
        account = typed.account(transaction, portal, address)
        done = states.resume(transaction, account, typed.visit())
    if done:
        console.say(f"Le compte de {account.address} est rétabli : il peut de nouveau servir.")
    else:
        console.say(f"Le compte de {account.address} n'était pas suspendu : rien n'a changé.")
