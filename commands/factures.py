"""`flask factures`: bring lots of invoices in, list what came in, take it back."""

from pathlib import Path

import click

from commands import Command, Group, Status, as_json, console, of_one_portal
from domain.portals import Portal


@click.group(cls=Group)
def command() -> None:
    """Les factures : les importer, les lister, les retirer.

    Exemple : flask factures import novembre.zip --dry-run
    """


@command.command("import", cls=Command)
@click.argument("lot", metavar="DOSSIER-OU-ZIP", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui changerait, sans rien écrire.")
@click.option("--sans-courriel", is_flag=True, help="N'annonce rien aux clients.")
@click.option(
    "--oui", is_flag=True, help="Répond oui à la question posée avant beaucoup d'annonces."
)
@of_one_portal
def bring_in(lot: Path, portal: Portal, dry_run: bool, sans_courriel: bool, oui: bool) -> Status:
    """Importe un lot : des PDF et leur liste factures.csv (ou .xlsx, .ods).

    Les lignes qui ne peuvent pas être prises sont nommées, et rangées avec leurs PDF dans
    LOT-rejets.zip ; les autres sont importées. Recommencer ne change rien.

    Exemple : flask factures import novembre.zip
    """
    import services
    from commands import factures_report
    from domain.invoices import batches, imports, plan, reading

    opened = batches.open_lot(lot)
    with console.Progress("Lecture", unit="factures") as progress:
        contents = reading.read(opened, progress.advance)
    at_hand = services.current()
    with at_hand.store.read() as transaction:
        foreseen = plan.plan(transaction, portal, contents)
    if dry_run:
        mails = 0 if sans_courriel else len(foreseen.accounts)
        factures_report.say(opened, portal, contents, foreseen, mails=mails, is_dry_run=True)
        return Status.PARTLY if foreseen.rejects else Status.DONE
    if not (sans_courriel or oui or _is_agreed(len(foreseen.accounts))):
        console.tell("Rien n'a été importé.")
        return Status.NOT_DONE
    done = imports.carry_out(
        at_hand.store,
        portal,
        opened,
        contents,
        beside=lot.resolve(),
        with_mail=not sans_courriel,
    )
    factures_report.say(
        opened,
        portal,
        contents,
        done.plan,
        number=done.number,
        rejects=done.rejects,
        mails=0 if sans_courriel else len(done.plan.accounts),
    )
    return Status.PARTLY if done.plan.rejects else Status.DONE


@command.command("list", cls=Command)
@as_json
@of_one_portal
def listing(portal: Portal, as_json: bool) -> None:
    """Énumère les imports, le plus récent d'abord, chacun avec son numéro N.

    Exemple : flask factures list
    """
    import services
    from commands import factures_report
    from store import announcements, invoices

    with services.current().store.read() as transaction:
        found = invoices.imports(transaction, portal.code)
        mails = announcements.progress(transaction)
    factures_report.say_imports(found, mails, as_json=as_json)


@command.command(cls=Command)
@click.argument("numbers", metavar="NUMÉRO…", nargs=-1)
@click.option(
    "--import", "import_id", type=int, metavar="N", help="Tout ce que l'import N a ajouté."
)
@click.option("--oui", is_flag=True, help="Répond oui à la question posée avant de retirer.")
@of_one_portal
def remove(numbers: tuple[str, ...], import_id: int | None, portal: Portal, oui: bool) -> Status:
    """Retire des factures, ou tout ce qu'un import a ajouté.

    Les annonces qui ne sont pas encore parties sont annulées.

    Exemple : flask factures remove --import 12
    """
    import services
    from commands import factures_report
    from domain.invoices import removals

    if bool(numbers) == (import_id is not None):
        raise click.UsageError("Donnez des numéros de factures, ou --import N.")
    store = services.current().store
    with store.read() as transaction:
        if import_id is not None:
            removal = removals.of_import(transaction, portal, import_id)
        else:
            removal = removals.of_numbers(transaction, portal, numbers)
    if not removal.found:
        factures_report.say_what_stays(removal)
        console.tell("Il n'y a rien à retirer.")
        return Status.NOT_DONE
    if not oui and not console.ask(f"Retirer {console.count(len(removal.found), 'facture')} ?"):
        console.tell("Rien n'a été retiré.")
        return Status.NOT_DONE
    with store.write() as transaction:
        cancelled = removals.apply(transaction, removal)
    console.say(console.count(len(removal.found), "facture retirée", "factures retirées") + ".")
    if cancelled:
        console.say(console.count(cancelled, "annonce annulée", "annonces annulées") + ".")
    factures_report.say_what_stays(removal)
    left = removal.unknown or removal.replaced or removal.corrected
    return Status.PARTLY if left else Status.DONE


def _is_agreed(mails: int) -> bool:
    """Ask where somebody at a terminal is about to announce to many; scripts say --oui."""
    from domain.invoices.announcements import ASK_ABOVE

    if mails <= ASK_ABOVE:
        return True
    return console.ask(f"{console.count(mails, 'client')} recevront un courriel. Continuer ?")
