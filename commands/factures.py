"""`flask factures`: bring batches of invoices in, list what came in, look at one, take it back."""

from pathlib import Path

import click

from commands import Group, Status, as_json, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Les factures : les importer, les lister, les retirer.

    Exemple : flask factures import novembre.zip --dry-run
    """


@command.command("import")
@click.argument("batch", metavar="DOSSIER-OU-ZIP-OU-LISTE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, sans rien écrire.")
@click.option("--sans-courriel", is_flag=True, help="N'annonce rien aux clients.")
@click.option(
    "--oui", is_flag=True, help="Répond oui à la question posée avant beaucoup d'annonces."
)
@click.option("--csv", "as_csv", is_flag=True, help="Écrit la liste des lignes refusées en CSV.")
@click.option(
    "--sans-compte",
    metavar="FICHIER.csv",
    type=click.Path(path_type=Path),
    help="Écrit les clients de ce lot qui ont une adresse et pas encore de compte.",
)
@click.option(
    "--malgre-les-noms",
    is_flag=True,
    help="Met en ligne aussi les factures dont le PDF ne porte pas le nom du client.",
)
@click.option("--json", "as_json", is_flag=True, hidden=True)
@of_one_portal
def import_(
    batch: Path,
    portal: Portal,
    *,
    oui: bool,
    as_json: bool,
    dry_run: bool,
    sans_courriel: bool,
    as_csv: bool,
    sans_compte: Path | None,
    **malgre: bool,
) -> Status:
    """Importe un lot : des PDF et leur liste factures.csv (ou .xlsx, .ods) ; ou une liste d'états seule.

    Un seul PDF pour toutes les factures est découpé par les numéros de la liste ; au moindre doute
    il est refusé, page et ligne nommées.

    Les lignes qui ne peuvent pas être prises sont nommées, et rangées avec leurs PDF dans
    LOT-rejets.zip ; les autres sont importées. Recommencer ne change rien. Une facture dont le
    PDF ne porte pas le nom du client attend, sans que personne la voie.

    Exemple : flask factures import novembre.zip
    """
    from commands import importing
    from domain.imports import Options, Subject

    options = Options(
        is_dry_run=dry_run,
        as_csv=as_csv,
        with_mail=not sans_courriel,
        insisted=[f"--{option.replace('_', '-')}" for option, given in malgre.items() if given],
        uninvited=sans_compte,
    )
    return importing.run(Subject.INVOICES, batch, portal, options, as_json=as_json, is_agreed=oui)


@command.command(short_help="Montre comment un PDF de toutes les factures sera découpé.")
@click.argument("whole", metavar="PDF", type=click.Path(path_type=Path))
@click.argument("list_", metavar="LISTE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="N'écrit rien, même avec --sortie.")
@click.option(
    "--sortie",
    "folder",
    metavar="DOSSIER",
    type=click.Path(path_type=Path),
    help="Écrit chaque facture, et leur liste, dans un dossier vide : un lot à importer.",
)
@of_one_portal
def decouper(
    whole: Path, list_: Path, portal: Portal, *, dry_run: bool, folder: Path | None
) -> Status:
    """Montre à qui est chaque page d'un PDF de toutes les factures, les douteuses d'abord.

    Rien n'est importé. Ce qui empêche de le découper est dit, page et ligne nommées.

    Exemple : flask factures decouper tout.pdf factures.csv
    """
    from commands import factures_decouper

    return factures_decouper.run(portal, whole, list_, folder=folder, is_dry_run=dry_run)


@command.command("list", short_help="Énumère les imports, ou des factures.")
@click.option("--client", metavar="N", help="Les factures de ce client.")
@click.option("--import", "import_id", type=int, metavar="N", help="Ce que l'import N a ajouté.")
@click.option(
    "--search",
    metavar="TEXTE",
    help="Celles dont le numéro commence ainsi, ou le nom, le numéro ou l'adresse du client.",
)
@as_json
@of_one_portal
def list_(
    portal: Portal,
    client: str | None,
    import_id: int | None,
    search: str | None,
    as_json: bool,
) -> None:
    """Énumère les imports, le plus récent d'abord, chacun avec son numéro N.

    Avec --client, --import ou --search : des factures, la plus récente d'abord.

    Exemple : flask factures list --search lefevre
    """
    from commands import factures_list, imports_list

    given = sum(wanted is not None for wanted in (client, import_id, search))
    if given > 1:
        raise click.UsageError("Donnez --client, --import ou --search, un seul à la fois.")
    if given:
        factures_list.run(
            portal, client=client, import_id=import_id, search=search, as_json=as_json
        )
    else:
        imports_list.run(portal, imports_list.BILLS, as_json=as_json)


@command.command()
@click.argument("number", metavar="NUMÉRO")
@as_json
@of_one_portal
def show(number: str, portal: Portal, as_json: bool) -> None:
    """Montre une facture : ce que le client en voit, et quand elle est arrivée.

    Exemple : flask factures show FA-2026-0101
    """
    from commands import factures_show

    factures_show.run(portal, number, as_json=as_json)


@command.command()
@click.argument("number", metavar="NUMÉRO")
@click.argument("state", metavar="payée|à payer|annulée")
@click.option("--reste", "left", metavar="MONTANT", help="Ce qui reste à payer.")
@of_one_portal
def etat(number: str, state: str, left: str | None, portal: Portal) -> None:
    """Dit qu'une facture est payée, à payer ou annulée.

    Ce que disent les listes reste gardé à côté : « flask factures show » montre qui a dit quoi.

    Exemple : flask factures etat FA-2026-0101 "à payer" --reste 20,00
    """
    from commands import factures_etat

    factures_etat.run(portal, number, state, left=left)


@command.command()
@click.argument("numbers", metavar="NUMÉRO…", nargs=-1)
@click.option(
    "--import", "import_id", type=int, metavar="N", help="Tout ce que l'import N a ajouté."
)
@click.option("--oui", is_flag=True, help="Répond oui à la question posée avant de retirer.")
@click.option("--prevenir", is_flag=True, help="Écrit à ceux qu'un courriel avait prévenus.")
@of_one_portal
def remove(
    numbers: tuple[str, ...], import_id: int | None, portal: Portal, oui: bool, prevenir: bool
) -> Status:
    """Retire des factures, ou tout ce qu'un import a ajouté.

    Les annonces qui ne sont pas encore parties sont annulées ; il est dit combien de clients
    avaient déjà été prévenus.

    Exemple : flask factures remove --import 12 --prevenir
    """
    from commands import factures_remove

    if bool(numbers) == (import_id is not None):
        raise click.UsageError("Donnez des numéros de factures, ou --import N.")
    return factures_remove.run(portal, numbers, import_id=import_id, is_agreed=oui, tells=prevenir)


@command.command("a-imprimer")
@click.option("--import", "import_id", type=int, metavar="N", required=True, help="Le lot.")
@click.option(
    "--relance",
    is_flag=True,
    help="Aussi celles qui sont annoncées depuis 8 jours et que personne n'a ouvertes.",
)
@click.option(
    "--pdf",
    metavar="FICHIER",
    type=click.Path(path_type=Path),
    help="Les écrit en un seul PDF, dans l'ordre de la liste.",
)
@of_one_portal
def to_print(import_id: int, portal: Portal, relance: bool, pdf: Path | None) -> None:
    """Montre les factures d'un lot qui vont sur papier, ou les réunit en un PDF.

    Exemple : flask factures a-imprimer --import 12 --pdf papier.pdf
    """
    from commands import factures_a_imprimer

    factures_a_imprimer.run(portal, import_id, with_reminded=relance, pdf=pdf)


@command.command()
@click.argument("number", metavar="NUMÉRO")
@of_one_portal
def releve(number: str, portal: Portal) -> None:
    """Imprime ce qui est arrivé à une facture : le relevé de mise à disposition.

    Exemple : flask factures releve FA-2026-0101
    """
    from commands import factures_releve

    factures_releve.run(portal, number)
