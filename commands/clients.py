"""`flask clients`: the register, imported from the billing service's list, read and corrected."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import Command, Group, Status, as_json, console, of_one_portal
from domain.faults import Fault

if TYPE_CHECKING:
    from domain.customers import Plan
    from domain.entries import Listing
    from domain.portals import Portal
    from sheets.reading import Sheet

TRIES = 3  # beside a register that changes meanwhile; then the plan is made while it can't


@click.group("clients", cls=Group)
def command() -> None:
    """Le registre des clients.

    Exemple : flask clients import clients.xlsx --dry-run
    """


@command.command("import", cls=Command)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, et n'écrit rien.")
@of_one_portal
def import_(file: Path, *, portal: "Portal", dry_run: bool) -> Status:
    """Reprend une liste de clients (CSV, XLSX ou ODS).

    Les clients sont reconnus à leur numéro ; ceux qui ne sont pas dans la liste restent. Les lignes
    qui ne peuvent pas être prises sont expliquées, et écrites à côté de la liste (…-rejets.csv).

    Exemple : flask clients import clients.xlsx --lien M470310001
    """
    from commands import clients_report

    sheet, listing = _read(file)
    if dry_run:
        planned, rejects = _planned(portal, listing), None
    else:
        planned, rejects = _carried_out(file, portal, sheet, listing)
    clients_report.say(file, portal, sheet, planned, rejects=rejects, is_dry_run=dry_run)
    return Status.PARTLY if planned.rejects else Status.DONE


@command.command("list", cls=Command)
@click.option(
    "--search",
    metavar="TEXTE",
    default="",
    help="Ceux dont le numéro, le nom ou l'adresse le contient.",
)
@as_json
@of_one_portal
def list_(*, portal: "Portal", search: str, as_json: bool) -> None:
    """Affiche le registre, ou ce qu'on y cherche.

    Exemple : flask clients list --search lefevre
    """
    import services
    from commands import clients_report
    from domain import customers
    from store import messages

    with services.current().store.read() as session:
        found = customers.search(session, portal, search)
        refused = messages.refused(session, portal.code)
    clients_report.say_list(found, refused, as_json=as_json)


def _read(file: Path) -> "tuple[Sheet, Listing]":
    from domain import entries
    from sheets import Unreadable, reading

    try:
        with console.Progress("Lecture") as progress:
            sheet = reading.read(file, entries.COLUMNS)
            listing = entries.read(sheet, progress.advance)
    except Unreadable as reason:
        raise Fault(f"{file.name} : {reason}") from reason
    if not (listing.entries or listing.rejects):
        raise Fault(f"{file.name} : il n'y a aucun client sous la ligne de titres.")
    return sheet, listing


def _planned(portal: "Portal", listing: "Listing") -> "Plan":
    import services
    from domain import customers

    with services.current().store.read() as session:
        return customers.plan(session, portal, listing)


def _carried_out(
    file: Path, portal: "Portal", sheet: "Sheet", listing: "Listing"
) -> "tuple[Plan, Path | None]":
    """Write the rejects first: where they can't be written, nothing is done at all."""
    from sheets import writing

    rejects = None
    if listing.rejects:
        refused = [(reject.cells, reject.reason) for reject in listing.rejects]
        rejects = writing.write_beside(file, writing.rejects(sheet.header, refused))
    try:
        return _written(portal, listing), rejects
    except BaseException:
        if rejects:
            rejects.unlink()
        raise


def _written(portal: "Portal", listing: "Listing") -> "Plan":
    """Plan beside the pages, then write in one short transaction."""
    import services
    from domain import customers

    at_hand = services.current()
    sender = at_hand.sender(portal)
    for _ in range(TRIES):
        planned = _planned(portal, listing)
        try:
            with at_hand.store.write() as session:
                customers.apply(session, portal, planned, sender=sender)
        except customers.Stale:
            continue
        return planned
    with at_hand.store.write() as session:
        planned = customers.plan(session, portal, listing)
        customers.apply(session, portal, planned, sender=sender)
    return planned
