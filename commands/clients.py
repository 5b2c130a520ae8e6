"""`flask clients`: the register, imported from the billing service's list, read and corrected."""

from pathlib import Path

import click

from commands import Group, Status, as_json, of_one_portal
from domain.portals import Portal


@click.group("clients", cls=Group)
def command() -> None:
    """Le registre des clients.

    Exemple : flask clients import clients.xlsx --dry-run
    """


@command.command("import", short_help="Reprend une liste de clients (CSV, XLSX ou ODS).")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n'écrit rien.")
@click.option("--csv", "as_csv", is_flag=True, help="Écrit les lignes refusées en CSV.")
@click.option(
    "--malgre-les-adresses", is_flag=True, help="La prend même si beaucoup d'adresses changent."
)
@click.option(
    "--malgre-les-zeros",
    is_flag=True,
    help="La prend même si ses numéros sont tous plus courts que ceux du registre.",
)
@click.option("--json", "as_json", is_flag=True, hidden=True)
@of_one_portal
def import_(
    file: Path, *, portal: Portal, dry_run: bool, as_csv: bool, as_json: bool, **malgre: bool
) -> Status:
    """Reprend une liste de clients (CSV, XLSX ou ODS).

    Les clients sont reconnus à leur numéro ; ceux qui ne sont pas dans la liste restent. Les lignes
    qui ne peuvent pas être prises sont expliquées, et écrites à côté de la liste (…-rejets.xlsx).

    Exemple : flask clients import clients.xlsx --lien M470310001
    """
    from commands import importing
    from domain.imports import Options, Subject

    insisted = [f"--{option.replace('_', '-')}" for option, given in malgre.items() if given]
    options = Options(is_dry_run=dry_run, as_csv=as_csv, insisted=insisted)
    return importing.run(Subject.CUSTOMERS, file, portal, options, as_json=as_json)


@command.command("imports", short_help="Énumère les listes importées, chacune avec son numéro N.")
@as_json
@of_one_portal
def imports(portal: Portal, as_json: bool) -> None:
    """Énumère les listes de clients importées, la plus récente d'abord, chacune avec son numéro N.

    Exemple : flask clients imports
    """
    from commands import imports_list

    imports_list.run(portal, imports_list.CUSTOMERS, as_json=as_json)


@command.command(short_help="Annule l'import d'une liste de clients.")
@click.argument("number", metavar="N", type=int)
@of_one_portal
def annuler(number: int, portal: Portal) -> Status:
    """Remet le registre comme avant l'import N, là où rien de plus récent ne l'a changé.

    Ce qu'une autre liste, une correction ou le client a changé depuis reste, et est nommé.

    Exemple : flask clients annuler 12
    """
    from commands import clients_annuler

    return clients_annuler.run(portal, number)


@command.command("list", short_help="Affiche le registre, ou ce qu'on y cherche.")
@click.option(
    "--search",
    metavar="TEXTE",
    default="",
    help="Ceux dont le numéro, le nom ou l'adresse le contient.",
)
@as_json
@of_one_portal
def list_(portal: Portal, search: str, as_json: bool) -> None:
    """Affiche le registre, ou ce qu'on y cherche.

    Exemple : flask clients list --search lefevre
    """
    from commands import clients_list

    clients_list.run(portal, search, as_json=as_json)


@command.command(short_help="Écrit le registre en CSV.")
@click.option(
    "--modifiees",
    is_flag=True,
    help="Seulement les adresses que les clients ont changées eux-mêmes.",
)
@of_one_portal
def export(portal: Portal, modifiees: bool) -> None:
    """Écrit le registre en CSV, que les tableurs ouvrent et que l'import reprend tel quel.

    Exemple : flask clients export --modifiees > adresses.csv
    """
    from commands import clients_export

    clients_export.run(portal, only_changed=modifiees)


@command.command(short_help="Ouvre le registre dans votre éditeur.")
@click.option(
    "--search",
    metavar="TEXTE",
    default="",
    help="Seulement ceux dont le numéro, le nom ou l'adresse le contient.",
)
@of_one_portal
def edit(portal: Portal, search: str) -> Status:
    """Ouvre le registre dans votre éditeur ($EDITOR), et n'applique que ce que vous y changez.

    Ce qui changerait est montré avant d'être appliqué. Une ligne ôtée ne change rien ; une ligne
    ajoutée ajoute un client.

    Exemple : flask clients edit --search lefevre
    """
    from commands import clients_edit

    return clients_edit.run(portal, search)


@command.command(short_help="Retire des clients du registre.")
@click.argument("numbers", metavar="NUMÉRO…", nargs=-1, required=True)
@of_one_portal
def remove(numbers: tuple[str, ...], *, portal: Portal) -> Status:
    """Retire du registre des clients qui sont partis : plus aucun compte ne voit leurs factures.

    Exemple : flask clients remove 0047 0048
    """
    from commands import clients_remove

    return clients_remove.run(portal, numbers)


@command.command(short_help="Donne à chaque client le code d'une lettre.")
@click.option(
    "--sans-compte", is_flag=True, help="Seulement ceux dont aucun compte ne lit les factures."
)
@click.option(
    "--sortie",
    metavar="FICHIER.csv",
    type=click.Path(path_type=Path),
    help="Pour le publipostage : numero;nom;code;adresse_a_taper.",
)
@click.option(
    "--lettres",
    metavar="FICHIER.html",
    type=click.Path(path_type=Path),
    help="Les lettres à imprimer, une page chacune.",
)
@click.option(
    "--renouveler", is_flag=True, help="Donne d'autres codes : ceux d'avant ne fonctionnent plus."
)
@of_one_portal
def codes(
    portal: Portal,
    *,
    sans_compte: bool,
    sortie: Path | None,
    lettres: Path | None,
    renouveler: bool,
) -> None:
    """Donne à chaque client un code, à imprimer sur une lettre ou sur sa facture.

    Avec lui, le client donne lui-même son adresse mail sur le portail (« J'ai un code »). Un code vaut
    400 jours ; une nouvelle impression donne les mêmes.

    Exemple : flask clients codes --sans-compte --sortie codes.csv --lettres lettres.html
    """
    from commands import clients_codes

    if sortie is None and lettres is None:
        raise click.UsageError(
            "Dites où les écrire : --sortie FICHIER.csv, --lettres FICHIER.html."
        )
    clients_codes.run(
        portal, to_csv=sortie, to_html=lettres, without_account=sans_compte, renew=renouveler
    )
