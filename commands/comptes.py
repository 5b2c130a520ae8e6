"""`flask comptes`: who has an account, its history, a link to hand over, log-in stopped."""

from pathlib import Path

import click

from commands import Group, Status, as_json, console, of_one_portal
from domain.portals import Portal

LONGEST_DAYS = 60


@click.group(cls=Group)
def command() -> None:
    """Les comptes des clients.

    Exemple : flask comptes show nom@exemple.fr
    """


@command.command("list")
@as_json
@of_one_portal
def list_(portal: Portal, as_json: bool) -> None:
    """Montre les comptes, puis combien de clients ont activé le leur.

    Exemple : flask comptes list
    """
    from commands import comptes_list

    comptes_list.run(portal, as_json=as_json)


@command.command()
@click.argument("who", metavar="ADRESSE")
@as_json
@of_one_portal
def show(portal: Portal, who: str, as_json: bool) -> None:
    """Montre l'état d'un compte, ses clients et son histoire.

    À la place de l'adresse, le numéro du client ou une partie de son nom.

    Exemple : flask comptes show nom@exemple.fr
    """
    from commands import comptes_show

    comptes_show.run(portal, who, as_json=as_json)


@command.command()
@click.argument("address", metavar="ADRESSE")
@click.option(
    "--validite",
    metavar="JOURS",
    type=console.Between(1, LONGEST_DAYS),
    help="Combien de jours le lien fonctionne (lettre : 15).",
)
@click.option(
    "--lettre",
    metavar="FICHIER.html",
    type=click.Path(path_type=Path),
    help="Écrit une page à imprimer, avec le code QR et les étapes.",
)
@of_one_portal
def lien(portal: Portal, address: str, validite: int | None, lettre: Path | None) -> None:
    """Donne un lien neuf à qui ne reçoit pas nos courriels.

    Il active le compte, ou fait choisir un nouveau mot de passe si le compte est actif.

    Exemple : flask comptes lien nom@exemple.fr --lettre lettre.html
    """
    from commands import comptes_lien

    comptes_lien.run(portal, address, days=validite, letter=lettre)


@command.command()
@click.argument("addresses", metavar="ADRESSE…", nargs=-1)
@click.option("--tous", is_flag=True, help="Tous les clients qui ont une adresse.")
@click.option(
    "--import", "import_id", type=int, metavar="N", help="Les clients de l'import N seulement."
)
@click.option("--dry-run", is_flag=True, help="Dit qui serait invité, sans rien envoyer.")
@of_one_portal
def inviter(
    addresses: tuple[str, ...], portal: Portal, *, tous: bool, import_id: int | None, dry_run: bool
) -> Status:
    """Envoie le lien d'activation à qui a une adresse dans le registre et pas de compte.

    Les invitations partent au rythme des annonces. Personne n'est invité deux fois en 30 jours.

    Exemple : flask comptes inviter --tous --dry-run
    """
    from commands import comptes_inviter

    if [bool(addresses), tous, import_id is not None].count(True) != 1:
        raise click.UsageError("Donnez des adresses, ou --tous, ou --import N.")
    return comptes_inviter.run(portal, addresses, import_id=import_id, is_dry_run=dry_run)


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def suspend(portal: Portal, address: str) -> None:
    """Empêche un compte de se connecter ; connexions et liens cessent aussitôt.

    Exemple : flask comptes suspend nom@exemple.fr
    """
    from commands import comptes_states

    comptes_states.suspend(portal, address)


@command.command()
@click.argument("address", metavar="ADRESSE")
@of_one_portal
def resume(portal: Portal, address: str) -> None:
    """Permet de nouveau à un compte suspendu de se connecter.

    Les liens d'avant ne fonctionnent plus : le mot de passe d'avant, si.

    Exemple : flask comptes resume nom@exemple.fr
    """
    from commands import comptes_states

    comptes_states.resume(portal, address)
