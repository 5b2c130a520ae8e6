"""`flask adresses list`: what waits for a decision, and what to check first."""

import services
from commands import console
from domain.customers import decisions
from domain.customers.decisions import WHAT_TO_CHECK
from domain.portals import Portal


def run(portal: Portal, *, as_json: bool) -> None:
    """Show the proposals of a commune, the oldest first."""
    with services.current().store.read() as transaction:
        found = decisions.waiting(transaction, portal)
    if as_json:
        console.say_json(
            [
                {
                    "n": each.proposal.id,
                    "client": each.proposal.number,
                    "nom": each.proposal.name,
                    "adresse_proposee": each.proposal.address,
                    "adresses_connues": each.reading,
                    "demandee_le": each.proposal.asked_at,
                    "jusqu_au": each.until,
                }
                for each in found
            ]
        )
        return
    if not found:
        console.say("Aucune demande n'attend.")
        return
    console.table(
        ["N", "Client", "Demande", "Le", "Adresse connue"],
        [
            (
                each.proposal.id,
                f"{each.proposal.number} {each.proposal.name}".strip(),
                each.proposal.address,
                each.proposal.asked_at,
                ", ".join(each.reading) or "(aucune)",
            )
            for each in found
        ],
        right=(0,),
        keep=(2, 4),
    )
    console.say()
    console.say("Avant d'accepter :")
    for sentence in WHAT_TO_CHECK:
        console.say(f"  - {sentence}")
