"""`flask doctor`: what is wrong with this host, a line each with what to do."""

import click

from commands import Command, Status, as_json


@click.command(cls=Command)
@as_json
def command(as_json: bool) -> Status:
    """Examine le portail et sa machine, et dit quoi faire.

    Rien n'est modifié. La commande se termine par 0 si tout va bien (conseils compris), par 1 si
    quelque chose est à faire, par 2 si le portail ne peut pas fonctionner.

    Exemple : flask doctor
    """
    from commands import doctor_run

    return doctor_run.run(as_json=as_json)
