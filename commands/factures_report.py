"""What an import of invoices says: the words, and nothing else."""

from pathlib import Path

from commands import console, import_reports
from domain.invoices.batches import Lot
from domain.invoices.plan import Plan
from domain.invoices.reading import Contents
from domain.portals import Portal


def say(
    lot: Lot,
    portal: Portal,
    contents: Contents,
    made: Plan,
    *,
    number: int | None = None,
    rejects: Path | None = None,
    mails: int = 0,
    is_dry_run: bool = False,
) -> None:
    """Say what an import did, or would do: counts first, then what was not done."""
    named = f", import n° {number}" if number is not None else ""
    import_reports.say_heading(f"{lot.name}{named}", portal, is_dry_run=is_dry_run)
    import_reports.say_counts(
        ("Nouvelles", len(made.added)),
        ("Remplacées", len(made.changed)),
        ("Inchangées", made.unchanged),
        ("Refusées", len(made.rejects)),
    )
    if contents.header.unknown:
        console.say(f"Colonnes laissées de côté : {', '.join(contents.header.unknown)}.")
    if mails and (number is not None or is_dry_run):
        what = console.count(mails, "client prévenu", "clients prévenus")
        console.say(f"{what} par courriel.")
    import_reports.say_some(
        "Remplacées :",
        [f"{change.number} : {', '.join(change.fields)}" for change in made.changed],
    )
    import_reports.say_some("À regarder :", contents.remarks)
    import_reports.say_rejects(made.rejects)
    if rejects is not None:
        console.say(
            f"Elles sont toutes dans {rejects.name}, à côté du lot, avec leurs PDF : corrigez-y la "
            "liste, puis importez ce ZIP, ou déposez-le à son tour."
        )
    elif made.rejects and is_dry_run:
        console.say("Un vrai import les rangerait à côté du lot, avec leurs PDF et leur motif.")
