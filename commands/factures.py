"""`flask factures`: bring lots of invoices in, list what came in, take it back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import services
from commands import Command, Group, Status, as_json, console, of_one_portal
from domain.portals import Portal

if TYPE_CHECKING:
    from domain.invoice_plans import Plan


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
    from domain import invoice_imports, invoice_plans, invoice_reading, lots

    opened = lots.open_lot(lot)
    with console.Progress("Lecture", unit="factures") as progress:
        contents = invoice_reading.read(opened, progress.advance)
    at_hand = services.current()
    with at_hand.store.read() as session:
        foreseen = invoice_plans.plan(session, portal, contents)
    with_mail = not sans_courriel
    if dry_run:
        _report(foreseen, contents.remarks, planned=True)
        _say_mails(len(foreseen.accounts) if with_mail else 0, planned=True)
        return Status.PARTLY if foreseen.rejects else Status.DONE
    if with_mail and not oui and not _is_agreed(len(foreseen.accounts)):
        console.tell("Rien n'a été importé.")
        return Status.NOT_DONE
    done = invoice_imports.carry_out(
        at_hand.store,
        portal,
        opened,
        contents,
        sender=at_hand.sender(portal),
        beside=lot.resolve(),
        with_mail=with_mail,
    )
    _report(done.plan, contents.remarks, number=done.number, rejects=done.rejects)
    _say_mails(len(done.plan.accounts) if with_mail and done.number else 0)
    return Status.PARTLY if done.plan.rejects else Status.DONE


IMPORT_COLUMNS = {
    "numero": "N",
    "date": "Quand",
    "lot": "Lot",
    "ajoutees": "Ajoutées",
    "remplacees": "Remplacées",
    "refusees": "Refusées",
    "encore_la": "Encore là",
    "annonces": "Annonces",
}


@command.command("list", cls=Command)
@as_json
@of_one_portal
def listing(portal: Portal, as_json: bool) -> None:
    """Énumère les imports, le plus récent d'abord, chacun avec son numéro N.

    Exemple : flask factures list
    """
    from store import announcements, invoices

    with services.current().store.read() as session:
        found = invoices.imports(session, portal.code)
        mails = announcements.progress(session)
    rows = [
        (
            row.id,
            row.at,
            row.name,
            row.counts.get("added", 0),
            row.counts.get("changed", 0),
            row.counts.get("rejected", 0),
            left,
            _mails(mails.get(row.id, {})),
        )
        for row, left in found
    ]
    if as_json:
        console.say_json([dict(zip(IMPORT_COLUMNS, row, strict=True)) for row in rows])
    elif rows:
        console.table(tuple(IMPORT_COLUMNS.values()), rows, right=(0, 3, 4, 5, 6))
    else:
        console.say("Aucune facture n'a encore été importée.")


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
    from domain import invoice_removals

    if bool(numbers) == (import_id is not None):
        raise click.UsageError("Donnez des numéros de factures, ou --import N.")
    store = services.current().store
    with store.read() as session:
        if import_id is not None:
            removal = invoice_removals.of_import(session, portal, import_id)
        else:
            removal = invoice_removals.of_numbers(session, portal, numbers)
    if not removal.found:
        _say_what_stays(removal.unknown, removal.replaced)
        console.tell("Il n'y a rien à retirer.")
        return Status.NOT_DONE
    if not oui and not console.ask(f"Retirer {console.count(len(removal.found), 'facture')} ?"):
        console.tell("Rien n'a été retiré.")
        return Status.NOT_DONE
    with store.write() as session:
        cancelled = invoice_removals.apply(session, removal)
    console.say(console.count(len(removal.found), "facture retirée", "factures retirées") + ".")
    if cancelled:
        console.say(console.count(cancelled, "annonce annulée", "annonces annulées") + ".")
    _say_what_stays(removal.unknown, removal.replaced)
    return Status.PARTLY if removal.unknown or removal.replaced else Status.DONE


def _say_what_stays(unknown: Sequence[str], replaced: Sequence[str]) -> None:
    if unknown:
        console.say(f"Numéros inconnus : {', '.join(unknown)}.")
    if replaced:
        console.say(
            f"Cet import avait aussi remplacé des factures plus anciennes : {', '.join(replaced)}. "
            "Elles restent telles qu'il les a laissées : importez de nouveau leur bon lot."
        )


def _is_agreed(mails: int) -> bool:
    """Ask where somebody at a terminal is about to announce to many; scripts say --oui."""
    from domain.announcements import ASK_ABOVE

    if mails <= ASK_ABOVE:
        return True
    return console.ask(f"{console.count(mails, 'client')} recevront un courriel. Continuer ?")


def _report(
    made: "Plan",
    remarks: Sequence[str],
    *,
    planned: bool = False,
    number: int | None = None,
    rejects: Path | None = None,
) -> None:
    from domain import invoice_reports

    if number is not None:
        console.say(f"Import n° {number} :")
    for line in [
        invoice_reports.counts(made, planned=planned),
        *invoice_reports.details(made, remarks, rejects),
    ]:
        console.say(line)


def _say_mails(mails: int, *, planned: bool = False) -> None:
    if mails:
        verb = "recevrait" if planned else "va recevoir"
        verbs = "recevraient" if planned else "vont recevoir"
        console.say()
        console.say(f"{console.count(mails, f'client {verb}', f'clients {verbs}')} un courriel.")


def _mails(states: Mapping[str, int]) -> str:
    """« 12 sur 40 envoyées, 1 refusée », empty where nothing was announced."""
    from store.models import MessageState

    total = sum(states.values()) - states.get(MessageState.CANCELLED, 0)
    if not states:
        return ""
    sent, refused = states.get(MessageState.SENT, 0), states.get(MessageState.REFUSED, 0)
    cancelled = states.get(MessageState.CANCELLED, 0)
    parts = [f"{sent} sur {console.count(total, 'partie')}"] if total else []
    parts += [console.count(refused, "refusée", "refusées")] if refused else []
    parts += [console.count(cancelled, "annulée", "annulées")] if cancelled else []
    return ", ".join(parts)
