"""`flask adresses`: the addresses that customers propose with the code of a letter, for staff to decide."""

import click

from commands import Group, as_json, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Les adresses que des clients proposent avec le code d'une lettre.

    Exemple : flask adresses list
    """


@command.command("list")
@as_json
@of_one_portal
def list_(portal: Portal, as_json: bool) -> None:
    """Montre les demandes qui attendent : qui demande, ce que l'on sait, ce qu'il faut vérifier.

    Exemple : flask adresses list
    """
    from commands import adresses_list

    adresses_list.run(portal, as_json=as_json)


@command.command()
@click.argument("number", metavar="N", type=int)
@click.option(
    "--en-plus",
    is_flag=True,
    help="En plus de l'adresse connue, qui continue de lire les factures.",
)
@of_one_portal
def accept(number: int, *, portal: Portal, en_plus: bool) -> None:
    """Accepte une demande : l'adresse proposée remplace celle du registre. Les deux sont prévenues.

    Exemple : flask adresses accept 12 --en-plus
    """
    from commands import adresses_decide

    adresses_decide.accept(portal, number, beside=en_plus)


@command.command()
@click.argument("number", metavar="N", type=int)
@of_one_portal
def refuse(number: int, portal: Portal) -> None:
    """Refuse une demande : rien ne change. Les deux adresses sont prévenues.

    Exemple : flask adresses refuse 12
    """
    from commands import adresses_decide

    adresses_decide.refuse(portal, number)
