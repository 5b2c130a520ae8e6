"""`flask factures decouper`: what a PDF of all bills holds, to be looked at before it comes in."""

from collections.abc import Sequence
from pathlib import Path

import services
from commands import Status, console
from domain.invoices import cut_preview
from domain.portals import Portal
from jobs.confinement import confined

MOST_TEXTS = 5


def run(
    portal: Portal, whole: Path, list_: Path, *, folder: Path | None, is_dry_run: bool
) -> Status:
    """Show whose each page is; write each bill into `folder`, where it is given."""
    store = services.current().store
    with (
        console.Progress("Lecture", unit="pages") as progress,
        confined(),
        cut_preview.opened(whole, list_, progress.advance, portal.columns) as preview,
    ):
        progress.clear()
        if preview.problems:
            return _refused(whole, preview.problems)
        with store.read() as transaction:
            bills = preview.bills(transaction, portal)
        written = preview.write(folder) if folder and not is_dry_run else 0
    console.table(
        ("Ligne", "Facture", "Pages", "Trouvé par", "Nom trouvé", "À regarder"),
        [one[:6] for one in bills],
        right=(0,),
        keep=(0, 1, 2, 4),
    )
    console.say()
    console.say(f"{console.count(len(bills), 'facture')}, {console.count(preview.pages, 'page')}.")
    if written:
        console.say(
            f"{folder} : {console.count(written, 'PDF', 'PDF')} et leur liste, un lot à importer."
        )
    return Status.DONE


def _refused(whole: Path, problems: Sequence[str]) -> Status:
    console.say(f"{whole.name} n'est pas découpé :")
    for problem in problems:
        console.say(f"  {problem}")
    return Status.NOT_DONE
