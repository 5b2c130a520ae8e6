"""`flask paiements`: what was paid on line, what became of it, a list to take away."""

import click

from commands import Group, Status, as_json, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Les paiements en ligne par PayFiP.

    Exemple : flask paiements list
    """


@command.command("list")
@as_json
@of_one_portal
def list_(portal: Portal, as_json: bool) -> None:
    """Énumère les paiements, le plus récent en premier ; ceux à vérifier sont expliqués.

    Exemple : flask paiements list
    """
    from commands import paiements_list

    paiements_list.run(portal, as_json=as_json)


@command.command()
@of_one_portal
def verifier(portal: Portal) -> Status:
    """Demande maintenant à PayFiP le résultat des paiements qui n'en ont pas.

    Exemple : flask paiements verifier
    """
    from commands import paiements_list

    return paiements_list.verify(portal)


@command.command()
@click.option("--du", metavar="DATE", required=True, help="Le premier jour.")
@click.option("--au", metavar="DATE", required=True, help="Le dernier jour, compris.")
@of_one_portal
def export(du: str, au: str, portal: Portal) -> None:
    """Écrit en CSV les paiements commencés ces jours-là, pour votre régie.

    Exemple : flask paiements export --du 01/11/2026 --au 30/11/2026 > paiements.csv
    """
    from commands import paiements_list

    paiements_list.export(portal, du, au)
