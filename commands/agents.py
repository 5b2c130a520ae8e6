"""`flask agents`: who works at /mairie, in the browser."""

import click

from commands import Group, Status, as_json, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Les agents de la mairie, qui travaillent dans leur navigateur.

    Exemple : flask agents list
    """


@command.command()
@click.argument("address", metavar="ADRESSE")
@click.option("--responsable", is_flag=True, help="Pourra inviter d'autres agents.")
@of_one_portal
def invite(portal: Portal, address: str, responsable: bool) -> Status:
    """Envoie à un agent le lien qui ouvre son accès, pendant 72 heures.

    Il y choisit son mot de passe et y règle son téléphone, qui donne un code à chaque connexion.

    Exemple : flask agents invite martine@ville-boe.fr --responsable
    """
    from commands import agents_changes

    return agents_changes.invite(portal, address, is_manager=responsable)


@command.command("list")
@as_json
@of_one_portal
def list_(portal: Portal, as_json: bool) -> None:
    """Montre les agents : leur rôle, leur état, leur dernière connexion.

    Exemple : flask agents list
    """
    from commands import agents_list

    agents_list.run(portal, as_json=as_json)


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def end(portal: Portal, address: str) -> None:
    """Met fin à l'accès d'un agent ; ses connexions cessent aussitôt.

    Exemple : flask agents end martine@ville-boe.fr
    """
    from commands import agents_changes

    agents_changes.end(portal, address)


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def reset(portal: Portal, address: str) -> Status:
    """Envoie un nouveau lien à un agent qui a perdu son mot de passe ou son téléphone.

    Ce qui ouvrait son accès ne l'ouvre plus, et ses connexions cessent aussitôt.

    Exemple : flask agents reset martine@ville-boe.fr
    """
    from commands import agents_changes

    return agents_changes.reset(portal, address)
