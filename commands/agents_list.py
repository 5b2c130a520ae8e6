"""`flask agents list`: the agents of a commune, as a table or JSON."""

import services
from commands import console
from domain.agents import roster
from domain.portals import Portal
from store import agents


def run(portal: Portal, *, as_json: bool) -> None:
    """Show each agent's role, state and last log-in."""
    at_hand = services.current()
    with at_hand.store.read() as transaction:
        known = agents.of_portal(transaction, portal.code)
    said = [
        {
            "adresse": each.address,
            "role": "responsable" if each.is_manager else "agent",
            "etat": roster.state(each, at_hand.keys).value,
            "derniere_connexion": each.last_login_at,
        }
        for each in known
    ]
    if as_json:
        console.say_json(said)
    elif said:
        rows = [tuple(each.values()) for each in said]
        console.table(["Adresse", "Rôle", "État", "Dernière connexion"], rows, keep=(0,), wrap=True)
    else:
        console.say(f"{portal.name} n'a pas encore d'agent : flask agents invite ADRESSE")
