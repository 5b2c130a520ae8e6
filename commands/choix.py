"""`flask choix`: paper or on line, customer by customer; and what the billing software is told of it."""

import click

from commands import Group, as_json, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Papier ou en ligne : ce que chaque client a choisi.

    Exemple : flask choix list
    """


@command.command("list")
@click.argument("number", metavar="[NUMÉRO]", required=False)
@as_json
@of_one_portal
def list_(number: str | None, portal: Portal, as_json: bool) -> None:
    """Énumère les clients qui ont choisi ; avec un numéro, tous les choix de ce client.

    Exemple : flask choix list 0047
    """
    from commands import choix_list

    if number is None:
        choix_list.everybody(portal, as_json=as_json)
    else:
        choix_list.of_number(portal, number, as_json=as_json)


@command.command("set")
@click.argument("number", metavar="NUMÉRO")
@click.argument("channel", metavar="papier|en-ligne", type=click.Choice(["papier", "en-ligne"]))
@click.option("--preuve", metavar="TEXTE", default="", help="D'où vient ce choix (nécessaire).")
@of_one_portal
def set_(number: str, channel: str, preuve: str, portal: Portal) -> None:
    """Note ce qu'un client a demandé autrement qu'ici, et d'où cela vient.

    Un courriel le confirme au client, s'il a un compte.

    Exemple : flask choix set 0047 en-ligne --preuve "coupon signé du 3 novembre"
    """
    from commands import choix_changes

    choix_changes.note(portal, number, preuve, is_online=channel == "en-ligne")


@command.command()
@click.option(
    "--depuis",
    metavar="DATE",
    help="Ce qui a changé depuis ce jour, et non depuis le dernier export.",
)
@click.option("--tout", is_flag=True, help="Tous les clients du registre.")
@of_one_portal
def export(depuis: str | None, tout: bool, portal: Portal) -> None:
    """Écrit en CSV ce qui a changé depuis le dernier export, pour le logiciel de facturation.

    Sans option, l'export suivant repart de là ; avec --depuis ou --tout, rien n'est retenu.

    Exemple : flask choix export > choix.csv
    """
    from commands import choix_changes

    if depuis and tout:
        raise click.UsageError("Donnez --depuis ou --tout, un seul à la fois.")
    choix_changes.export(portal, since=depuis, is_whole=tout)
