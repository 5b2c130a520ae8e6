"""`flask factures import`: a lot read, planned, agreed to, brought in."""

from pathlib import Path

import services
from commands import Status, console, factures_report
from domain.invoices import batches, imports, plan, reading
from domain.invoices.announcements import ASK_ABOVE
from domain.portals import Portal


def run(
    lot: Path, portal: Portal, *, is_dry_run: bool, with_mail: bool, is_agreed: bool, as_csv: bool
) -> Status:
    """Bring a lot in, or say what that would do; `is_agreed`: nothing is asked."""
    opened = batches.open_lot(lot)
    with console.Progress("Lecture", unit="factures") as progress:
        contents = reading.read(opened, progress.advance)
    at_hand = services.current()
    with at_hand.store.read() as transaction:
        foreseen = plan.plan(transaction, portal, contents)
    mails = len(foreseen.accounts) if with_mail else 0
    if is_dry_run:
        factures_report.say(opened, portal, contents, foreseen, mails=mails, is_dry_run=True)
        return Status.PARTLY if foreseen.rejects else Status.DONE
    if not (is_agreed or _agreed(mails)):
        console.tell("Rien n'a été importé.")
        return Status.NOT_DONE
    done = imports.carry_out(
        at_hand.store,
        portal,
        opened,
        contents,
        beside=lot.resolve(),
        with_mail=with_mail,
        as_csv=as_csv,
    )
    factures_report.say(
        opened,
        portal,
        contents,
        done.plan,
        number=done.number,
        rejects=done.rejects,
        mails=len(done.plan.accounts) if with_mail else 0,
    )
    return Status.PARTLY if done.plan.rejects else Status.DONE


def _agreed(mails: int) -> bool:
    """Ask where somebody at a terminal is about to announce to many; scripts say --oui."""
    if mails <= ASK_ABOVE:
        return True
    return console.ask(f"{console.count(mails, 'client')} recevront un courriel. Continuer ?")
