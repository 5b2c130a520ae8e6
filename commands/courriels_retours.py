"""`flask courriels retours`: what came back, read now; or one mail that was saved as a file."""

from datetime import timedelta
from pathlib import Path

import services
from commands import Status, console
from domain import clock, returns
from domain.faults import Fault
from domain.return_reports import MOST_READ
from domain.returns import Outcome
from jobs import returns as job
from mail.mailbox import Unreadable
from store import returns as rows

MONTH = timedelta(days=30)
REASONS = {
    "dead": "adresse morte",
    "late": "boîte pleine ou absente",
    "ours": "notre envoi est refusé",
    "other": "autre",
}


def of_file(path: Path) -> Status:
    """Take one mail as if it had come to the mailbox, and say what became of it."""
    with path.open("rb") as file:
        raw = file.read(MOST_READ)
    with services.current().store.write() as transaction:
        outcome = returns.take(transaction, raw)
    console.say(f"{path.name} : {outcome.value}.")
    is_done = outcome in (Outcome.NOTED, Outcome.MARKED, Outcome.KNOWN)
    return Status.DONE if is_done else Status.NOT_DONE


def read() -> None:
    """Read the mailbox now, and list what came back in 30 days; raises `Fault`."""
    at = services.current()
    if at.settings.returns.server:
        try:
            became = job.look()
        except Unreadable as why:
            raise Fault(
                f"La boîte des retours ne se lit pas : {why}. « flask doctor » dit quoi faire."
            ) from why
        new = became[Outcome.NOTED] + became[Outcome.MARKED]
        console.tell(f"{console.count(new, 'nouveau retour', 'nouveaux retours')}.")
    else:
        console.tell(
            "Aucune boîte des retours n'est réglée (PORTAIL_RETOURS_SERVER, docs/exploitation.md). "
            "Un retour enregistré en fichier se donne avec --fichier."
        )
    _list()


def _list() -> None:
    with services.current().store.read() as transaction:
        found = rows.since(transaction, clock.now() - MONTH)
    if found:
        console.table(
            ("Revenu le", "Envoyé le", "Adresse", "Pourquoi", "Ce qu'a dit le serveur"),
            [
                (
                    one.at,
                    one.sent_at,
                    one.address,
                    REASONS[one.reason],
                    f"{one.status} {one.text}".strip(),
                )
                for one in found
            ],
            keep=(2,),
            wrap=True,
        )
        console.say()
    console.say(f"{console.count(len(found), 'courriel revenu', 'courriels revenus')} en 30 jours.")
