"""`flask clients`: the register, imported from the billing service's list, read and corrected."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import Command, Group, Status, as_json, of_one_portal

if TYPE_CHECKING:
    from domain.portals import Portal


@click.group("clients", cls=Group)
def command() -> None:
    """Le registre des clients.

    Exemple : flask clients import clients.xlsx --dry-run
    """


@command.command(
    "import", cls=Command, short_help="Reprend une liste de clients (CSV, XLSX ou ODS)."
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n'écrit rien.")
@click.option("--depot", is_flag=True, hidden=True)
@of_one_portal
def import_(file: Path, *, portal: "Portal", dry_run: bool, depot: bool) -> Status:
    """Reprend une liste de clients (CSV, XLSX ou ODS).

    Les clients sont reconnus à leur numéro ; ceux qui ne sont pas dans la liste restent. Les lignes
    qui ne peuvent pas être prises sont expliquées, et écrites à côté de la liste (…-rejets.csv).

    Exemple : flask clients import clients.xlsx --lien M470310001
    """
    from commands import clients_import, clients_report

    with clients_import.without_pauses():
        sheet, listing = clients_import.read(file)
        if dry_run:
            planned, rejects = clients_import.plan(portal, listing), None
        else:
            planned, rejects = clients_import.carry_out(file, portal, sheet, listing)
    clients_report.say(
        file, portal, sheet, planned, rejects=rejects, is_dry_run=dry_run, is_dropped=depot
    )
    return Status.PARTLY if planned.rejects else Status.DONE


@command.command("list", cls=Command, short_help="Affiche le registre, ou ce qu'on y cherche.")
@click.option(
    "--search",
    metavar="TEXTE",
    default="",
    help="Ceux dont le numéro, le nom ou l'adresse le contient.",
)
@as_json
@of_one_portal
def list_register(*, portal: "Portal", search: str, as_json: bool) -> None:
    """Affiche le registre, ou ce qu'on y cherche.

    Exemple : flask clients list --search lefevre
    """
    import services
    from commands import clients_report
    from domain.customers import register
    from store import messages

    with services.current().store.read() as transaction:
        found = register.search(transaction, portal, search)
        refused = messages.refused(transaction, portal.code)
    clients_report.say_list(found, refused, as_json=as_json)


@command.command("export", cls=Command, short_help="Écrit le registre en CSV.")
@click.option(
    "--modifiees",
    is_flag=True,
    help="Seulement les adresses que les clients ont changées eux-mêmes.",
)
@of_one_portal
def export(*, portal: "Portal", modifiees: bool) -> None:
    """Écrit le registre en CSV, que les tableurs ouvrent et que l'import reprend tel quel.

    Exemple : flask clients export --modifiees > adresses.csv
    """
    import services
    from domain.customers import register
    from sheets import writing

    output = sys.stdout.buffer
    with services.current().store.read() as transaction:
        for line in writing.lines(register.rows(transaction, portal, only_changed=modifiees)):
            output.write(line.encode())
    output.flush()


@command.command("edit", cls=Command, short_help="Ouvre le registre dans votre éditeur.")
@click.option(
    "--search",
    metavar="TEXTE",
    default="",
    help="Seulement ceux dont le numéro, le nom ou l'adresse le contient.",
)
@of_one_portal
def edit(*, portal: "Portal", search: str) -> Status:
    """Ouvre le registre dans votre éditeur ($EDITOR), et n'applique que ce que vous y changez.

    Ce qui changerait est montré avant d'être appliqué. Une ligne ôtée ne change rien ; une ligne
    ajoutée ajoute un client.

    Exemple : flask clients edit --search lefevre
    """
    from commands import clients_edit

    return clients_edit.run(portal, search)


@command.command("remove", cls=Command, short_help="Retire des clients du registre.")
@click.argument("numbers", metavar="NUMÉRO…", nargs=-1, required=True)
@of_one_portal
def remove(numbers: tuple[str, ...], *, portal: "Portal") -> Status:
    """Retire du registre des clients qui sont partis : plus aucun compte ne voit leurs factures.

    Exemple : flask clients remove 0047 0048
    """
    import services
    from commands import clients_report
    from domain.customers import register

    with services.current().store.write() as transaction:
        removed = register.remove(transaction, portal, numbers)
    known = {one.number for one in removed}
    unknown = [number for number in dict.fromkeys(numbers) if number not in known]
    clients_report.say_removed(removed, unknown)
    if not removed:
        return Status.NOT_DONE
    return Status.PARTLY if unknown else Status.DONE
