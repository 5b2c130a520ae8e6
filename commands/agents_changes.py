"""`flask agents invite`, `reset` and `end`: who may work at /mairie."""

import services
from commands import Status, console, typed
from domain.agents import roster
from domain.portals import Portal
from mail.sender import Claimed, Result
from store import agents


def invite(portal: Portal, address: str, *, is_manager: bool) -> Status:
    """Add an agent, and mail the link."""
    to = typed.address(address)
    with services.current().store.write() as transaction:
        message = roster.invite(transaction, portal, to, typed.visit(), is_manager=is_manager)
        claimed = services.current().sender.claim(transaction, message)
    return _send(claimed, to)


def reset(portal: Portal, address: str) -> Status:
    """Begin an agent's access anew, and mail the link."""
    to = typed.address(address)
    with services.current().store.write() as transaction:
        agent = roster.find(transaction, portal, to)
        message = roster.reset(transaction, portal, agent, typed.visit())
        claimed = services.current().sender.claim(transaction, message)
    console.say(f"L'accès de {to} est fermé jusqu'à ce qu'il se serve du nouveau lien.")
    return _send(claimed, to)


def end(portal: Portal, address: str) -> None:
    """End an agent's access."""
    to = typed.address(address)
    with services.current().store.write() as transaction:
        roster.end(transaction, roster.find(transaction, portal, to), typed.visit())
        left = agents.of_portal(transaction, portal.code)
    console.say(f"{to} n'est plus un agent de {portal.name} ; ses connexions ont pris fin.")
    if not any(each.is_manager and each.password_hash for each in left):
        console.tell(
            "Il n'y a plus de responsable en service : flask agents invite ADRESSE --responsable"
        )


def _send(claimed: Claimed | None, to: str) -> Status:
    """Send the link now, and say what became of it."""
    result = services.current().sender.deliver_now(claimed)
    if result is Result.REFUSED:
        console.tell(
            f"Le serveur de messagerie refuse {to} pour de bon : vérifiez l'adresse (flask courriels list)."
        )
        return Status.PARTLY
    if result is Result.SENT:
        console.say(f"Le lien est envoyé à {to} : il fonctionne pendant 72 heures.")
    else:
        console.say(f"Le lien partira à {to} dès que le serveur de messagerie répond.")
    return Status.DONE
