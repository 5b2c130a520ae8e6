"""`flask courriels`: mails and what became of them, sending what waits, one mail as a trial."""

from pathlib import Path

import click

from commands import Group, Status, as_json

NEWEST = 20


@click.group(cls=Group)
def command() -> None:
    """Les courriels du portail, et ce qu'ils sont devenus.

    Exemple : flask courriels list
    """


@command.command("list")
@click.option("--tous", is_flag=True, help=f"Tous les envois, et non les {NEWEST} derniers.")
@as_json
def list_(tous: bool, as_json: bool) -> None:
    """Montre ce qui attend, ce qui a été refusé, et les derniers envois.

    Exemple : flask courriels list
    """
    from commands import courriels_list

    courriels_list.run(newest=None if tous else NEWEST, as_json=as_json)


@command.command()
def send() -> Status:
    """Essaie maintenant tout ce qui attend, sans attendre l'heure prévue.

    Exemple : flask courriels send
    """
    from commands import courriels_send

    return courriels_send.run()


@command.command()
@click.argument("address", metavar="ADRESSE")
def test(address: str) -> None:
    """Envoie un courriel d'essai, et montre chaque réponse du serveur.

    Exemple : flask courriels test moi@ma-commune.fr
    """
    from commands import courriels_test

    courriels_test.run(address)


@command.command()
@click.option(
    "--fichier",
    metavar="MAIL.eml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Un courriel revenu, enregistré en fichier.",
)
def retours(fichier: Path | None) -> Status | None:
    """Lit maintenant la boîte des retours, et montre ce qui est revenu en 30 jours.

    Une adresse morte n'est plus sollicitée, et ses factures sont à imprimer.

    Exemple : flask courriels retours
    """
    from commands import courriels_retours

    if fichier is not None:
        return courriels_retours.of_file(fichier)
    courriels_retours.read()
    return None
